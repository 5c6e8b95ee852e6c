"""The desk: carries out the money effects of one tender, and writes down what the gateway says.

A charge is asked for once. What is not answered is unknown, and from then on queried, closed or reversed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import msgspec

from edge.app.ports import Clock, Dispatch, Finished
from edge.domain.effect import Charge, Effect, GiveBack, QueryPayment
from edge.domain.payment import ASK_MS, Payment
from edge.errors import TenderError
from edge.tender.gateway import (
    Declined,
    Final,
    Gateway,
    NeverAsked,
    NoAnswer,
    Paid,
    Refused,
    Reversed,
    Waiting,
    Word,
)
from edge.tender.pace import Pace, Watch, Watches
from edge.tender.record import WRONG_AMOUNT, Record

log = logging.getLogger(__name__)

CLOSE_TRIES = 3
LAST_WORD_S = 10.0  # to write down that a deadline passed
PAST_DEADLINE = Finished(outcome="unknown", note="deadline")
STOPPED = Finished(outcome="done", note="stopped")

Money = Charge | QueryPayment | GiveBack
Answer = TypeVar("Answer", bound=Word)


class Desk:
    """Performer of Charge, QueryPayment and GiveBack.

    May perform `at_once` effects side by side: a shopper has two minutes to pay, an unanswered payment is
    asked after for a day, and nobody else shall wait for either. Two effects of one payment never overlap.
    """

    at_once = 256
    grace_s = LAST_WORD_S + 5.0

    def __init__(
        self,
        *,
        gateway: Gateway,
        dispatch: Dispatch,
        clock: Clock,
        shopper: Pace | None = None,
        unclear: Pace | None = None,
    ) -> None:
        self._gateway = gateway
        self._record = Record(dispatch)
        self._clock = clock
        self._shopper = shopper or Pace(first_s=1.0, most_s=5.0)
        self._unclear = unclear or Pace(first_s=1.0, most_s=30.0)
        self._watches = Watches()

    def hear(self, payment_id: str) -> None:
        """There is news of a payment ('': perhaps of any). The gateway is asked then; news prove nothing."""
        self._watches.hear(payment_id)

    async def perform(self, effect: Effect) -> Finished:
        payload = effect.payload
        if not isinstance(payload, Charge | QueryPayment | GiveBack):
            return Finished(outcome="missed", note="not_money")
        with self._watches.of(payload.payment.payment_id) as watch:
            if isinstance(payload, QueryPayment) and payload.undo:
                watch.stop()
            async with watch.turn:
                watch.stopped = False
                return await self._within(effect, payload, watch)

    async def _within(self, effect: Effect, payload: Money, watch: Watch) -> Finished:
        limit = asyncio.timeout((effect.deadline_ms - self._clock.now_ms()) / 1000)
        try:
            async with limit:
                return await self._carry_out(effect, payload, watch)
        except TimeoutError:
            if not limit.expired():
                raise
        if isinstance(payload, QueryPayment):  # the ledger has it as unknown, or as reversing
            return PAST_DEADLINE
        try:
            async with asyncio.timeout(LAST_WORD_S):
                return await self._record.unknown(effect, payload.payment, "deadline")
        except TimeoutError:  # the store cannot write; the effect's own end has the payment asked after
            return PAST_DEADLINE

    async def _carry_out(self, effect: Effect, payload: Money, watch: Watch) -> Finished:
        if isinstance(payload, Charge):
            return await self._charge(effect, payload, watch)
        if isinstance(payload, GiveBack):
            return await self._give_back(effect, payload, watch)
        if payload.undo:
            return await self._undo(effect, payload.payment, watch)
        return await self._find_out(effect, payload.payment, watch)

    async def _charge(self, effect: Effect, charge: Charge, watch: Watch) -> Finished:
        payment = charge.payment
        if not payment.expires_ms:
            payment = msgspec.structs.replace(payment, expires_ms=self._clock.now_ms() + ASK_MS)
        if self._left_s(payment) <= 0:  # the store was down meanwhile; nobody has been asked
            return await self._record.final(effect, payment, Declined(reason="expired"))
        try:
            asked = await self._gateway.ask(payment, charge.subject)
        except Refused as refused:
            return await self._record.final(effect, payment, Declined(reason=refused.code))
        except TenderError as error:
            return await self._record.unknown(effect, payment, reason_of(error))
        known = await self._record.asked(payment, asked.qr)
        if known is None:
            return STOPPED
        expires_ms = known.expires_ms or payment.expires_ms
        return await self._wait(effect, msgspec.structs.replace(known, expires_ms=expires_ms), watch)

    async def _wait(self, effect: Effect, payment: Payment, watch: Watch) -> Finished:
        """For the shopper's decision, until the payment expires; then it is closed."""
        for pause_s in self._shopper.pauses():
            left_s = self._left_s(payment)
            if left_s <= 0:
                break
            await watch.pause(min(pause_s, left_s))
            if watch.stopped:
                return STOPPED
            watch.listen()
            word = named(await heard(self._gateway.query(payment)), "expired")
            if isinstance(word, Paid | Declined | Reversed):
                return await self._record.final(effect, payment, word)
        for pause_s, _ in zip(self._shopper.pauses(), range(CLOSE_TRIES), strict=False):
            closed = await self._close(payment, otherwise="expired")
            if closed is not None:
                return await self._record.final(effect, payment, closed)
            await watch.pause(pause_s)
        return await self._record.unknown(effect, payment, "no_answer")

    async def _find_out(self, effect: Effect, payment: Payment, watch: Watch) -> Finished:
        closed = "expired" if payment.qr else "no_answer"
        for pause_s in self._unclear.pauses():
            watch.listen()
            word = named(await heard(self._gateway.query(payment)), closed)
            if isinstance(word, NeverAsked):
                word = await self._close(payment, otherwise="never_asked")
            elif isinstance(word, Waiting) and not (payment.qr and self._left_s(payment) > 0):
                word = await self._close(payment, otherwise=closed)
            if isinstance(word, Paid) and word.amount_fen != payment.amount_fen:
                if payment.reason != WRONG_AMOUNT:
                    await self._record.unknown(effect, payment, WRONG_AMOUNT)
                    payment = msgspec.structs.replace(payment, reason=WRONG_AMOUNT)
            elif isinstance(word, Paid | Declined | Reversed):
                return await self._record.final(effect, payment, word)
            if isinstance(word, Waiting):  # a shopper has the code before them
                pause_s = min(pause_s, self._shopper.most_s, self._left_s(payment))  # noqa: PLW2901
            await watch.pause(pause_s)
            if watch.stopped:
                return STOPPED
        raise AssertionError("pauses have no end")

    async def _undo(self, effect: Effect, payment: Payment, watch: Watch) -> Finished:
        for pause_s in self._unclear.pauses():
            watch.listen()
            word = await heard(self._gateway.reverse(payment))
            if word is not None:  # either way the shop has no money of it
                reference = word.reference if isinstance(word, Reversed) else ""
                return await self._record.final(effect, payment, Reversed(reference=reference))
            await watch.pause(pause_s)
            if watch.stopped:
                return STOPPED
        raise AssertionError("pauses have no end")

    async def _give_back(self, effect: Effect, back: GiveBack, watch: Watch) -> Finished:
        for pause_s in self._unclear.pauses():
            watch.listen()
            try:
                word = await self._gateway.refund(back.payment, back.charge)
            except Refused as refused:
                word = Declined(reason=refused.code)
            except TenderError as error:
                log.info("refund %s: %s", back.payment.payment_id, error)
                await watch.pause(pause_s)
                continue
            return await self._record.final(effect, back.payment, word)
        raise AssertionError("pauses have no end")

    async def _close(self, payment: Payment, *, otherwise: str) -> Final | None:
        """Close it; one that nobody paid is declined for the reason `otherwise`."""
        return named(await heard(self._gateway.close(payment)), otherwise)

    def _left_s(self, payment: Payment) -> float:
        return (payment.expires_ms - self._clock.now_ms()) / 1000


async def heard(question: Awaitable[Answer]) -> Answer | None:
    """The gateway's word, None when there is none."""
    try:
        return await question
    except TenderError as error:
        log.info("gateway: %s", error)
        return None


def named(word: Answer | None, reason: str) -> Answer | Declined | None:
    """The word, with the reason of ours for what the wallet only calls closed."""
    if isinstance(word, Declined) and word.reason == "closed":
        return Declined(reason=reason)
    return word


def reason_of(error: TenderError) -> str:
    return error.code if isinstance(error, NoAnswer) else "no_answer"
