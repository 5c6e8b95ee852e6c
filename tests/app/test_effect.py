"""Effects: claimed once, never repeated blindly, never left without a word."""

from __future__ import annotations

import pytest

from edge.app.effect import REVIEW_MAX
from edge.domain.effect import (
    GATE_MS,
    EffectFailed,
    FinishEffect,
    Print,
    QueryPayment,
    ReviewEffects,
    StartEffect,
)
from edge.domain.order import PrintReceipt
from edge.domain.parking import REPEAT_MS, BarrierOpened, CarSeen, GateDidNotOpen, PlateSeen
from edge.errors import Rejected
from tests.app.shop import CAMERA, CASHIER, SYSTEM, Shop, one

PLATE = "沪A12345"


def seen(plate: str = PLATE, *, replayed: bool = False) -> PlateSeen:
    return PlateSeen(lane="in", plate=plate, color="blue", replayed=replayed)


def test_a_plate_opens_the_barrier_once(shop: Shop) -> None:
    one(shop.act(seen(), CAMERA), CarSeen)
    (effect,) = shop.effects("OpenBarrier")
    assert (effect.target, effect.deadline_ms - effect.due_ms) == ("barrier-1", GATE_MS)
    assert shop.act(seen(), CAMERA) == ()
    shop.start(effect)
    with pytest.raises(Rejected, match="effect_state"):
        shop.start(effect)
    events = shop.act(FinishEffect(effect_id=effect.effect_id, outcome="done"), SYSTEM)
    assert one(events, BarrierOpened).plate == PLATE
    with pytest.raises(Rejected, match="effect_state"):
        shop.act(FinishEffect(effect_id=effect.effect_id, outcome="done"), SYSTEM)
    shop.clock.advance(REPEAT_MS)
    assert len(shop.act(seen(), CAMERA)) == 2


def test_a_clock_set_back_does_not_keep_a_car_out(shop: Shop) -> None:
    shop.act(seen(), CAMERA)
    shop.clock.step(-3_600_000)
    one(shop.act(seen(), CAMERA), CarSeen)


def test_a_replayed_plate_opens_nothing(shop: Shop) -> None:
    assert one(shop.act(seen(replayed=True), CAMERA), CarSeen).replayed
    assert shop.effects("OpenBarrier") == ()
    assert shop.rows.parking.lane("in").plate == ""
    for plate in ("", "X" * 13):
        with pytest.raises(Rejected, match="plate"):
            shop.act(seen(plate), CAMERA)


def test_a_gate_that_waited_too_long_is_missed(shop: Shop) -> None:
    shop.act(seen(), CAMERA)
    (effect,) = shop.effects("OpenBarrier")
    shop.clock.advance(GATE_MS)
    with pytest.raises(Rejected, match="effect_state"):
        shop.start(effect)
    events = shop.act(ReviewEffects(), SYSTEM)
    assert one(events, GateDidNotOpen).reason == "deadline"
    assert shop.effect(effect.effect_id).state == "missed"
    assert shop.act(ReviewEffects(), SYSTEM) == ()


def test_after_a_restart_the_gate_is_not_tried_again(shop: Shop) -> None:
    shop.act(seen(), CAMERA)
    (effect,) = shop.effects("OpenBarrier")
    shop.start(effect)
    shop.reopen()
    assert shop.act(ReviewEffects(), SYSTEM) == ()
    events = shop.act(ReviewEffects(restarted=True), SYSTEM)
    assert one(events, GateDidNotOpen).reason == "restarted"
    assert shop.effects("OpenBarrier") == ()


def test_after_a_restart_a_receipt_is_printed_again_and_says_so(shop: Shop) -> None:
    shop.filled()
    shop.act(PrintReceipt(order_id=shop.paid().order_id), CASHIER)
    expected: tuple[list[bool], ...] = ([True], [])
    for again in expected:
        (effect,) = shop.effects("Print")
        shop.start(effect)
        shop.reopen()
        shop.act(ReviewEffects(restarted=True), SYSTEM)
        found = [one.payload.again for one in shop.effects("Print") if isinstance(one.payload, Print)]
        assert found == again


def test_after_a_restart_a_charge_is_asked_after(shop: Shop) -> None:
    shop.filled()
    payment = shop.asked()
    (charge,) = shop.effects("Charge")
    shop.start(charge)
    shop.reopen()
    events = shop.act(ReviewEffects(restarted=True), SYSTEM)
    assert one(events, EffectFailed).effect.state == "unknown"
    (query,) = shop.effects("QueryPayment")
    assert isinstance(query.payload, QueryPayment)
    assert (query.payload.payment.payment_id, query.payload.undo) == (payment.payment_id, False)
    assert shop.effects("Charge") == ()


def test_a_settled_charge_is_not_asked_after(shop: Shop) -> None:
    shop.filled()
    payment = shop.asked()
    (charge,) = shop.effects("Charge")
    shop.start(charge)
    shop.say_paid(payment)
    shop.act(FinishEffect(effect_id=charge.effect_id, outcome="unknown", note="late"), SYSTEM)
    assert shop.effects("QueryPayment") == ()


def test_a_thousand_left_over_effects_are_reviewed_in_bounded_commands(shop: Shop) -> None:
    for number in range(1_000):
        shop.act(seen(f"A{number:05d}"), CAMERA)
        (effect,) = shop.effects("OpenBarrier")
        shop.start(effect)
    shop.reopen()
    batches: list[int] = []
    while events := shop.act(ReviewEffects(restarted=True), SYSTEM):
        batches.append(sum(isinstance(event, GateDidNotOpen) for event in events))
    assert batches == [REVIEW_MAX] * (1_000 // REVIEW_MAX)
    assert len(shop.effects("OpenBarrier", "unknown")) == 1_000


def test_an_effect_nobody_knows_is_refused(shop: Shop) -> None:
    with pytest.raises(Rejected, match="no_effect"):
        shop.act(StartEffect(effect_id="none"), SYSTEM)
