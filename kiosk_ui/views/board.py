"""Today at a glance."""

from __future__ import annotations

from edge.app.ports import Health
from edge.domain.parking import PlateColor
from kiosk_ui.views.order import QueueRow
from kiosk_ui.views.view import View


class HourPoint(View, frozen=True, kw_only=True):
    hour: int
    sales_fen: int
    orders: int


class EffectRow(View, frozen=True, kw_only=True):
    """An unanswered effect, as a sentence: kind (GateDidNotOpen, Print, ...), what it was for, why."""

    effect_id: str
    kind: str
    target: str
    subject: str
    state: str
    note: str
    at_ms: int


class OriginRow(View, frozen=True, kw_only=True):
    origin: str
    current: bool
    max_seq: int
    acked: int
    safe: int


class LaneRow(View, frozen=True, kw_only=True):
    lane: str
    plate: str
    color: PlateColor
    at_ms: int


class BoardView(View, frozen=True, kw_only=True):
    """Today at a glance. `oldest_waiting_ms` is the age of the oldest entry that waits for the centre, 0 for
    none; `acked_ms` is when the centre last acknowledged, UTC. `zone` (IANA) is the store's: hours and
    times are shown in it wherever the page is opened.
    """

    store_id: str
    zone: str
    store_zh: str
    store_en: str
    business_day: str
    sales_fen: int
    orders: int
    refunds_fen: int
    cars: int
    hours: tuple[HourPoint, ...]
    health: tuple[Health, ...]
    waiting: int
    oldest_waiting_ms: int
    acked: int
    acked_ms: int
    origins: tuple[OriginRow, ...]
    effects: tuple[EffectRow, ...]
    lanes: tuple[LaneRow, ...]
    below_zero: int
    recent: tuple[QueueRow, ...]
    now_ms: int
