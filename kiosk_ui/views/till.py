"""The till's queue."""

from __future__ import annotations

from typing import Literal

from edge.domain.shelf import Notice
from edge.domain.staff import StaffRole
from kiosk_ui.views.member import MemberView
from kiosk_ui.views.order import QueueRow
from kiosk_ui.views.task import TaskView
from kiosk_ui.views.transfer import TransferRow
from kiosk_ui.views.view import View

QueueName = Literal["parked", "paid", "done"]


class TillView(View, frozen=True, kw_only=True):
    """The queue: parked (to be paid), paid (to be handed over or shipped), lately done; newest last. Of those
    that are `full` there may be older ones, which only their number finds.

    `zone` (IANA) is the store's: times are shown in it wherever the page is opened.
    `notices` are what was scanned here last, the latest last; a page takes those that came since it opened.
    `tasks` and `transfers` are open, the longest waiting first; `transfers_ended` lately, the latest first.
    """

    place: str
    zone: str
    staff_name: str
    role: StaffRole
    parked: tuple[QueueRow, ...]
    paid: tuple[QueueRow, ...]
    done: tuple[QueueRow, ...]
    full: tuple[QueueName, ...]
    member: MemberView | None
    tasks: tuple[TaskView, ...]
    transfers: tuple[TransferRow, ...]
    transfers_ended: tuple[TransferRow, ...]
    notices: tuple[Notice, ...]
    printer_ok: bool
    now_ms: int
