"""Payments: intent before asking, one charge at a time, an answer nobody gave is never guessed."""

from __future__ import annotations

import msgspec

from edge.app.basket import touched, with_fulfilments
from edge.app.context import Context
from edge.app.effect import due, undo
from edge.app.points import to_earn
from edge.app.shipping import located
from edge.app.uow import Uow
from edge.domain.effect import MONEY_MS, Charge, QueryPayment
from edge.domain.message import Event
from edge.domain.order import BasketChanged, Order, OrderPaid, OrderParked, OrderRefunded
from edge.domain.payment import (
    ASK_MS,
    AskPayment,
    Payment,
    PaymentChanged,
    PaymentState,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
    StopPayment,
    TakeCash,
    settled,
)
from edge.domain.stock import HOLD_MS, Hold
from edge.errors import Rejected

Events = tuple[Event, ...]
WALLET = "wallet"
CLOSING_MS = 60_000  # past its expiry a payment is closed and its last word heard
CASH_MAX_FEN = 100_000_000
BLOCKING: frozenset[PaymentState] = frozenset({"intent", "asked", "unknown"})


def ask_payment(command: AskPayment, uow: Uow, ctx: Context) -> Events:
    """Intent first; the gateway is asked by the effect."""
    order = _to_pay(command.order_id, uow, ctx)
    if any(one.state in BLOCKING and one.direction == "charge" for one in uow.payments.of(order.order_id)):
        raise Rejected("unsettled")
    payment = Payment(
        payment_id=ctx.new_id(),
        order_id=order.order_id,
        tender="wallet",
        amount_fen=order.due_fen,
        asked_ms=ctx.now_ms,
        expires_ms=ctx.now_ms + ASK_MS,
    )
    uow.payments.put(payment)
    order = touched(with_fulfilments(located(order, uow, ctx), ctx), state="paying")
    uow.orders.put(order)
    hold_pieces(order, uow, expires_ms=ctx.now_ms + HOLD_MS)
    charge = Charge(payment=payment, subject=ctx.shop.name_zh)
    asked = due(uow, ctx, WALLET, charge, deadline_ms=payment.expires_ms + CLOSING_MS)
    return (PaymentChanged(payment=payment), BasketChanged(order=order), *asked)


def stop_payment(command: StopPayment, uow: Uow, ctx: Context) -> Events:
    """The basket opens again at once; the money, if it moved, comes back."""
    payment = _payment(command.payment_id, uow)
    order = order_of(payment.order_id, uow)
    if order.place != ctx.actor.place:
        raise Rejected("no_payment")
    if payment.state not in BLOCKING or payment.direction != "charge":
        raise Rejected("payment_state")
    return (*undo(payment, uow, ctx), *back_to_basket(order, uow))


def take_cash(command: TakeCash, uow: Uow, ctx: Context) -> Events:
    """Cash settles the order now; a wallet payment nobody answered for is undone."""
    order = order_of(command.order_id, uow)
    if order.state not in {"parked", "open", "paying"} or not order.lines:
        raise Rejected("not_parked")
    if command.given_fen < order.due_fen:
        raise Rejected("too_little", due_fen=order.due_fen)
    if command.given_fen > CASH_MAX_FEN:
        raise Rejected("too_much")
    _ready_to_ship(order)
    undone = undo_open(order, uow, ctx)
    order = with_fulfilments(located(order, uow, ctx), ctx)
    payment = Payment(
        payment_id=ctx.new_id(),
        order_id=order.order_id,
        tender="cash",
        amount_fen=order.due_fen,
        given_fen=command.given_fen,
        state="paid",
        asked_ms=ctx.now_ms,
        settled_ms=ctx.now_ms,
    )
    uow.payments.put(payment)
    return (*undone, PaymentChanged(payment=payment), *_paid(order, payment, uow, ctx))


def record_asked(command: RecordAsked, uow: Uow, _: Context) -> Events:
    payment = _payment(command.payment_id, uow)
    if payment.state not in {"intent", "unknown"}:
        raise Rejected("payment_state")
    return _put(msgspec.structs.replace(payment, state="asked", qr=command.qr), uow)


def record_paid(command: RecordPaid, uow: Uow, ctx: Context) -> Events:
    payment = _payment(command.payment_id, uow)
    if command.amount_fen != payment.amount_fen:
        raise Rejected("amount_differs")
    if payment.state in {"paid", "reversed"}:
        return ()
    order = order_of(payment.order_id, uow)
    paid = settled(payment, "paid", at_ms=ctx.now_ms, reference=command.reference)
    if payment.direction == "refund":
        return (*_put(paid, uow), *_refunded(order, paid, uow))
    if payment.state == "reversing":  # the undo that runs gives it back
        return ()
    if order.state in {"paying", "parked"} and paid.amount_fen == order.due_fen:
        return (*_put(paid, uow), *_paid(order, paid, uow, ctx))
    return undo(msgspec.structs.replace(payment, reference=command.reference), uow, ctx)


def record_declined(command: RecordDeclined, uow: Uow, ctx: Context) -> Events:
    payment = _payment(command.payment_id, uow)
    if not payment.unsettled:
        return ()
    declined = settled(payment, "declined", at_ms=ctx.now_ms, reason=command.reason)
    return (*_put(declined, uow), *_freed(declined, uow))


def record_reversed(command: RecordReversed, uow: Uow, ctx: Context) -> Events:
    payment = _payment(command.payment_id, uow)
    if not payment.unsettled:
        return ()
    gone = settled(payment, "reversed", at_ms=ctx.now_ms, reference=command.reference)
    return (*_put(gone, uow), *_freed(gone, uow))


def record_unknown(command: RecordUnknown, uow: Uow, ctx: Context) -> Events:
    """The basket is kept under a number for the till; the payment is asked after until it has an answer."""
    payment = _payment(command.payment_id, uow)
    if payment.state in {"unknown", "reversing"}:
        return _put(msgspec.structs.replace(payment, reason=command.reason), uow)
    if not payment.unsettled:
        raise Rejected("payment_state")
    unclear = msgspec.structs.replace(payment, state="unknown", reason=command.reason)
    events = _put(unclear, uow)
    if payment.direction == "refund":
        return events
    query = due(uow, ctx, WALLET, QueryPayment(payment=unclear), deadline_ms=ctx.now_ms + MONEY_MS)
    order = order_of(payment.order_id, uow)
    return (*events, *query, *(parked(order, uow) if order.state == "paying" else ()))


def parked(order: Order, uow: Uow) -> Events:
    """Under a number, to be paid at the till."""
    kept = touched(order, state="parked", number=order.number or uow.orders.next_number())
    uow.orders.put(kept)
    return (OrderParked(order=kept),)


def back_to_basket(order: Order, uow: Uow) -> Events:
    """An order being paid is open again, or parked where it was."""
    if order.state != "paying":
        return ()
    uow.stock.release(order.order_id)
    if order.number:
        return parked(order, uow)
    opened = touched(order, state="open", fulfilments=())
    uow.orders.put(opened)
    return (BasketChanged(order=opened),)


def undo_open(order: Order, uow: Uow, ctx: Context) -> Events:
    """Every charge of the order that has no answer is reversed."""
    events: Events = ()
    for payment in uow.payments.of(order.order_id):
        if payment.direction == "charge" and payment.state in BLOCKING:
            events = (*events, *undo(payment, uow, ctx))
    return events


def hold_pieces(order: Order, uow: Uow, *, expires_ms: int) -> None:
    """Allocate what is taken or shipped from here."""
    uow.stock.release(order.order_id)
    wanted: dict[str, int] = {}
    for line in order.lines:
        if line.elsewhere:
            continue
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
    for sku, quantity in wanted.items():
        uow.stock.hold(Hold(order_id=order.order_id, sku=sku, quantity=quantity, expires_ms=expires_ms))


def _to_pay(order_id: str, uow: Uow, ctx: Context) -> Order:
    if not order_id and ctx.actor.channel == "kiosk":
        order_id = uow.shelves.get(ctx.actor.place).order_id
    order = uow.orders.get(order_id) if order_id else None
    if order is None or not order.lines:
        raise Rejected("basket_empty")
    if ctx.actor.role == "shopper" and order.place != ctx.actor.place:
        raise Rejected("no_order")
    if order.state not in {"open", "parked"}:
        raise Rejected("paying" if order.state == "paying" else "order_closed")
    if order.due_fen <= 0:
        raise Rejected("nothing_due")
    _ready_to_ship(order)
    _enough(order, uow)
    return order


def _ready_to_ship(order: Order) -> None:
    if any(line.way == "ship" for line in order.lines) and not order.contact_id:
        raise Rejected("contact_needed")


def _enough(order: Order, uow: Uow) -> None:
    """A piece chosen on the glass must be here; one that was scanned is in the shopper's hand."""
    for line in order.lines:
        if line.way == "take" and not line.scanned and uow.stock.level(line.sku).available < line.quantity:
            raise Rejected("not_enough", sku=line.sku)


def _paid(order: Order, payment: Payment, uow: Uow, ctx: Context) -> Events:
    kept = touched(
        order,
        state="paid",
        number=order.number or uow.orders.next_number(),
        paid_fen=order.paid_fen + payment.amount_fen,
        points_earned=to_earn(order, order.paid_fen + payment.amount_fen, uow),
        business_day=ctx.today,
    )
    uow.orders.put(kept)
    hold_pieces(kept, uow, expires_ms=0)
    return (OrderPaid(order=kept),)


def _refunded(order: Order, refund: Payment, uow: Uow) -> Events:
    given = order.refunded_fen + refund.amount_fen
    kept = touched(order, refunded_fen=given, state="refunded" if given >= order.paid_fen else order.state)
    uow.orders.put(kept)
    return (OrderRefunded(order=kept, reason=refund.reason),)


def _freed(payment: Payment, uow: Uow) -> Events:
    """An order that waited for this charge may be paid again."""
    if payment.direction == "refund":
        return ()
    order = order_of(payment.order_id, uow)
    others = (one for one in uow.payments.of(order.order_id) if one.payment_id != payment.payment_id)
    if any(one.state in {"intent", "asked"} for one in others):
        return ()
    return back_to_basket(order, uow)


def _put(payment: Payment, uow: Uow) -> Events:
    uow.payments.put(payment)
    return (PaymentChanged(payment=payment),)


def _payment(payment_id: str, uow: Uow) -> Payment:
    payment = uow.payments.get(payment_id)
    if payment is None:
        raise Rejected("no_payment")
    return payment


def order_of(order_id: str, uow: Uow) -> Order:
    order = uow.orders.get(order_id)
    if order is None:
        raise Rejected("no_order")
    return order
