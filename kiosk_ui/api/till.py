"""What a cashier or manager does with an order."""

from __future__ import annotations

from edge.domain.ids import read_number
from edge.domain.order import CancelOrder, HandOver, PrintReceipt, ShipOrder
from edge.domain.payment import RefundOrder, TakeCash
from kiosk_ui.answers import Done
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.present.order import label_view, order_view, parcel_waits, queue_row
from kiosk_ui.refusal import CONFLICT, NOT_FOUND, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.order import LabelView, OrderView, QueueRow
from kiosk_ui.wishes import CashWish, NoWish, ReasonWish, RefundWish


async def order(call: Call) -> OrderView:
    file = await call.desk.reads.order(call.part("order_id"))
    if file is None:
        raise Refused(NOT_FOUND, "no_order")
    pictures = await call.front.pictures.of(file.order.lines)
    return order_view(file, pictures, now_ms=call.desk.clock.now_ms())


async def numbered(call: Call) -> tuple[QueueRow, ...]:
    """However old they are; a number is read as it is typed."""
    files = await call.desk.reads.numbered(read_number(call.query("q")))
    return tuple(map(queue_row, files))


async def label(call: Call) -> LabelView:
    """Only while the parcel has not left; then the address has no use here."""
    file = await call.desk.reads.order(call.part("order_id"))
    if file is None:
        raise Refused(NOT_FOUND, "no_order")
    if file.contact is None or file.contact.erased or not parcel_waits(file.order):
        raise Refused(CONFLICT, "no_receiver")
    return label_view(file.order.number, file.contact)


async def cash(call: Call, wish: CashWish) -> Done:
    await call.order(TakeCash(order_id=call.part("order_id"), given_fen=wish.given_fen))
    return DONE


async def receipt(call: Call, _: NoWish) -> Done:
    await call.order(PrintReceipt(order_id=call.part("order_id")))
    return DONE


async def hand_over(call: Call, _: NoWish) -> Done:
    await call.order(HandOver(order_id=call.part("order_id")))
    return DONE


async def ship(call: Call, _: NoWish) -> Done:
    await call.order(ShipOrder(order_id=call.part("order_id")))
    return DONE


async def cancel(call: Call, wish: ReasonWish) -> Done:
    await call.order(CancelOrder(order_id=call.part("order_id"), reason=wish.reason))
    return DONE


async def refund(call: Call, wish: RefundWish) -> Done:
    await call.order(RefundOrder(order_id=call.part("order_id"), reason=wish.reason, restock=wish.restock))
    return DONE
