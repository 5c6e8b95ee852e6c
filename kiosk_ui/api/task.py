"""What staff does with the tasks of the store: the pick list."""

from __future__ import annotations

import asyncio

from edge.domain.pickup import HandToShopper, PickupRefused
from edge.domain.task import (
    AcceptTask,
    FulfilmentRejected,
    HandToCarrier,
    PackTask,
    PickItem,
    RejectTask,
    ShortPick,
)
from kiosk_ui.answers import Done
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.present.order import label_view
from kiosk_ui.present.task import ENDED, ENDED_MAX, OPEN, OPEN_MAX, task_view, tasks_view
from kiosk_ui.refusal import CONFLICT, NOT_FOUND, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.order import LabelView
from kiosk_ui.views.task import TasksView, TaskView
from kiosk_ui.wishes import (
    CarrierWish,
    NoWish,
    PickupWish,
    PickWish,
    RejectTaskWish,
    ShortWish,
)


async def tasks(call: Call) -> TasksView:
    reads = call.desk.reads
    opened, ended = await asyncio.gather(
        reads.tasks_waiting(OPEN, limit=OPEN_MAX), reads.tasks(ENDED, limit=ENDED_MAX)
    )
    lines = [line for file in (*opened, *ended) for line in file.task.lines]
    pictures = await call.front.pictures.of(lines)
    return tasks_view(opened, ended, pictures, now_ms=call.desk.clock.now_ms())


async def task(call: Call) -> TaskView:
    file = await call.desk.reads.task(call.part("task_id"))
    if file is None:
        raise Refused(NOT_FOUND, "no_task")
    return task_view(file, await call.front.pictures.of(file.task.lines))


async def label(call: Call) -> LabelView:
    file = await call.desk.reads.task(call.part("task_id"))
    if file is None:
        raise Refused(NOT_FOUND, "no_task")
    if file.contact is None or file.contact.erased or file.task.state not in OPEN:
        raise Refused(CONFLICT, "no_receiver")
    return label_view(file.task.number, file.contact)


async def accept(call: Call, _: NoWish) -> Done:
    """The staff hears at once when the counter was faster."""
    command = AcceptTask(task_id=call.part("task_id"))
    events = await call.desk.dispatch(command, actor=call.actor, key=call.key)
    if any(isinstance(event, FulfilmentRejected) for event in events):
        raise Refused(CONFLICT, "stock_gone")
    return DONE


async def reject(call: Call, wish: RejectTaskWish) -> Done:
    await call.order(RejectTask(task_id=call.part("task_id"), reason=wish.reason))
    return DONE


async def pick(call: Call, wish: PickWish) -> Done:
    await call.order(PickItem(task_id=call.part("task_id"), code=wish.code))
    return DONE


async def short(call: Call, wish: ShortWish) -> Done:
    await call.order(ShortPick(task_id=call.part("task_id"), sku=wish.sku, reason=wish.reason))
    return DONE


async def pack(call: Call, _: NoWish) -> Done:
    await call.order(PackTask(task_id=call.part("task_id")))
    return DONE


async def carrier(call: Call, wish: CarrierWish) -> Done:
    await call.order(HandToCarrier(task_id=call.part("task_id"), tracking=wish.tracking))
    return DONE


async def pickup(call: Call, wish: PickupWish) -> Done:
    command = HandToShopper(code=wish.code)
    events = await call.desk.dispatch(command, actor=call.actor, key=call.key)
    refused = next((event for event in events if isinstance(event, PickupRefused)), None)
    if refused is not None:
        wait_s = max(0, (refused.next_ms - call.desk.clock.now_ms() + 999) // 1000)
        raise Refused(CONFLICT, "no_such_code", {"wait_s": wait_s})
    return DONE
