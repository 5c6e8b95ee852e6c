"""The lane: a car seen now opens the barrier once."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.effect import due
from edge.app.uow import Uow
from edge.domain.effect import GATE_MS, OpenBarrier
from edge.domain.message import Event
from edge.domain.parking import PLATE_MAX, REPEAT_MS, CarSeen, Lane, PlateSeen
from edge.errors import Rejected


def plate_seen(command: PlateSeen, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """The same plate again within a moment is the same car; a replayed read opens nothing."""
    plate = command.plate.strip().upper()
    if not 0 < len(plate) <= PLATE_MAX:
        raise Rejected("plate")
    before = uow.parking.lane(command.lane)
    if not command.replayed and before.plate == plate and abs(ctx.now_ms - before.at_ms) < REPEAT_MS:
        return ()
    lane = Lane(lane=command.lane, plate=plate, color=command.color, at_ms=ctx.now_ms)
    uow.parking.add_car(ctx.new_id(), lane, day=ctx.today)
    seen = CarSeen(
        lane=lane.lane, plate=plate, color=command.color, at_ms=ctx.now_ms, replayed=command.replayed
    )
    if command.replayed:
        return (seen,)
    uow.parking.put_lane(lane)
    barrier = ctx.shop.barriers.get(command.lane)
    if barrier is None:
        return (seen,)
    opening = OpenBarrier(plate=plate, lane=command.lane)
    return (seen, *due(uow, ctx, barrier, opening, deadline_ms=ctx.now_ms + GATE_MS))
