"""Goods that wait at the counter: handed to whoever names their code."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.task import leaves
from edge.app.uow import Uow
from edge.domain.message import Event
from edge.domain.pickup import HandToShopper, PickedUp, PickupRefused, code_hash
from edge.domain.staff import Tries, after_wrong
from edge.domain.task import may_leave
from edge.errors import Rejected


def hand_to_shopper(command: HandToShopper, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """Wrong codes of one counter make the next wait, so that nobody guesses."""
    counter = f"pickup:{ctx.actor.place}"
    tries = uow.staff.tries(counter)
    if ctx.now_ms < tries.next_ms:
        raise Rejected("wait", wait_s=(tries.next_ms - ctx.now_ms + 999) // 1000)
    task = uow.tasks.by_code(code_hash("".join(command.code.split())))
    if task is None:
        tries = after_wrong(tries, ctx.now_ms)
        uow.staff.put_tries(counter, tries)
        return (PickupRefused(place=ctx.actor.place, next_ms=tries.next_ms),)
    may_leave(task)
    uow.staff.put_tries(counter, Tries())
    gone = msgspec.structs.replace(task, state="picked_up")
    said = PickedUp(order_id=task.order_id, attempt=task.attempt, lines=task.parcel)
    return leaves(gone, said, uow, ctx)
