"""Money: asked once, never guessed, never taken twice."""

from __future__ import annotations

import pytest

from edge.domain.effect import QueryPayment
from edge.domain.message import Command
from edge.domain.order import CancelOrder, ClearBasket, OrderPaid, OrderParked, ParkOrder
from edge.domain.payment import (
    AskPayment,
    PaymentChanged,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
    StopPayment,
    TakeCash,
)
from edge.domain.stock import HOLD_MS, ExpireHolds, StockHeld
from edge.errors import Rejected
from tests.app.shop import CASHIER, PRICE_FEN, SYSTEM, Shop, one


def test_a_wallet_is_asked_then_paid(shop: Shop) -> None:
    payment = shop.asked()
    assert (payment.state, payment.qr, payment.amount_fen) == ("asked", "qr", PRICE_FEN["A"])
    assert shop.basket().state == "paying"
    assert shop.level("A").allocated == 1
    (charge,) = shop.effects("Charge")
    assert charge.target == "wallet"
    paid = one(shop.say_paid(payment), OrderPaid).order
    assert (paid.state, paid.paid_fen, paid.due_fen) == ("paid", PRICE_FEN["A"], 0)
    assert paid.number
    assert shop.say_paid(payment) == ()


@pytest.fixture(autouse=True)
def filled(shop: Shop) -> None:
    shop.filled()


def test_one_charge_at_a_time(shop: Shop) -> None:
    shop.asked()
    for wish, code in ((AskPayment(), "paying"), (ClearBasket(), "paying")):
        with pytest.raises(Rejected, match=code):
            shop.act(wish)


def test_another_amount_than_asked_is_refused(shop: Shop) -> None:
    payment = shop.asked()
    said = RecordPaid(payment_id=payment.payment_id, amount_fen=1, reference="r")
    with pytest.raises(Rejected, match="amount_differs"):
        shop.act(said, SYSTEM)
    assert shop.payment(payment.payment_id).state == "asked"


def test_a_declined_payment_gives_the_basket_back(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordDeclined(payment_id=payment.payment_id, reason="no money"), SYSTEM)
    assert (shop.basket().state, shop.level("A").allocated) == ("open", 0)
    assert shop.payment(payment.payment_id).reason == "no money"
    assert shop.paid().state == "paid"


def test_a_stopped_payment_is_reversed_and_the_basket_stays(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(StopPayment(payment_id=payment.payment_id))
    assert (shop.basket().state, shop.payment(payment.payment_id).state) == ("open", "reversing")
    (query,) = shop.effects("QueryPayment")
    assert isinstance(query.payload, QueryPayment)
    assert query.payload.undo
    with pytest.raises(Rejected, match="payment_state"):
        shop.act(StopPayment(payment_id=payment.payment_id))
    assert shop.say_paid(payment) == ()
    shop.act(RecordReversed(payment_id=payment.payment_id, reference="x"), SYSTEM)
    assert shop.payment(payment.payment_id).state == "reversed"
    assert shop.basket().paid_fen == 0


def test_a_stop_from_another_place_is_refused(shop: Shop) -> None:
    payment = shop.asked()
    with pytest.raises(Rejected, match="no_payment"):
        shop.act(StopPayment(payment_id=payment.payment_id), CASHIER)


def test_no_answer_parks_the_basket_and_asks_after(shop: Shop) -> None:
    payment = shop.asked()
    events = shop.act(RecordUnknown(payment_id=payment.payment_id, reason="silence"), SYSTEM)
    parked = one(events, OrderParked).order
    assert parked.number
    assert len(shop.effects("QueryPayment")) == 1
    shop.act(RecordUnknown(payment_id=payment.payment_id, reason="still"), SYSTEM)
    assert len(shop.effects("QueryPayment")) == 1
    shop.say_paid(payment)
    assert (shop.order(parked.order_id).state, shop.order(parked.order_id).number) == ("paid", parked.number)


def test_a_parked_order_stays_parked_when_the_answer_is_no(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordUnknown(payment_id=payment.payment_id, reason="silence"), SYSTEM)
    shop.act(RecordDeclined(payment_id=payment.payment_id, reason="no"), SYSTEM)
    assert shop.order(payment.order_id).state == "parked"
    shop.act(TakeCash(order_id=payment.order_id, given_fen=5_000), CASHIER)
    assert shop.order(payment.order_id).state == "paid"


def test_a_wallet_that_pays_after_cash_is_given_back(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordUnknown(payment_id=payment.payment_id, reason="silence"), SYSTEM)
    shop.act(TakeCash(order_id=payment.order_id, given_fen=5_000), CASHIER)
    assert shop.payment(payment.payment_id).state == "reversing"
    shop.say_paid(payment)
    shop.act(RecordReversed(payment_id=payment.payment_id, reference="x"), SYSTEM)
    order = shop.order(payment.order_id)
    assert (order.state, order.paid_fen) == ("paid", PRICE_FEN["A"])
    assert shop.payment(payment.payment_id).state == "reversed"


def test_a_wallet_that_pays_late_for_less_is_given_back(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordDeclined(payment_id=payment.payment_id, reason="no"), SYSTEM)
    shop.filled("B")
    shop.asked()
    shop.say_paid(payment)
    assert shop.payment(payment.payment_id).state == "reversing"
    assert (shop.basket().state, shop.basket().paid_fen) == ("paying", 0)


def test_a_wallet_that_pays_a_cancelled_order_is_given_back(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordDeclined(payment_id=payment.payment_id, reason="no"), SYSTEM)
    shop.act(CancelOrder(order_id=payment.order_id, reason="left"), CASHIER)
    shop.say_paid(payment)
    assert shop.payment(payment.payment_id).state == "reversing"
    assert len(shop.effects("QueryPayment")) == 1


def test_cash_gives_change_and_prints(shop: Shop) -> None:
    shop.act(ParkOrder())
    order = shop.basket()
    short = TakeCash(order_id=order.order_id, given_fen=order.due_fen - 1)
    with pytest.raises(Rejected, match="too_little"):
        shop.act(short, CASHIER)
    with pytest.raises(Rejected, match="too_much"):
        shop.act(TakeCash(order_id=order.order_id, given_fen=10**9), CASHIER)
    events = shop.act(TakeCash(order_id=order.order_id, given_fen=5_000), CASHIER)
    payment = one(events, PaymentChanged).payment
    assert payment.given_fen - payment.amount_fen == 5_000 - PRICE_FEN["A"]
    (receipt,) = shop.effects("Print")
    assert receipt.target == "printer-1"
    with pytest.raises(Rejected, match="not_parked"):
        shop.act(TakeCash(order_id=order.order_id, given_fen=5_000), CASHIER)


def test_parking_while_paying_undoes_the_charge(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(ParkOrder())
    assert (shop.basket().state, shop.payment(payment.payment_id).state) == ("parked", "reversing")


def test_a_late_yes_to_a_question_already_answered_changes_nothing(shop: Shop) -> None:
    payment = shop.asked()
    shop.say_paid(payment)
    pay = payment.payment_id
    assert shop.act(RecordDeclined(payment_id=pay, reason="no"), SYSTEM) == ()
    assert shop.act(RecordReversed(payment_id=pay, reference="x"), SYSTEM) == ()
    later: tuple[Command, ...] = (
        RecordAsked(payment_id=pay, qr="q"),
        RecordUnknown(payment_id=pay, reason="?"),
    )
    for said in later:
        with pytest.raises(Rejected, match="payment_state"):
            shop.act(said, SYSTEM)
    assert shop.payment(pay).state == "paid"


def test_a_hold_that_ran_out_frees_the_pieces(shop: Shop) -> None:
    payment = shop.asked()
    shop.act(RecordUnknown(payment_id=payment.payment_id, reason="silence"), SYSTEM)
    shop.clock.advance(HOLD_MS)
    freed = one(shop.act(ExpireHolds(), SYSTEM), StockHeld)
    assert (freed.skus, shop.level("A").allocated) == (("A",), 0)
    assert shop.act(ExpireHolds(), SYSTEM) == ()
    shop.say_paid(payment)
    assert shop.level("A").allocated == 1
