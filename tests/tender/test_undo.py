"""Money on its way back: a shopper who turns back, and refunds, with a wallet that misbehaves."""

from __future__ import annotations

import pytest

from edge.tender.mood import Mode
from tests.tender.shop import AMOUNT_FEN, Shop, in_shop


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("mode", ["silent", "answer_lost", "http_500", "decline"])
def test_turning_back_is_repeated_until_it_is_answered(mode: Mode, *, confirmed: bool) -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        if confirmed:
            await shop.wallet.cable.set(plugged=False)  # the shop does not hear of it
            shop.wallet.confirm(shop.payment.payment_id)
        shop.books.stop(shop.payment.payment_id)
        await shop.wallet.cable.set(plugged=True)
        shop.wallet.mood.set(mode, 7)
        await shop.runner.settle()
        assert shop.state() == "reversed"
        assert shop.money_fen == 0
        assert shop.outcomes() == [("done", "stopped"), ("done", "reversed")]

    in_shop(story)


def test_a_shopper_who_pays_while_turning_back_has_the_money_back() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.wallet.mood.set("silent", 3)
        shop.books.stop(shop.payment.payment_id)
        await shop.after(1)
        assert shop.wallet.confirm(shop.payment.payment_id) == "paid"
        await shop.runner.settle()
        assert shop.state() == "reversed"
        assert [movement.fen for movement in shop.wallet.movements] == [AMOUNT_FEN, -AMOUNT_FEN]

    in_shop(story)


def test_turning_back_before_the_wallet_took_the_request() -> None:
    async def story(shop: Shop) -> None:
        shop.wallet.mood.set("answer_lost", 1)
        await shop.after(1)
        shop.books.stop(shop.payment.payment_id)
        await shop.runner.settle()
        assert shop.state() == "reversed"
        assert shop.wallet.confirm(shop.payment.payment_id) == "closed"

    in_shop(story)


@pytest.mark.parametrize("mode", ["silent", "answer_lost", "http_500"])
def test_a_refund_is_repeated_until_answered_and_paid_once(mode: Mode) -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.runner.settle()
        back = shop.books.refund(shop.now, 4_000)
        shop.wallet.mood.set(mode, 5)
        await shop.runner.settle()
        assert shop.books.payments[back.payment_id].state == "paid"
        assert [movement.fen for movement in shop.wallet.movements] == [AMOUNT_FEN, -4_000]

    in_shop(story)


def test_a_refund_the_wallet_refuses_is_declined() -> None:
    async def story(shop: Shop) -> None:
        await shop.after(2)
        shop.wallet.confirm(shop.payment.payment_id)
        await shop.runner.settle()
        back = shop.books.refund(shop.now, AMOUNT_FEN + 1)
        await shop.runner.settle()
        refused = shop.books.payments[back.payment_id]
        assert (refused.state, refused.reason) == ("declined", "too_much")

    in_shop(story)
