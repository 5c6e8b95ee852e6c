"""Goods that come back over this counter, whichever store took or sent the order."""

from __future__ import annotations

from edge.domain.ask import Wanted
from edge.domain.returned import SoldOrder, TakeReturn
from kiosk_ui.answers import Done
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.desk import StoreName
from kiosk_ui.present.returned import sold_view
from kiosk_ui.refusal import NOT_FOUND, UNAVAILABLE, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.returned import SoldOrderView, SoldView
from kiosk_ui.wishes import ReturnWish


async def sold(call: Call) -> SoldView:
    """The centre's word of now: what came back elsewhere a minute ago cannot come back here."""
    text = call.query("q").strip()
    if not text:
        return SoldView(orders=())
    found = await _found(call, text)
    if not found:
        raise Refused(NOT_FOUND, "sold_nowhere", {"text": text})
    return SoldView(orders=tuple([await _shown(call, order) for order in found]))


async def take(call: Call, wish: ReturnWish) -> Done:
    """Asked of the centre once more. A repeat is known by `return_id`, not by its key: by then the centre may
    say more of the order, which makes another command.
    """
    orders = await _found(call, wish.order_id)
    order = next((one for one in orders if one.order_id == wish.order_id), None)
    if order is None:
        raise Refused(NOT_FOUND, "sold_nowhere", {"text": wish.order_id})
    command = TakeReturn(
        return_id=wish.return_id,
        order=order,
        lines=tuple(Wanted(sku=line.sku, quantity=line.quantity) for line in wish.lines),
        reason=wish.reason,
        sellable=wish.sellable,
    )
    await call.desk.dispatch(command, actor=call.actor)
    return DONE


async def _found(call: Call, text: str) -> tuple[SoldOrder, ...]:
    found = await call.desk.sold.sold(text) if call.desk.sold is not None else None
    if found is None:
        raise Refused(UNAVAILABLE, "sold_unknown")
    return found


async def _shown(call: Call, order: SoldOrder) -> SoldOrderView:
    desk = call.desk
    goods = {line.sku: await desk.reads.by_code(line.sku) for line in order.lines}
    stores = {
        **desk.stores,
        desk.shop.store_id: StoreName(name_zh=desk.shop.name_zh, name_en=desk.shop.name_en),
    }
    own = await desk.reads.returns(order.order_id)
    return sold_view(order, own, goods, stores, here=desk.shop.store_id)
