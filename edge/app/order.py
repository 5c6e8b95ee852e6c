"""Orders once they are placed: parked, handed over, shipped, cancelled, refunded."""

from __future__ import annotations

import msgspec

from edge.app.basket import open_order, touched, with_fulfilments
from edge.app.context import Context
from edge.app.effect import due
from edge.app.payment import BLOCKING, WALLET, back_to_basket, hold_pieces, order_of, parked, undo_open
from edge.app.shipping import located
from edge.app.stock import moved
from edge.app.uow import Uow
from edge.domain.effect import MONEY_MS, GiveBack
from edge.domain.feed import AskCancel, AskRefund
from edge.domain.message import Event
from edge.domain.order import (
    CancelOrder,
    Fulfilment,
    HandOver,
    Order,
    OrderCancelled,
    OrderHandedOver,
    OrderRefunded,
    ParkOrder,
    ShipOrder,
    Way,
)
from edge.domain.payment import Payment, PaymentChanged, RefundOrder
from edge.errors import Rejected

Events = tuple[Event, ...]
REASON_MAX = 200


def park_order(_: ParkOrder, uow: Uow, ctx: Context) -> Events:
    """Keep the place's basket for the till; a payment that runs is undone."""
    shelf = uow.shelves.get(ctx.actor.place)
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    undone: Events = ()
    if order is not None and order.state == "parked":
        return ()
    if order is not None and order.state == "paying":
        undone = (*undo_open(order, uow, ctx), *back_to_basket(order, uow))
    order = open_order(uow, ctx)
    if not order.lines:
        raise Rejected("basket_empty")
    if any(line.way == "ship" for line in order.lines) and not order.contact_id:
        raise Rejected("contact_needed")
    return (*undone, *parked(with_fulfilments(located(order, uow, ctx), ctx), uow))


def hand_over(command: HandOver, uow: Uow, ctx: Context) -> Events:
    return _leaves(command.order_id, "take", uow, ctx)


def ship_order(command: ShipOrder, uow: Uow, ctx: Context) -> Events:
    return _leaves(command.order_id, "ship", uow, ctx)


def cancel_order(command: CancelOrder, uow: Uow, ctx: Context) -> Events:
    """An order without money; a payment nobody answered for is undone."""
    order = order_of(command.order_id, uow)
    reason = reason_of(command.reason)
    if order.state not in {"open", "parked", "paying"}:
        raise Rejected("order_state")
    undone = undo_open(order, uow, ctx)
    uow.stock.release(order.order_id)
    gone = touched(order, state="cancelled", closed_ms=ctx.now_ms)
    uow.orders.put(gone)
    return (*undone, OrderCancelled(order=gone, reason=reason))


def refund_order(command: RefundOrder, uow: Uow, ctx: Context) -> Events:
    """All of it, by the tenders it came with; each charge is given back once."""
    order = order_of(command.order_id, uow)
    reason = reason_of(command.reason)
    if order.state not in {"paid", "done"}:
        raise Rejected("not_paid")
    payments = uow.payments.of(order.order_id)
    if any(one.direction == "refund" and (one.unsettled or one.state == "paid") for one in payments):
        raise Rejected("unsettled")
    events = _goods_back(order, uow, ctx, restock=command.restock)
    cash_fen = 0
    for charge in payments:
        if charge.direction == "charge" and charge.state == "paid":
            events = (*events, *_give_back(charge, reason, uow, ctx))
            cash_fen += charge.amount_fen if charge.tender == "cash" else 0
    parts = tuple(
        part if part.state == "done" else msgspec.structs.replace(part, state="cancelled")
        for part in order.fulfilments
    )
    given = order.refunded_fen + cash_fen
    state = "refunded" if given >= order.paid_fen else order.state
    kept = touched(order, refunded_fen=given, fulfilments=parts, state=state, closed_ms=ctx.now_ms)
    uow.orders.put(kept)
    return (*events, OrderRefunded(order=kept, reason=reason))


def as_asked(item: AskRefund | AskCancel, uow: Uow, ctx: Context) -> Events:
    """By the till's rules. `Rejected('cash_by_hand')`: nobody at the centre can hand notes to a shopper."""
    if isinstance(item, AskCancel):
        return cancel_order(CancelOrder(order_id=item.order_id, reason=item.reason), uow, ctx)
    order = order_of(item.order_id, uow)
    if order.state in {"paid", "done"} and any(
        one.tender == "cash" and one.direction == "charge" and one.state == "paid"
        for one in uow.payments.of(order.order_id)
    ):
        raise Rejected("cash_by_hand")
    wish = RefundOrder(order_id=item.order_id, reason=item.reason, restock=item.restock)
    return refund_order(wish, uow, ctx)


def reason_of(text: str) -> str:
    reason = text.strip()[:REASON_MAX]
    if not reason:
        raise Rejected("reason_needed")
    return reason


def _give_back(charge: Payment, reason: str, uow: Uow, ctx: Context) -> Events:
    refund = Payment(
        payment_id=ctx.new_id(),
        order_id=charge.order_id,
        tender=charge.tender,
        direction="refund",
        amount_fen=charge.amount_fen,
        reason=reason,
        asked_ms=ctx.now_ms,
        state="paid" if charge.tender == "cash" else "intent",
        settled_ms=ctx.now_ms if charge.tender == "cash" else 0,
    )
    uow.payments.put(refund)
    changed = PaymentChanged(payment=refund)
    if charge.tender == "cash":
        return (changed,)
    back = GiveBack(payment=refund, charge=charge)
    return (changed, *due(uow, ctx, WALLET, back, deadline_ms=ctx.now_ms + MONEY_MS))


def _goods_back(order: Order, uow: Uow, ctx: Context, *, restock: bool) -> Events:
    uow.stock.release(order.order_id)
    left = {part.way for part in order.fulfilments if part.state == "done" and not part.elsewhere}
    quantities = _pieces(order, left) if restock else {}
    return moved(uow, ctx, quantities, reason="return", ref=order.order_id)


def _leaves(order_id: str, way: Way, uow: Uow, ctx: Context) -> Events:
    order = order_of(order_id, uow)
    if order.state != "paid":
        raise Rejected("not_paid")
    part = next((one for one in order.fulfilments if _waits(one, way)), None)
    if part is None:
        raise Rejected("nothing_to_hand_over" if way == "take" else "nothing_to_ship")
    if any(one.state in BLOCKING and one.direction == "refund" for one in uow.payments.of(order_id)):
        raise Rejected("unsettled")
    parts = tuple(
        msgspec.structs.replace(one, state="done") if one is part else one for one in order.fulfilments
    )
    done = all(one.state == "done" for one in parts)
    kept = touched(
        order,
        fulfilments=parts,
        state="done" if done else order.state,
        closed_ms=ctx.now_ms if done else 0,
    )
    uow.orders.put(kept)
    hold_the_rest(kept, uow)
    quantities = {sku: -count for sku, count in _pieces(order, {way}).items()}
    sold = moved(uow, ctx, quantities, reason="sale" if way == "take" else "ship", ref=order_id)
    return (OrderHandedOver(order=kept, way=way), *sold)


def hold_the_rest(order: Order, uow: Uow) -> None:
    """Allocate what is paid and still here."""
    waiting = {part.way for part in order.fulfilments if part.state == "waiting"}
    rest = tuple(line for line in order.lines if line.way in waiting)
    hold_pieces(msgspec.structs.replace(order, lines=rest), uow, expires_ms=0)


def _waits(part: Fulfilment, way: Way) -> bool:
    return part.way == way and part.state == "waiting" and not part.elsewhere


def _pieces(order: Order, ways: set[Way]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in order.lines:
        if line.way in ways and not line.elsewhere:
            found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found
