"""What the API answers besides the pages' own views: small answers, and the frames of the live views."""

from __future__ import annotations

from typing import Literal

from edge.app.ports import Health
from edge.domain.staff import StaffRole
from kiosk_ui.views.board import BoardView
from kiosk_ui.views.kiosk import KioskView
from kiosk_ui.views.lab import LabView
from kiosk_ui.views.till import TillView
from kiosk_ui.views.view import View


class Done(View, frozen=True, kw_only=True):
    """`{}`: it was done; what came of it arrives by the live view."""


class StaffTile(View, frozen=True, kw_only=True):
    """One person on the sign-in page."""

    staff_id: str
    name: str
    role: StaffRole


class LabItem(View, frozen=True, kw_only=True):
    """A variant whose code the lab can scan."""

    sku: str
    gtin: str
    name_zh: str
    name_en: str
    size: str
    color_zh: str
    color_en: str
    picture: str


class StoreHealth(View, frozen=True, kw_only=True):
    """The same that the board says, for a machine. `status` is the worst state of all parts."""

    status: Literal["ok", "degraded", "down"]
    store_id: str
    business_day: str
    uptime_s: int
    orders: int
    sales_fen: int
    refunds_fen: int
    waiting: int
    oldest_waiting_ms: int
    acked: int
    acked_ms: int
    unanswered: int
    parts: tuple[Health, ...]


class KioskFrame(View, frozen=True, kw_only=True):
    rev: int
    view: KioskView


class TillFrame(View, frozen=True, kw_only=True):
    rev: int
    view: TillView


class BoardFrame(View, frozen=True, kw_only=True):
    rev: int
    view: BoardView


class LabFrame(View, frozen=True, kw_only=True):
    rev: int
    view: LabView
