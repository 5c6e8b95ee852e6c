"""Goods of an order come back over this counter."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.order import reason_of
from edge.app.stock import moved
from edge.app.uow import Uow
from edge.domain.allocation import merged
from edge.domain.message import Event
from edge.domain.order import QUANTITY_MAX
from edge.domain.returned import Returned, TakeReturn
from edge.domain.task import LINES_MAX
from edge.errors import Rejected


def take_return(command: TakeReturn, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """Into this store's stock, once; the centre tells whoever sent it, the money stays with who took it."""
    lines, reason = merged(command.lines), reason_of(command.reason)
    if not command.order_id or not 0 < len(lines) <= LINES_MAX:
        raise Rejected("nothing_returned")
    for line in lines:
        variant = uow.catalog.variant(line.sku)
        if variant is None:
            raise Rejected("no_product")
        if line.quantity > QUANTITY_MAX * variant.step:
            raise Rejected("quantity", most=QUANTITY_MAX * variant.step)
    quantities = {line.sku: line.quantity for line in lines}
    back = moved(uow, ctx, quantities, reason="return", ref=command.return_id)
    if not back:
        return ()
    said = Returned(return_id=command.return_id, order_id=command.order_id, lines=lines, reason=reason)
    return (said, *back)
