"""Goods of an order come back over this counter."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.stock import moved
from edge.app.uow import Uow
from edge.domain.allocation import merged
from edge.domain.message import Event
from edge.domain.returned import GivenBack, Returned, TakeReturn, may_come_back
from edge.domain.task import LINES_MAX
from edge.errors import Rejected


def take_return(command: TakeReturn, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """Once, and never more than left; the centre tells whoever sent it, the money stays with who took it."""
    order, lines = command.order, merged(command.lines)
    known = uow.returns.get(command.return_id)
    if known is not None:
        if (known.order_id, known.lines) != (order.order_id, lines):
            raise Rejected("key_reused")
        return ()
    if not 0 < len(lines) <= LINES_MAX:
        raise Rejected("nothing_returned")
    may = may_come_back(order, ctx.shop.store_id, uow.returns.of(order.order_id))
    for line in lines:
        if line.sku not in may:
            raise Rejected("not_of_order", sku=line.sku)
        if line.quantity > may[line.sku]:
            raise Rejected("returned_more", most=may[line.sku])
        if uow.catalog.variant(line.sku) is None:
            raise Rejected("no_product")
    back = GivenBack(
        return_id=command.return_id,
        order_id=order.order_id,
        store=ctx.shop.store_id,
        lines=lines,
        at_ms=ctx.now_ms,
    )
    uow.returns.put(back)
    said = Returned(
        return_id=back.return_id,
        order_id=back.order_id,
        lines=lines,
        reason=command.reason,
        sellable=command.sellable,
        by=ctx.actor.person,
    )
    quantities = {line.sku: line.quantity for line in lines} if command.sellable else {}
    return (said, *moved(uow, ctx, quantities, reason="return", ref=back.return_id))
