"""Tasks: what the centre asks this store to ship or to keep for pick-up, until it leaves the house."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.ask import TaskWay, Wanted
from edge.domain.message import Command, Event
from edge.errors import Rejected

TaskState = Literal[
    "asked", "accepted", "picking", "packed", "ready", "shipped", "picked_up", "rejected", "withdrawn"
]
ShortReason = Literal["not_found", "damaged", "not_for_sale"]
RejectReason = Literal["no_stock", "too_busy", "damaged", "closing", "other"]

KEPT: frozenset[TaskState] = frozenset({"accepted", "picking", "packed", "ready"})  # pieces are held for it
OPEN: tuple[TaskState, ...] = ("asked", "accepted", "picking", "packed", "ready")
LINES_MAX = 200
TRACKING_MAX = 64


class TaskLine(msgspec.Struct, frozen=True, kw_only=True):
    """What to fetch. `picked` and `short` add up to `quantity` when the line is done."""

    sku: str
    quantity: int
    step: int = 1
    picked: int = 0
    short: int = 0
    reason: str = ""
    product_id: str = ""
    gtin: str = ""
    name_zh: str = ""
    name_en: str = ""
    variant_zh: str = ""
    variant_en: str = ""

    @property
    def left(self) -> int:
        return self.quantity - self.picked - self.short


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt as this store works on it; `code_hash` of the pick-up code once it is ready. Times are by
    this machine's clock, the centre's deadline too.
    """

    order_id: str
    attempt: int
    number: str
    way: TaskWay
    lines: tuple[TaskLine, ...]
    deadline_ms: int
    asked_ms: int
    changed_ms: int
    state: TaskState = "asked"
    confirmed: bool = False
    reason: str = ""
    tracking: str = ""
    contact_id: str = ""
    secret: str = ""
    code_hash: str = ""

    @property
    def task_id(self) -> str:
        return task_id(self.order_id, self.attempt)

    @property
    def complete(self) -> bool:
        return all(line.left == 0 for line in self.lines)

    @property
    def pieces(self) -> dict[str, int]:
        """What is held for it: all that was asked but what is short."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.sku] = found.get(line.sku, 0) + line.quantity - line.short
        return {sku: count for sku, count in found.items() if count}

    @property
    def parcel(self) -> tuple[Wanted, ...]:
        """The same as lines."""
        return tuple(Wanted(sku=sku, quantity=count) for sku, count in self.pieces.items())


class AcceptTask(Command, frozen=True, kw_only=True):
    """Promise the pieces; refused in favour of the counter when they are no longer here."""

    task_id: str


class RejectTask(Command, frozen=True, kw_only=True):
    """Give it back to the centre, which asks the next store."""

    task_id: str
    reason: RejectReason


class PickItem(Command, frozen=True, kw_only=True):
    """One piece was scanned; `code` is a GTIN or a SKU."""

    task_id: str
    code: str


class ShortPick(Command, frozen=True, kw_only=True):
    """What is left of this SKU cannot be found or sold."""

    task_id: str
    sku: str
    reason: ShortReason


class PackTask(Command, frozen=True, kw_only=True):
    """Everything is in the parcel, or in the pick-up shelf under its code."""

    task_id: str


class HandToCarrier(Command, frozen=True, kw_only=True):
    task_id: str
    tracking: str = ""


class TaskChanged(Event, frozen=True, kw_only=True):
    """A task as it is now; not logged for the centre."""

    task: Task


class FulfilmentAccepted(Event, frozen=True, kw_only=True):
    order_id: str
    attempt: int


class FulfilmentRejected(Event, frozen=True, kw_only=True):
    order_id: str
    attempt: int
    reason: str


class FulfilmentWithdrawn(Event, frozen=True, kw_only=True):
    """Nothing is held for it any more, as the centre asked."""

    order_id: str
    attempt: int


class FulfilmentPicked(Event, frozen=True, kw_only=True):
    """Said with the first piece and with the last."""

    order_id: str
    attempt: int
    picked: int
    of: int


class ShortPicked(Event, frozen=True, kw_only=True):
    """These pieces will not come from here; the rest goes on."""

    order_id: str
    attempt: int
    sku: str
    quantity: int
    reason: str


class Packed(Event, frozen=True, kw_only=True):
    order_id: str
    attempt: int


class Shipped(Event, frozen=True, kw_only=True):
    """`lines`: what was in the parcel, for a centre that lost the attempt."""

    order_id: str
    attempt: int
    tracking: str
    lines: tuple[Wanted, ...] = ()


def task_id(order_id: str, attempt: int) -> str:
    return f"{order_id}.{attempt}"


def picked(task: Task, sku: str) -> Task:
    """One piece more, or a weighed line at once; 'not_asked' for what is not wanted, 'enough' for one too
    many.
    """
    _within(task, "accepted", "picking")
    lines = [line for line in task.lines if line.sku == sku]
    if not lines:
        raise Rejected("not_asked")
    line = next((one for one in lines if one.left > 0), None)
    if line is None:
        raise Rejected("enough")
    count = 1 if line.step == 1 else line.left
    return _with(task, line, msgspec.structs.replace(line, picked=line.picked + count), "picking")


def short(task: Task, sku: str, reason: str) -> tuple[Task, int]:
    """The task without what is left of a SKU, and how many pieces that were."""
    _within(task, "accepted", "picking")
    missing = 0
    for line in task.lines:
        if line.sku == sku and line.left > 0:
            missing += line.left
            fewer = msgspec.structs.replace(line, short=line.short + line.left, reason=reason)
            task = _with(task, line, fewer, "picking")
    if missing == 0:
        raise Rejected("not_asked")
    return task, missing


def packed(task: Task) -> Task:
    _within(task, "accepted", "picking")
    if not task.complete:
        raise Rejected("not_picked")
    return msgspec.structs.replace(task, state="packed" if task.way == "ship" else "ready")


def may_leave(task: Task) -> None:
    """Only what the centre has confirmed: an acceptance it heard too late is withdrawn, not shipped twice."""
    _within(task, "packed" if task.way == "ship" else "ready")
    if not task.confirmed:
        raise Rejected("unconfirmed")


def _within(task: Task, *states: TaskState) -> None:
    if task.state not in states:
        raise Rejected("task_state", state=task.state)


def _with(task: Task, old: TaskLine, new: TaskLine, state: TaskState) -> Task:
    lines = tuple(new if line is old else line for line in task.lines)
    return msgspec.structs.replace(task, lines=lines, state=state)
