"""Orders, payments and contacts as pages show them."""

from __future__ import annotations

from collections.abc import Mapping

from edge.app.reads import OrderFile
from edge.domain.contact import Contact, mask_phone
from edge.domain.order import Fulfilment, Line, Order
from edge.domain.payment import Payment
from kiosk_ui.views.order import (
    ContactView,
    FulfilmentView,
    LabelView,
    LineView,
    OrderView,
    PaymentView,
    QueueRow,
)

ADDRESS_SHOWN = 6  # characters: the town, not the door


def order_view(file: OrderFile, pictures: Mapping[str, str], *, now_ms: int) -> OrderView:
    """`pictures` maps SKU to address; a SKU without one has ''."""
    order = file.order
    return OrderView(
        order_id=order.order_id,
        number=order.number,
        place=order.place,
        state=order.state,
        lines=tuple(line_view(line, pictures.get(line.sku, "")) for line in order.lines),
        fulfilments=tuple(
            FulfilmentView(way=part.way, state=part.state, elsewhere=part.elsewhere)
            for part in order.fulfilments
        ),
        payments=tuple(payment_view(payment, now_ms=now_ms) for payment in file.payments),
        contact=contact_view(file.contact) if file.contact and not file.contact.erased else None,
        member=bool(order.member_id),
        points=order.points,
        points_earned=order.points_earned,
        coupon_id=order.coupon_id,
        coupon_fen=sum(line.coupon_fen for line in order.lines),
        total_fen=order.total_fen,
        paid_fen=order.paid_fen,
        refunded_fen=order.refunded_fen,
        due_fen=due(order),
        opened_ms=order.opened_ms,
        closed_ms=order.closed_ms,
    )


def part_view(part: Fulfilment) -> FulfilmentView:
    return FulfilmentView(way=part.way, state=part.state, elsewhere=part.elsewhere)


def line_view(line: Line, picture: str) -> LineView:
    return LineView(
        line_id=line.line_id,
        sku=line.sku,
        product_id=line.product_id,
        name_zh=line.name_zh,
        name_en=line.name_en,
        variant_zh=line.variant_zh,
        variant_en=line.variant_en,
        picture=picture,
        quantity=line.quantity,
        price_fen=line.price_fen,
        list_price_fen=line.list_price_fen,
        amount_fen=line.amount_fen,
        way=line.way,
        elsewhere=line.elsewhere,
    )


def payment_view(payment: Payment, *, now_ms: int) -> PaymentView:
    """The QR is shown only while it can be paid."""
    open_qr = payment.state == "asked" and (payment.expires_ms == 0 or now_ms < payment.expires_ms)
    return PaymentView(
        payment_id=payment.payment_id,
        tender=payment.tender,
        direction=payment.direction,
        state=payment.state,
        amount_fen=payment.amount_fen,
        given_fen=payment.given_fen,
        change_fen=max(0, payment.given_fen - payment.amount_fen) if payment.tender == "cash" else 0,
        qr=payment.qr if open_qr else "",
        expires_ms=payment.expires_ms,
        reason=payment.reason,
    )


def contact_view(contact: Contact) -> ContactView:
    """The first character of the name, the ends of the phone, the town of the address."""
    shown = contact.address[: min(ADDRESS_SHOWN, len(contact.address) // 2)]
    return ContactView(
        name=contact.name[:1] + "*" * min(3, max(1, len(contact.name) - 1)) if contact.name else "",
        phone=mask_phone(contact.phone),
        address=f"{shown}***" if contact.address else "",
    )


def label_view(number: str, contact: Contact) -> LabelView:
    return LabelView(
        number=number, name=contact.name, phone=mask_phone(contact.phone), address=contact.address
    )


def parcel_waits(order: Order) -> bool:
    """Whether something of a paid order is still to leave this house by carrier."""
    return order.state == "paid" and any(
        part.way == "ship" and part.state == "waiting" and not part.elsewhere for part in order.fulfilments
    )


def queue_row(file: OrderFile) -> QueueRow:
    order = file.order
    return QueueRow(
        order_id=order.order_id,
        number=order.number,
        place=order.place,
        state=order.state,
        pieces=pieces(order),
        total_fen=order.total_fen,
        due_fen=due(order),
        ways=tuple(dict.fromkeys(line.way for line in order.lines)),
        opened_ms=order.opened_ms,
        payment=file.payments[-1].state if file.payments else None,
    )


def pieces(order: Order) -> int:
    """What a person counts: a weighed line is one piece."""
    return sum(line.quantity if line.step == 1 else 1 for line in order.lines)


def due(order: Order) -> int:
    """What is still to be paid; nobody waits for the money of a cancelled order."""
    return 0 if order.state == "cancelled" else order.due_fen
