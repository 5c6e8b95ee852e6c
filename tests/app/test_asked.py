"""Refunds and cancellations that the centre asks for: the till's rules, one answer each."""

from __future__ import annotations

from edge.domain.effect import GiveBack
from edge.domain.feed import ApplyFeed, AskCancel, AskRefund, CommandAnswered, FeedItem
from edge.domain.logbook import Entry
from edge.domain.message import Event
from edge.domain.order import HandOver, Order, ParkOrder
from edge.domain.past import ApplyPast
from edge.domain.payment import RecordPaid, TakeCash
from tests.app.shop import CASHIER, CENTRE, STOCK, SYSTEM, Shop, one


def refund(shop: Shop, order: Order, *, command_id: str = "c1", within_ms: int = 1_000) -> AskRefund:
    return AskRefund(
        command_id=command_id,
        order_id=order.order_id,
        reason="recalled",
        restock=True,
        deadline_ms=shop.clock.now_ms() + within_ms,
    )


def cancel(shop: Shop, order: Order, *, command_id: str = "c1") -> AskCancel:
    later = shop.clock.now_ms() + 1_000
    return AskCancel(command_id=command_id, order_id=order.order_id, reason="recalled", deadline_ms=later)


def word(events: tuple[Event, ...]) -> tuple[bool, str]:
    answer = one(events, CommandAnswered)
    return answer.done, answer.reason


def tell(shop: Shop, item: FeedItem, *, hub_gen: str) -> tuple[Event, ...]:
    """Of another generation it is told from 1 on."""
    return shop.act(ApplyFeed(stream="command", hub_gen=hub_gen, first=1, last=1, items=(item,)), CENTRE)


def in_cash(shop: Shop) -> Order:
    shop.filled("A", 2)
    shop.act(ParkOrder())
    order = shop.basket()
    shop.act(TakeCash(order_id=order.order_id, given_fen=10_000), CASHIER)
    return shop.order(order.order_id)


def test_a_wallet_is_given_back_once_however_often_it_is_asked(shop: Shop) -> None:
    shop.filled("A", 2)
    order = shop.paid()
    shop.act(HandOver(order_id=order.order_id), CASHIER)
    asked = refund(shop, order)
    assert word(shop.feed("command", (asked,))) == (True, "")
    (effect,) = shop.effects("GiveBack")
    assert isinstance(effect.payload, GiveBack)
    back = effect.payload.payment
    assert (back.amount_fen, back.reason) == (order.paid_fen, "recalled")
    assert shop.level("A").on_hand == STOCK
    assert shop.feed("command", (asked,)) == ()
    shop.reopen()
    shop.clock.advance(3_600)
    assert word(tell(shop, asked, hub_gen="h2")) == (True, "")  # it was in time when it was done
    assert [effect] == list(shop.effects("GiveBack"))
    said = RecordPaid(payment_id=back.payment_id, amount_fen=back.amount_fen, reference="r2")
    shop.act(said, SYSTEM)
    assert shop.order(order.order_id).state == "refunded"
    assert shop.level("A").on_hand == STOCK
    shop.check()


def test_another_refund_of_the_order_is_refused(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    assert word(shop.feed("command", (refund(shop, order),))) == (True, "")
    second = refund(shop, order, command_id="c2")
    assert word(shop.feed("command", (second,), first=2)) == (False, "unsettled")
    assert word(tell(shop, second, hub_gen="h2")) == (False, "unsettled")
    assert len(shop.effects("GiveBack")) == 1


def test_notes_are_given_back_by_hand(shop: Shop) -> None:
    order = in_cash(shop)
    assert word(shop.feed("command", (refund(shop, order),))) == (False, "cash_by_hand")
    assert shop.order(order.order_id) == order
    assert len(shop.rows.payments.of(order.order_id)) == 1


def test_what_was_asked_too_late_or_of_no_order_changes_nothing(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    late = refund(shop, order, within_ms=-1)
    assert word(shop.feed("command", (late,))) == (False, "late")
    nobodys = Order(order_id="none", place="k1", channel="kiosk")
    assert word(shop.feed("command", (refund(shop, nobodys, command_id="c2"),), first=2)) == (
        False,
        "no_order",
    )
    assert shop.order(order.order_id) == order
    assert shop.effects("GiveBack") == ()


def test_an_order_without_money_is_cancelled_and_one_with_money_is_not(shop: Shop) -> None:
    shop.filled("A", 3)
    shop.act(ParkOrder())
    parked = shop.basket()
    assert word(shop.feed("command", (refund(shop, parked),))) == (False, "not_paid")
    assert word(shop.feed("command", (cancel(shop, parked, command_id="c2"),), first=2)) == (True, "")
    assert shop.order(parked.order_id).state == "cancelled"
    assert shop.level("A").available == STOCK
    assert word(tell(shop, cancel(shop, parked, command_id="c2"), hub_gen="h2")) == (True, "")
    again = cancel(shop, parked, command_id="c3")
    assert word(tell(shop, again, hub_gen="h3")) == (False, "order_state")


def test_a_paid_order_is_not_cancelled(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    assert word(shop.feed("command", (cancel(shop, order),))) == (False, "order_state")
    assert shop.order(order.order_id) == order


def test_what_the_box_before_answered_stands(shop: Shop) -> None:
    shop.filled()
    order = shop.paid()
    body = b'{"command_id":"c1","done":false,"reason":"late"}'
    entry = Entry(seq=1, event_id="e1", at_ms=1, hlc=1, kind="CommandAnswered", body=body, chain="")
    shop.act(ApplyPast(origin="old", last=1, safe=1, entries=(entry,), contacts=(), left=0), CENTRE)
    assert word(shop.feed("command", (refund(shop, order),))) == (False, "late")
    assert shop.order(order.order_id) == order
