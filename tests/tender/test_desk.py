"""The desk against a wallet that misbehaves in every way it can, on virtual time."""

from __future__ import annotations

import msgspec
import pytest

from edge.app.ports import Finished
from edge.domain.effect import MONEY_MS, Effect, OpenBarrier, QueryPayment
from edge.domain.payment import ASK_MS
from edge.tender.mood import Mode
from tests.tender.shop import AMOUNT_FEN, Shop, in_shop, passes


def test_paid_the_moment_the_wallet_tells() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(3.1)
        assert shop.state() == "asked"
        assert shop.now.qr
        shop.wallet.confirm(shop.payment.payment_id)
        await passes(0.01)
        assert shop.state() == "paid"
        assert shop.now.reference
        assert shop.books.said == [("asked", ""), ("paid", "")]
        assert shop.outcomes() == [("done", "paid")]

    in_shop(story)


def test_paid_without_any_news_is_found_by_asking() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(3.1)
        await shop.wallet.cable.set(plugged=False)
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.wallet.cable.set(plugged=True)
        await passes(5.0)
        assert shop.state() == "paid"

    in_shop(story)


def test_nobody_pays_and_it_is_closed() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(ASK_MS / 1000 - 1)
        assert shop.state() == "asked"
        await passes(1.1)
        assert (shop.now.state, shop.now.reason) == ("declined", "expired")
        assert shop.wallet.confirm(shop.payment.payment_id) == "closed"
        assert shop.money_fen == 0

    in_shop(story)


def test_a_word_that_comes_with_the_closing_counts() -> None:
    async def story(shop: Shop) -> None:
        shop.wallet.mood.set("late_success", 1_000)
        await shop.after(10)
        shop.wallet.confirm(shop.payment.payment_id)
        await passes(ASK_MS / 1000 - 11)
        assert shop.state() == "asked"
        await passes(2)
        assert shop.state() == "paid"
        assert shop.money_fen == AMOUNT_FEN

    in_shop(story)


@pytest.mark.parametrize(
    ("mode", "times", "first", "last", "money_fen"),
    [
        ("timeout_after_charging", 1, ("unknown", "timeout"), ("paid", ""), AMOUNT_FEN),
        ("answer_lost", 1, ("unknown", "timeout"), ("declined", "no_answer"), 0),
        ("answer_lost", 9, ("unknown", "timeout"), ("declined", "no_answer"), 0),
        ("silent", 1, ("unknown", "timeout"), ("declined", "never_asked"), 0),
        ("silent", 9, ("unknown", "timeout"), ("declined", "never_asked"), 0),
        ("http_500", 1, ("unknown", "answer"), ("declined", "never_asked"), 0),
        ("http_500", 40, ("unknown", "answer"), ("declined", "never_asked"), 0),
    ],
)
def test_an_ask_without_an_answer_is_never_repeated(
    mode: Mode, times: int, first: tuple[str, str], last: tuple[str, str], money_fen: int
) -> None:
    async def story(shop: Shop) -> None:
        shop.wallet.mood.set(mode, times)
        await shop.runner.settle()
        assert shop.books.said[0] == first
        assert (shop.now.state, shop.now.reason) == last
        assert shop.money_fen == money_fen
        assert shop.outcomes() == [("unknown", first[1]), ("done", last[0])]

    in_shop(story)


@pytest.mark.parametrize(
    ("mode", "times", "state", "money_fen"),
    [
        ("decline", 1, "declined", 0),
        ("late_success", 3, "paid", AMOUNT_FEN),
        ("duplicate_notify", 9, "paid", AMOUNT_FEN),
        ("http_500", 4, "paid", AMOUNT_FEN),
        ("silent", 2, "paid", AMOUNT_FEN),
        ("answer_lost", 3, "paid", AMOUNT_FEN),
        ("wrong_amount", 1, "paid", AMOUNT_FEN),
    ],
)
def test_trouble_while_the_shopper_pays(mode: Mode, times: int, state: str, money_fen: int) -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        assert shop.state() == "asked"
        shop.wallet.mood.set(mode, times)
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.runner.settle()
        assert shop.state() == state
        assert shop.money_fen == money_fen

    in_shop(story)


def test_a_wrong_amount_is_never_paid() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.wallet.mood.set("wrong_amount", 1_000)
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.after(3 * 3600)
        assert (shop.now.state, shop.now.reason) == ("unknown", "wrong_amount")
        assert shop.books.said.count(("unknown", "wrong_amount")) == 1
        shop.wallet.mood.clear()
        await shop.runner.settle()
        assert shop.state() == "paid"

    in_shop(story)


def test_a_wallet_that_never_answers_is_left_unknown_at_the_deadline() -> None:
    async def story(shop: Shop) -> None:
        await shop.wallet.cable.set(plugged=False)
        await shop.runner.settle()
        assert (shop.now.state, shop.now.reason) == ("unknown", "no_line")
        assert shop.outcomes() == [("unknown", "no_line"), ("unknown", "deadline")]

    in_shop(story)


def test_a_line_that_comes_back_is_used_at_once() -> None:
    async def story(shop: Shop) -> None:
        await shop.wallet.cable.set(plugged=False)
        await shop.after(0.1)
        assert shop.state() == "unknown"
        await shop.after(3600)
        await shop.wallet.cable.set(plugged=True)
        shop.runner.hear("")
        await shop.after(0.1)
        assert (shop.now.state, shop.now.reason) == ("declined", "never_asked")

    in_shop(story)


def test_a_charge_found_after_it_expired_is_not_asked_for() -> None:
    async def story(shop: Shop) -> None:
        await passes(ASK_MS / 1000)
        await shop.runner.settle()
        assert (shop.now.state, shop.now.reason) == ("declined", "expired")
        assert shop.outcomes() == [("done", "declined")]

    in_shop(story)


def test_a_full_disk_is_waited_for() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.books.full = True
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.after(600)
        assert shop.state() == "asked"
        shop.books.full = False
        await shop.runner.settle()
        assert shop.state() == "paid"

    in_shop(story)


def test_many_wait_side_by_side() -> None:
    async def story(shop: Shop) -> None:
        others = [shop.books.charge(100 + number) for number in range(40)]
        await shop.after(2)
        for payment in others:
            shop.wallet.confirm(payment.payment_id)
        await passes(0.1)
        assert {shop.books.payments[payment.payment_id].state for payment in others} == {"paid"}
        assert shop.state() == "asked"

    in_shop(story)


def test_money_that_the_ledger_will_not_take_is_not_called_done() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        gone = msgspec.structs.replace(shop.now, state="declined")
        shop.books.payments[gone.payment_id] = gone
        shop.wallet.confirm(gone.payment_id)
        await passes(0.1)
        assert shop.outcomes() == [("unknown", "payment_settled")]

    in_shop(story)


def test_what_is_no_money_is_not_done() -> None:
    async def story(shop: Shop) -> None:
        barrier = Effect(
            effect_id="e",
            target="wallet",
            payload=OpenBarrier(plate="浙A12345", lane="1"),
            due_ms=0,
            deadline_ms=0,
        )
        assert await shop.runner.desk.perform(barrier) == Finished(outcome="missed", note="not_money")

    in_shop(story)


@pytest.mark.parametrize("undo", [False, True])
def test_a_query_past_its_deadline_says_nothing_new(*, undo: bool) -> None:
    async def story(shop: Shop) -> None:
        late = Effect(
            effect_id="e",
            target="wallet",
            payload=QueryPayment(payment=shop.now, undo=undo),
            due_ms=0,
            deadline_ms=shop.clock.now_ms() - 1,
        )
        assert await shop.runner.desk.perform(late) == Finished(outcome="unknown", note="deadline")
        assert shop.books.said == []

    in_shop(story)


def test_a_deadline_that_cannot_be_written_down_is_asked_after_all_the_same() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.books.full = True
        await shop.after(MONEY_MS / 1000 + 60)
        assert shop.state() == "asked"
        shop.books.full = False
        await shop.runner.settle()
        assert shop.state() == "declined"
        assert shop.outcomes() == [("unknown", "deadline"), ("done", "declined")]

    in_shop(story)
