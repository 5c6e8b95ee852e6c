"""Orders once they are placed: handed over, shipped, cancelled, refunded."""

from __future__ import annotations

import pytest

from edge.domain.effect import GiveBack
from edge.domain.order import (
    AddToBasket,
    CancelOrder,
    HandOver,
    Order,
    OrderHandedOver,
    ParkOrder,
    PrintReceipt,
    SetWay,
    ShipOrder,
)
from edge.domain.payment import Payment, RecordDeclined, RecordPaid, RefundOrder, TakeCash
from edge.domain.stock import StockMoved
from edge.errors import Rejected
from tests.app.shop import CASHIER, MANAGER, PRICE_FEN, STOCK, SYSTEM, Shop, one


def paid_in_cash(shop: Shop) -> Order:
    shop.filled("A", 2)
    shop.act(ParkOrder())
    order_id = shop.basket().order_id
    shop.act(TakeCash(order_id=order_id, given_fen=10_000), CASHIER)
    return shop.order(order_id)


def refunds(shop: Shop, order: Order) -> tuple[Payment, ...]:
    return tuple(one for one in shop.rows.payments.of(order.order_id) if one.direction == "refund")


def test_hand_over_moves_the_ledger_once(shop: Shop) -> None:
    order = paid_in_cash(shop)
    assert (shop.level("A").on_hand, shop.level("A").available) == (STOCK, STOCK - 2)
    events = shop.act(HandOver(order_id=order.order_id), CASHIER)
    (movement,) = one(events, StockMoved).movements
    assert (movement.quantity, movement.reason, movement.ref) == (-2, "sale", order.order_id)
    assert one(events, OrderHandedOver).order.state == "done"
    assert (shop.level("A").on_hand, shop.level("A").allocated) == (STOCK - 2, 0)
    with pytest.raises(Rejected, match="not_paid"):
        shop.act(HandOver(order_id=order.order_id), CASHIER)


def test_two_ways_leave_one_after_the_other(shop: Shop) -> None:
    shop.filled("A")
    shop.act(AddToBasket(sku="B"))
    shop.act(SetWay(line_id=shop.basket().lines[1].line_id, way="ship"))
    shop.contact()
    order = shop.paid()
    shop.act(HandOver(order_id=order.order_id), CASHIER)
    assert shop.order(order.order_id).state == "paid"
    assert (shop.level("A").allocated, shop.level("B").allocated) == (0, 1)
    with pytest.raises(Rejected, match="nothing_to_hand_over"):
        shop.act(HandOver(order_id=order.order_id), CASHIER)
    shop.act(ShipOrder(order_id=order.order_id), CASHIER)
    assert shop.order(order.order_id).state == "done"
    assert (shop.level("B").on_hand, shop.level("B").allocated) == (STOCK - 1, 0)


def test_what_is_not_paid_does_not_leave(shop: Shop) -> None:
    order = shop.filled()
    with pytest.raises(Rejected, match="not_paid"):
        shop.act(HandOver(order_id=order.order_id), CASHIER)
    with pytest.raises(Rejected, match="no_order"):
        shop.act(ShipOrder(order_id="none"), CASHIER)
    with pytest.raises(Rejected, match="not_paid"):
        shop.act(PrintReceipt(order_id=order.order_id), CASHIER)


def test_a_cancelled_order_holds_nothing(shop: Shop) -> None:
    shop.filled()
    payment = shop.asked()
    with pytest.raises(Rejected, match="reason_needed"):
        shop.act(CancelOrder(order_id=payment.order_id, reason=" "), CASHIER)
    shop.act(CancelOrder(order_id=payment.order_id, reason="changed"), CASHIER)
    assert (shop.order(payment.order_id).state, shop.level("A").allocated) == ("cancelled", 0)
    assert shop.payment(payment.payment_id).state == "reversing"
    with pytest.raises(Rejected, match="order_state"):
        shop.act(CancelOrder(order_id=payment.order_id, reason="again"), CASHIER)


def test_cash_comes_back_once_and_goods_with_it(shop: Shop) -> None:
    order = paid_in_cash(shop)
    shop.act(HandOver(order_id=order.order_id), CASHIER)
    back = RefundOrder(order_id=order.order_id, reason="broken")
    shop.act(back, MANAGER)
    assert shop.order(order.order_id).state == "refunded"
    assert [one.amount_fen for one in refunds(shop, order)] == [2 * PRICE_FEN["A"]]
    assert shop.level("A").on_hand == STOCK
    with pytest.raises(Rejected, match="not_paid"):
        shop.act(back, MANAGER)


def test_broken_goods_do_not_return_to_the_shelf(shop: Shop) -> None:
    order = paid_in_cash(shop)
    shop.act(HandOver(order_id=order.order_id), CASHIER)
    shop.act(RefundOrder(order_id=order.order_id, reason="broken", restock=False), MANAGER)
    assert shop.level("A").on_hand == STOCK - 2


def test_goods_that_never_left_are_not_counted_twice(shop: Shop) -> None:
    order = paid_in_cash(shop)
    shop.act(RefundOrder(order_id=order.order_id, reason="changed"), MANAGER)
    assert (shop.level("A").on_hand, shop.level("A").allocated) == (STOCK, 0)


def test_a_wallet_gives_back_by_an_effect_and_once(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    back = RefundOrder(order_id=order.order_id, reason="changed")
    shop.act(back, MANAGER)
    (refund,) = refunds(shop, order)
    assert (refund.state, shop.order(order.order_id).state) == ("intent", "paid")
    (effect,) = shop.effects("GiveBack")
    assert isinstance(effect.payload, GiveBack)
    assert effect.payload.charge.direction == "charge"
    with pytest.raises(Rejected, match="unsettled"):
        shop.act(back, MANAGER)
    with pytest.raises(Rejected, match="nothing_to_hand_over"):
        shop.act(HandOver(order_id=order.order_id), CASHIER)
    said = RecordPaid(payment_id=refund.payment_id, amount_fen=refund.amount_fen, reference="r2")
    shop.act(said, SYSTEM)
    assert shop.act(said, SYSTEM) == ()
    done = shop.order(order.order_id)
    assert (done.state, done.refunded_fen) == ("refunded", order.paid_fen)


def test_a_refund_the_wallet_declined_may_be_tried_again(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    shop.act(RefundOrder(order_id=order.order_id, reason="changed"), MANAGER)
    (refund,) = refunds(shop, order)
    shop.act(RecordDeclined(payment_id=refund.payment_id, reason="closed"), SYSTEM)
    shop.act(RefundOrder(order_id=order.order_id, reason="changed"), MANAGER)
    assert [one.state for one in refunds(shop, order)] == ["declined", "intent"]
    assert shop.level("A").on_hand == STOCK


def test_a_receipt_is_printed_where_there_is_a_printer(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    assert shop.effects("Print") == ()
    shop.act(PrintReceipt(order_id=order.order_id), CASHIER)
    assert len(shop.effects("Print")) == 1
