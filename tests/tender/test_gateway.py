"""What every wallet gateway must do, run over the one in memory and over the one behind HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from edge.runtime.clock import SystemClock
from edge.tender.gateway import (
    Declined,
    NeverAsked,
    NoAnswer,
    Paid,
    Refused,
    Reversed,
    Waiting,
)
from edge.tender.mood import Mode
from tests.tender.rigs import Rig, charge, http_rig, memory_rig, refund

CLOCK = SystemClock()


@pytest.fixture(params=["memory", "http"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    async with (memory_rig if request.param == "memory" else http_rig)(tmp_path) as made:
        yield made


async def test_a_charge_is_asked_for_confirmed_and_paid_once(rig: Rig) -> None:
    payment = charge(CLOCK)
    assert await rig.gateway.query(payment) == NeverAsked()
    asked = await rig.gateway.ask(payment, "T恤 等 2 件")
    assert asked.qr
    assert await rig.gateway.query(payment) == Waiting()
    assert await rig.confirm(payment) == "paid"
    assert await rig.confirm(payment) == "paid"
    word = await rig.gateway.query(payment)
    assert isinstance(word, Paid)
    assert word.amount_fen == payment.amount_fen
    assert word.reference
    assert await rig.moved() == {payment.payment_id: payment.amount_fen}


async def test_asking_twice_for_one_id_is_one_bill(rig: Rig) -> None:
    payment = charge(CLOCK)
    first = await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    assert await rig.gateway.ask(payment, "x") == first
    assert await rig.moved() == {payment.payment_id: payment.amount_fen}


async def test_the_same_id_with_another_amount_is_refused(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    with pytest.raises(Refused, match="amount_differs"):
        await rig.gateway.ask(msgspec.structs.replace(payment, amount_fen=1), "x")


async def test_a_closed_payment_cannot_be_paid(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    assert await rig.gateway.close(payment) == Declined(reason="closed")
    assert await rig.confirm(payment) == "closed"
    assert await rig.gateway.query(payment) == Declined(reason="closed")
    assert await rig.moved() == {}


async def test_closing_what_is_paid_leaves_it_paid(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    assert isinstance(await rig.gateway.close(payment), Paid)
    assert await rig.moved() == {payment.payment_id: payment.amount_fen}


@pytest.mark.parametrize("act", ["close", "reverse"])
async def test_an_id_closed_before_it_was_asked_is_never_taken(rig: Rig, act: str) -> None:
    payment = charge(CLOCK)
    assert await getattr(rig.gateway, act)(payment) == Declined(reason="closed")
    with pytest.raises(Refused, match="closed"):
        await rig.gateway.ask(payment, "late")
    assert await rig.moved() == {}


async def test_a_reversed_charge_goes_back_whole_and_once(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    undone = await rig.gateway.reverse(payment)
    assert isinstance(undone, Reversed)
    assert await rig.gateway.reverse(payment) == undone
    assert await rig.gateway.query(payment) == undone
    assert await rig.moved() == {payment.payment_id: 0}


async def test_a_refund_is_paid_once_for_its_id(rig: Rig) -> None:
    payment = charge(CLOCK, amount_fen=800)
    await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    back = refund(CLOCK, amount_fen=700)
    assert await rig.gateway.query(back) == NeverAsked()
    paid = await rig.gateway.refund(back, payment)
    assert isinstance(paid, Paid)
    assert paid.amount_fen == 700
    assert await rig.gateway.refund(back, payment) == paid
    assert await rig.gateway.query(back) == paid
    assert await rig.moved() == {payment.payment_id: 800, back.payment_id: -700}


async def test_more_than_was_paid_is_not_given_back(rig: Rig) -> None:
    payment = charge(CLOCK, amount_fen=700)
    await rig.gateway.ask(payment, "x")
    with pytest.raises(Refused, match="not_paid"):
        await rig.gateway.refund(refund(CLOCK, amount_fen=700), payment)
    await rig.confirm(payment)
    await rig.gateway.refund(refund(CLOCK, amount_fen=300), payment)
    with pytest.raises(Refused, match="too_much"):
        await rig.gateway.refund(refund(CLOCK, amount_fen=401), payment)
    await rig.gateway.reverse(payment)
    assert sum((await rig.moved()).values()) == 0


async def test_a_bank_that_says_no(rig: Rig) -> None:
    await rig.misbehave("decline", 1)
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    assert await rig.confirm(payment) == "declined"
    assert await rig.gateway.query(payment) == Declined(reason="insufficient_funds")
    assert await rig.gateway.reverse(payment) == Declined(reason="insufficient_funds")
    assert await rig.moved() == {}


@pytest.mark.parametrize(("mode", "code"), [("silent", "timeout"), ("http_500", "answer")])
async def test_a_wallet_that_does_nothing_gives_no_answer(rig: Rig, mode: Mode, code: str) -> None:
    payment = charge(CLOCK)
    await rig.misbehave(mode, 1)
    with pytest.raises(NoAnswer) as silent:
        await rig.hasty.ask(payment, "x")
    assert silent.value.code == code
    assert await rig.gateway.query(payment) == NeverAsked()


async def test_a_wallet_that_charges_and_does_not_answer(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.misbehave("timeout_after_charging", 1)
    with pytest.raises(NoAnswer):
        await rig.hasty.ask(payment, "x")
    assert isinstance(await rig.gateway.query(payment), Paid)
    assert await rig.moved() == {payment.payment_id: payment.amount_fen}


async def test_an_answer_that_is_lost_can_be_had_again(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    await rig.misbehave("answer_lost", 1)
    with pytest.raises(NoAnswer):
        await rig.hasty.reverse(payment)
    assert isinstance(await rig.gateway.reverse(payment), Reversed)
    assert await rig.moved() == {payment.payment_id: 0}


async def test_late_success_and_a_wrong_amount(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    await rig.confirm(payment)
    await rig.misbehave("late_success", 2)
    await rig.misbehave("wrong_amount", 1)
    words = [await rig.gateway.query(payment) for _ in range(4)]
    assert words[:2] == [Waiting(), Waiting()]
    amounts = [word.amount_fen for word in words[2:] if isinstance(word, Paid)]
    assert amounts == [payment.amount_fen - 1, payment.amount_fen]


async def test_a_plug_pulled_cuts_what_is_under_way_and_what_comes(rig: Rig) -> None:
    payment = charge(CLOCK)
    await rig.gateway.ask(payment, "x")
    await rig.misbehave("silent", 1)
    under_way = asyncio.create_task(rig.gateway.query(payment))
    await asyncio.sleep(0)
    await rig.cable.set(plugged=False)
    with pytest.raises(NoAnswer):
        await under_way
    with pytest.raises(NoAnswer) as cut:
        await rig.gateway.query(payment)
    assert cut.value.code == "no_line"
    await rig.cable.set(plugged=True)
    await rig.misbehave("silent", 0)
    assert await rig.gateway.query(payment) == Waiting()
