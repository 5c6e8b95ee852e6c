"""Tasks of the store, as the till shows them."""

from __future__ import annotations

from edge.domain.ask import TaskWay
from edge.domain.task import TaskState
from kiosk_ui.views.goods import GoodsLine
from kiosk_ui.views.order import ContactView
from kiosk_ui.views.view import View


class TaskLineView(GoodsLine, frozen=True, kw_only=True):
    """`left` pieces are still to be picked; `reason` why some are short."""

    quantity: int
    step: int
    picked: int
    short: int
    left: int
    reason: str


class TaskView(View, frozen=True, kw_only=True):
    """`confirmed`: the centre knows of the promise, the goods may leave. `complete`: nothing is left to pick.
    A withdrawn one goes back on the shelf. `deadline_ms`: when an unanswered one goes to the next store.
    """

    task_id: str
    order_id: str
    number: str
    attempt: int
    way: TaskWay
    state: TaskState
    confirmed: bool
    complete: bool
    pieces: int
    lines: tuple[TaskLineView, ...]
    contact: ContactView | None
    deadline_ms: int
    asked_ms: int
    changed_ms: int
    reason: str
    tracking: str


class TasksView(View, frozen=True, kw_only=True):
    """Open ones, the longest waiting first, and those lately ended."""

    open: tuple[TaskView, ...]
    ended: tuple[TaskView, ...]
    now_ms: int
