"""The manager's board, and the same figures for machines."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.app.context import Shop
from edge.app.ports import Health
from edge.app.reads import OrderFile, Today, Waiting
from edge.domain.effect import Effect, GiveBack, OpenBarrier, Payload, Print
from edge.domain.logbook import Origin
from edge.domain.parking import Lane
from kiosk_ui.answers import StoreHealth
from kiosk_ui.present.order import queue_row
from kiosk_ui.views.board import BoardView, EffectRow, HourPoint, LaneRow, OriginRow


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the board is drawn from, read at `now_ms`."""

    today: Today
    waiting: Waiting
    origins: tuple[Origin, ...]
    unanswered: tuple[Effect, ...]
    lanes: tuple[Lane, ...]
    recent: tuple[OrderFile, ...]
    health: tuple[Health, ...]
    now_ms: int

    @property
    def acked(self) -> int:
        """Last acknowledged entry of the current origin."""
        return next((origin.acked for origin in self.origins if origin.current), 0)

    @property
    def oldest_waiting_ms(self) -> int:
        """Age of the oldest waiting entry, 0 where none waits."""
        return max(0, self.now_ms - self.waiting.oldest_ms) if self.waiting.entries else 0


def board_view(glance: Glance, shop: Shop) -> BoardView:
    today = glance.today
    return BoardView(
        store_id=shop.store_id,
        zone=shop.zone.key,
        store_zh=shop.name_zh,
        store_en=shop.name_en,
        business_day=today.business_day,
        sales_fen=today.sales_fen,
        orders=today.orders,
        refunds_fen=today.refunds_fen,
        cars=today.cars,
        hours=tuple(
            HourPoint(hour=row.hour, sales_fen=row.sales_fen, orders=row.orders) for row in today.hours
        ),
        health=glance.health,
        waiting=glance.waiting.entries,
        oldest_waiting_ms=glance.oldest_waiting_ms,
        acked=glance.acked,
        acked_ms=glance.waiting.acked_ms,
        origins=tuple(map(origin_row, glance.origins)),
        effects=tuple(map(effect_row, glance.unanswered)),
        lanes=tuple(map(lane_row, glance.lanes)),
        below_zero=today.below_zero,
        recent=tuple(map(queue_row, glance.recent)),
        now_ms=glance.now_ms,
    )


def store_health(glance: Glance, shop: Shop, *, uptime_s: int) -> StoreHealth:
    return StoreHealth(
        status=worst(glance.health),
        store_id=shop.store_id,
        business_day=glance.today.business_day,
        uptime_s=uptime_s,
        orders=glance.today.orders,
        sales_fen=glance.today.sales_fen,
        refunds_fen=glance.today.refunds_fen,
        waiting=glance.waiting.entries,
        oldest_waiting_ms=glance.oldest_waiting_ms,
        acked=glance.acked,
        acked_ms=glance.waiting.acked_ms,
        unanswered=len(glance.unanswered),
        parts=glance.health,
    )


def worst(parts: tuple[Health, ...]) -> Literal["ok", "degraded", "down"]:
    """A part that needs somebody is as bad as one that is down; one switched off is nobody's trouble."""
    states = {part.state for part in parts}
    if states & {"down", "needs_person"}:
        return "down"
    return "degraded" if states & {"degraded", "starting"} else "ok"


def origin_row(origin: Origin) -> OriginRow:
    return OriginRow(
        origin=origin.origin,
        current=origin.current,
        max_seq=origin.max_seq,
        acked=origin.acked,
        safe=origin.safe,
    )


def lane_row(lane: Lane) -> LaneRow:
    return LaneRow(lane=lane.lane, plate=lane.plate, color=lane.color, at_ms=lane.at_ms)


def effect_row(effect: Effect) -> EffectRow:
    """A barrier that did not move goes by the name of its event."""
    return EffectRow(
        effect_id=effect.effect_id,
        kind="GateDidNotOpen" if isinstance(effect.payload, OpenBarrier) else effect.kind,
        target=effect.target,
        subject=subject(effect.payload),
        state=effect.state,
        note=effect.note,
        at_ms=effect.due_ms,
    )


def subject(payload: Payload) -> str:
    """What a person calls it: a plate, an order's number, else a payment's id."""
    if isinstance(payload, OpenBarrier):
        return payload.plate
    if isinstance(payload, Print):
        return payload.order.number or payload.order.order_id
    if isinstance(payload, GiveBack):
        return payload.charge.payment_id
    return payload.payment.payment_id
