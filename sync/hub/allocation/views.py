"""A demand as the desk and the cloud store see it."""

from __future__ import annotations

from edge.domain.fulfilment import Attempt, Demand, Part
from edge.domain.pickup import pickup_code
from sync.hub.allocation.shapes import AttemptView, DemandRow, DemandView, PartView


def row(demand: Demand, changed_ms: int) -> DemandRow:
    return DemandRow(
        order_id=demand.order_id,
        number=demand.number,
        source=demand.source,
        way=demand.way,
        store=demand.only or demand.near,
        state=demand.state,
        made_ms=demand.made_ms,
        changed_ms=changed_ms,
        holders=_holders(demand),
    )


def _holders(demand: Demand) -> tuple[str, ...]:
    living = [one.store for one in demand.attempts if one.alive]
    if not living and demand.state == "cancelled":
        living = [one.store for one in demand.attempts[-1:]]
    return tuple(dict.fromkeys(living))


def view(demand: Demand) -> DemandView:
    return DemandView(
        order_id=demand.order_id,
        number=demand.number,
        source=demand.source,
        way=demand.way,
        store=demand.only or demand.near,
        state=demand.state,
        made_ms=demand.made_ms,
        strategy=demand.strategy,
        paid_ref=demand.paid_ref,
        parts=tuple(_part(demand, part) for part in demand.parts if part.lines),
        attempts=tuple(_attempt(one) for one in demand.attempts),
        returned=demand.returned,
    )


def _part(demand: Demand, part: Part) -> PartView:
    live = demand.live(part.part)
    code = ""
    if live is not None and live.state == "ready":
        code = pickup_code(live.origin, live.secret, live.turn)
    return PartView(
        part=part.part,
        state=demand.part_state(part),
        store="" if live is None or live.state == "asked" else live.store,
        lines=part.lines,
        code=code,
        tracking="" if live is None else live.tracking,
    )


def _attempt(one: Attempt) -> AttemptView:
    return AttemptView(
        attempt=one.attempt,
        part=one.part,
        store=one.store,
        state=one.state,
        lines=one.lines,
        asked_ms=one.asked_ms,
        deadline_ms=one.deadline_ms,
        changed_ms=one.changed_ms,
        reason=one.reason,
        tracking=one.tracking,
    )
