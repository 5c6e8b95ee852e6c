"""Tasks as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from edge.app.reads import TaskFile
from edge.domain.task import OPEN, TaskLine, TaskState
from kiosk_ui.present.order import contact_view
from kiosk_ui.views.task import TaskLineView, TasksView, TaskView

ENDED: tuple[TaskState, ...] = ("shipped", "picked_up", "rejected", "withdrawn")
OPEN_MAX = 100
ENDED_MAX = 20


def tasks_view(
    opened: Iterable[TaskFile], ended: Iterable[TaskFile], pictures: Mapping[str, str], *, now_ms: int
) -> TasksView:
    return TasksView(
        open=tuple(task_view(file, pictures) for file in opened),
        ended=tuple(task_view(file, pictures) for file in ended),
        now_ms=now_ms,
    )


def task_view(file: TaskFile, pictures: Mapping[str, str]) -> TaskView:
    """`pictures` maps SKU to address."""
    task = file.task
    return TaskView(
        task_id=task.task_id,
        order_id=task.order_id,
        number=task.number,
        attempt=task.attempt,
        way=task.way,
        state=task.state,
        confirmed=task.confirmed,
        complete=task.complete,
        pieces=sum(line.quantity if line.step == 1 else 1 for line in task.lines),
        lines=tuple(line_view(line, pictures.get(line.sku, "")) for line in task.lines),
        contact=contact_view(file.contact) if file.contact and not file.contact.erased else None,
        deadline_ms=task.deadline_ms,
        asked_ms=task.asked_ms,
        changed_ms=task.changed_ms,
        reason=task.reason,
        tracking=task.tracking,
    )


def line_view(line: TaskLine, picture: str) -> TaskLineView:
    return TaskLineView(
        sku=line.sku,
        gtin=line.gtin,
        name_zh=line.name_zh,
        name_en=line.name_en,
        variant_zh=line.variant_zh,
        variant_en=line.variant_en,
        picture=picture,
        quantity=line.quantity,
        step=line.step,
        picked=line.picked,
        short=line.short,
        left=line.left,
        reason=line.reason,
    )


__all__ = ["ENDED", "ENDED_MAX", "OPEN", "OPEN_MAX", "task_view", "tasks_view"]
