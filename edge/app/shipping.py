"""What is sold here and shipped from elsewhere: marked when it is paid, followed by the centre's word."""

from __future__ import annotations

import msgspec

from edge.app.basket import touched
from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.ask import ShippingTold
from edge.domain.message import Event
from edge.domain.order import Order, ShippingChanged


def located(order: Order, uow: Uow, ctx: Context) -> Order:
    """The order with every line that none is here for marked; its own holds are let go for it. A store that
    stands alone ships everything itself, as soon as it has it.
    """
    if not ctx.shop.centre:
        return order
    uow.stock.release(order.order_id)
    left = {line.sku: uow.stock.level(line.sku).available for line in order.lines}
    for line in order.lines:
        if line.way == "take":
            left[line.sku] -= line.quantity
    lines = []
    for line in order.lines:
        away = line.way == "ship" and left[line.sku] < line.quantity
        if line.way == "ship" and not away:
            left[line.sku] -= line.quantity
        lines.append(msgspec.structs.replace(line, elsewhere=away))
    return msgspec.structs.replace(order, lines=tuple(lines))


def shipping_told(item: ShippingTold, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """How far the other store is; the order is done when every part of it is."""
    order = uow.orders.get(item.order_id)
    if order is None:
        return ()
    part = next((one for one in order.fulfilments if one.elsewhere), None)
    if part is None or part.state in {item.state, "done", "cancelled"}:
        return ()
    parts = tuple(
        msgspec.structs.replace(one, state=item.state) if one is part else one for one in order.fulfilments
    )
    done = order.state == "paid" and all(one.state == "done" for one in parts)
    kept = touched(
        order,
        fulfilments=parts,
        state="done" if done else order.state,
        closed_ms=ctx.now_ms if done else order.closed_ms,
    )
    uow.orders.put(kept)
    return (ShippingChanged(order=kept),)
