"""Tasks of this store: taken from the centre, promised, picked, packed, and out of the house."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.lease import must_own_stock
from edge.app.stock import moved
from edge.app.uow import Uow
from edge.domain.barcode import classify
from edge.domain.message import Event
from edge.domain.order import OrderPaid
from edge.domain.pickup import TURNS_MAX, ReadyForPickup, code_hash, pickup_code
from edge.domain.stock import Hold, MoveReason, StockHeld, StockMoved
from edge.domain.task import (
    KEPT,
    TRACKING_MAX,
    AcceptTask,
    FulfilmentAccepted,
    FulfilmentPicked,
    FulfilmentRejected,
    HandToCarrier,
    Packed,
    PackTask,
    PickItem,
    RejectTask,
    Shipped,
    ShortPick,
    ShortPicked,
    Task,
    TaskChanged,
    may_leave,
    packed,
    picked,
    short,
)
from edge.errors import Rejected

Events = tuple[Event, ...]
ASKED_MAX = 500  # unanswered tasks looked at when the counter sells


def accept_task(command: AcceptTask, uow: Uow, ctx: Context) -> Events:
    """A promise, if the pieces are still here; else the counter was faster and another store is asked."""
    must_own_stock(uow)
    task = task_of(command.task_id, uow)
    if task.state in KEPT:
        return ()
    if task.state != "asked":
        raise Rejected("task_state", state=task.state)
    if not enough(task, uow, spare=0):
        return rejected(task, "no_stock", uow, ctx)
    return accepted(task, uow, ctx)


def reject_task(command: RejectTask, uow: Uow, ctx: Context) -> Events:
    task = task_of(command.task_id, uow)
    if task.state == "rejected":
        return ()
    if task.state not in {"asked", "accepted", "picking"}:
        raise Rejected("task_state", state=task.state)
    return rejected(task, command.reason, uow, ctx)


def pick_item(command: PickItem, uow: Uow, ctx: Context) -> Events:
    task = task_of(command.task_id, uow)
    first = task.state == "accepted"
    task = put(picked(task, _sku(command.code, uow)), uow, ctx)
    if not first and not task.complete:
        return (TaskChanged(task=task),)
    return (TaskChanged(task=task), _picked(task))


def short_pick(command: ShortPick, uow: Uow, ctx: Context) -> Events:
    """The centre finds the missing pieces elsewhere; a task of which nothing is left is given back whole."""
    task, missing = short(task_of(command.task_id, uow), command.sku, command.reason)
    if not task.pieces:
        task = msgspec.structs.replace(task, state="rejected", reason=command.reason)
    task = put(task, uow, ctx)
    held = hold(task, uow)
    told = ShortPicked(
        order_id=task.order_id,
        attempt=task.attempt,
        sku=command.sku,
        quantity=missing,
        reason=command.reason,
    )
    return (TaskChanged(task=task), told, *held)


def pack_task(command: PackTask, uow: Uow, ctx: Context) -> Events:
    task = packed(task_of(command.task_id, uow))
    if task.way == "ship":
        task = put(task, uow, ctx)
        return (TaskChanged(task=task), Packed(order_id=task.order_id, attempt=task.attempt))
    turn, code = _free_code(task, uow)
    task = put(msgspec.structs.replace(task, code_hash=code), uow, ctx)
    ready = ReadyForPickup(order_id=task.order_id, attempt=task.attempt, turn=turn)
    return (TaskChanged(task=task), ready)


def hand_to_carrier(command: HandToCarrier, uow: Uow, ctx: Context) -> Events:
    task = task_of(command.task_id, uow)
    if task.state == "shipped":
        return ()
    if task.way != "ship":
        raise Rejected("task_state", state=task.state)
    may_leave(task)
    tracking = command.tracking.strip()[:TRACKING_MAX]
    gone = msgspec.structs.replace(task, state="shipped", tracking=tracking)
    said = Shipped(order_id=task.order_id, attempt=task.attempt, tracking=tracking, lines=task.parcel)
    return leaves(gone, said, uow, ctx)


def beaten(_: OrderPaid | StockMoved, uow: Uow, ctx: Context) -> Events:
    """A reaction: what the counter sold is not promised to anybody else; the centre hears it at once."""
    events: Events = ()
    if not uow.lease.get().mine:  # the box that counts the stock answers
        return events
    for task in uow.tasks.asked(limit=ASKED_MAX):
        if not enough(task, uow, spare=0):
            events = (*events, *rejected(task, "no_stock", uow, ctx))
    return events


def accepted(task: Task, uow: Uow, ctx: Context) -> Events:
    """Promised and held."""
    task = put(msgspec.structs.replace(task, state="accepted"), uow, ctx)
    held = hold(task, uow)
    said = FulfilmentAccepted(order_id=task.order_id, attempt=task.attempt)
    return (TaskChanged(task=task), said, *held)


def rejected(task: Task, reason: str, uow: Uow, ctx: Context) -> Events:
    task = put(msgspec.structs.replace(task, state="rejected", reason=reason), uow, ctx)
    freed = hold(task, uow)
    said = FulfilmentRejected(order_id=task.order_id, attempt=task.attempt, reason=reason)
    return (TaskChanged(task=task), said, *freed)


def leaves(task: Task, said: Event, uow: Uow, ctx: Context) -> Events:
    """Its pieces go out of the ledger with it; nothing is held any more."""
    task = put(msgspec.structs.replace(task, code_hash="", secret=""), uow, ctx)
    hold(task, uow)
    quantities = {sku: -count for sku, count in task.pieces.items()}
    reason: MoveReason = "ship" if task.way == "ship" else "sale"
    return (TaskChanged(task=task), said, *moved(uow, ctx, quantities, reason=reason, ref=task.task_id))


def hold(task: Task, uow: Uow) -> Events:
    """What is allocated to it, after each change: its pieces while they are promised, else none."""
    freed = uow.stock.release(task.task_id)
    pieces = task.pieces if task.state in KEPT else {}
    for sku, quantity in pieces.items():
        uow.stock.hold(Hold(order_id=task.task_id, sku=sku, quantity=quantity))
    skus = dict.fromkeys((*(one.sku for one in freed), *pieces))
    return (StockHeld(skus=tuple(skus)),) if skus else ()


def enough(task: Task, uow: Uow, *, spare: int) -> bool:
    """All of it is here and not allocated, with `spare` pieces more."""
    return all(uow.stock.level(sku).available >= count + spare for sku, count in task.pieces.items())


def put(task: Task, uow: Uow, ctx: Context) -> Task:
    kept = msgspec.structs.replace(task, changed_ms=ctx.now_ms)
    uow.tasks.put(kept)
    return kept


def task_of(task_id: str, uow: Uow) -> Task:
    task = uow.tasks.get(task_id)
    if task is None:
        raise Rejected("no_task")
    return task


def _picked(task: Task) -> FulfilmentPicked:
    return FulfilmentPicked(
        order_id=task.order_id,
        attempt=task.attempt,
        picked=sum(line.picked for line in task.lines),
        of=sum(line.quantity for line in task.lines),
    )


def _sku(text: str, uow: Uow) -> str:
    """What a scanned or typed code stands for."""
    code = classify(text)
    found = uow.catalog.by_gtin(code.gtin) if code.gtin else None
    found = found or (uow.catalog.variant(code.text) if code.text else None)
    if found is None:
        raise Rejected("no_product")
    return found.sku


def _free_code(task: Task, uow: Uow) -> tuple[int, str]:
    """(turn, hash) of a pick-up code under which nothing else waits here."""
    for turn in range(TURNS_MAX):
        code = code_hash(pickup_code(uow.logbook.current, task.secret, turn))
        if uow.tasks.by_code(code) is None:
            return turn, code
    raise Rejected("no_code_free")
