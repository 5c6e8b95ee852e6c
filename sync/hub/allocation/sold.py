"""Demands of what the stores sold themselves and another must ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.ask import Wanted
from edge.domain.demand import begun_anew, cancel
from edge.domain.fulfilment import Demand, first_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.domain.fulfilment import Told
    from edge.domain.order import Order
    from sync.hub.facts import OrderTold

STORE = "store"  # the source of such a demand
RETELL_MS = 60_000  # after a restore, beside the window in which the stores come back
OFF = frozenset({"refunded", "cancelled"})


def of_order(order: Order, store: str, now_ms: int, *, next_ms: int) -> Demand | None:
    """The demand of what a store sold and another must ship; None for an order without."""
    lines = [Wanted(sku=line.sku, quantity=line.quantity) for line in order.lines if line.elsewhere]
    if not lines or order.state != "paid":
        return None
    return Demand(
        order_id=order.order_id,
        number=order.number,
        source=STORE,
        way="ship",
        made_ms=now_ms,
        parts=first_part(lines, next_ms),
        near=store,
        contact_id=order.contact_id,
        paid_ref=order.number,
    )


def concerns(order: Order) -> bool:
    """Whether the order asks the centre for anything."""
    return any(line.elsewhere for line in order.lines)


def sold(
    now: dict[str, Demand], orders: Iterable[OrderTold], now_ms: int, began_ms: int
) -> dict[str, tuple[Told, ...]]:
    """Make demands of the stores' own orders and call off the refunded; what the stores must be told."""
    told: dict[str, tuple[Told, ...]] = {}
    for one in orders:
        demand = now.get(one.order.order_id)
        again = one.at_ms < began_ms
        next_ms = now_ms + RETELL_MS if again else now_ms  # the store that has it speaks first
        if demand is None and (fresh := of_order(one.order, one.store, now_ms, next_ms=next_ms)) is not None:
            now[fresh.order_id] = begun_anew(fresh, now_ms=began_ms) if again else fresh
        elif (
            demand is not None
            and one.order.state in OFF
            and not demand.cancelled
            and demand.near == one.store
        ):
            turn = cancel(demand, now_ms=now_ms)
            now[demand.order_id] = turn.demand
            told[demand.order_id] = turn.told
    return told
