"""How the desk writes the gateway's words into the store's ledger: a command for each, once a state."""

from __future__ import annotations

import asyncio
import logging

from edge.app.ports import Dispatch, Finished
from edge.domain.effect import Effect
from edge.domain.message import Actor, Command, Event
from edge.domain.payment import (
    Payment,
    PaymentChanged,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
)
from edge.errors import Rejected, Retry, StoreError
from edge.tender.gateway import Declined, Final, Paid
from edge.tender.pace import Pace

log = logging.getLogger(__name__)

ACTOR = Actor(role="system", place="effects", channel="device")
WRONG_AMOUNT = "wrong_amount"
STORE_PACE = Pace(first_s=0.2, most_s=5.0)  # while the store cannot write, its disk full say


def verdict(payment: Payment, word: Final) -> Command:
    """The command that records a final word. An amount that is not the one asked for is never `paid`."""
    ident = payment.payment_id
    if isinstance(word, Paid):
        if word.amount_fen != payment.amount_fen:
            return RecordUnknown(payment_id=ident, reason=WRONG_AMOUNT)
        return RecordPaid(payment_id=ident, amount_fen=word.amount_fen, reference=word.reference)
    if isinstance(word, Declined):
        return RecordDeclined(payment_id=ident, reason=word.reason)
    return RecordReversed(payment_id=ident, reference=word.reference)


def latest(events: tuple[Event, ...], payment: Payment) -> Payment:
    """The payment as the ledger has it after these events."""
    for event in events:
        if isinstance(event, PaymentChanged) and event.payment.payment_id == payment.payment_id:
            payment = event.payment
    return payment


class Record:
    """Dispatches what the gateway said. While the store cannot write, it waits as long as its caller."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def asked(self, payment: Payment, qr: str) -> Payment | None:
        """The payment as it stands now; None where the ledger has gone on without it."""
        command = RecordAsked(payment_id=payment.payment_id, qr=qr)
        try:
            return latest(await self._write(command, key=f"{payment.payment_id}:asked"), payment)
        except Rejected as refused:
            log.info("payment %s, asked: %s", payment.payment_id, refused.code)
            return None

    async def final(self, effect: Effect, payment: Payment, word: Final) -> Finished:
        command = verdict(payment, word)
        if isinstance(command, RecordUnknown):
            return await self.unknown(effect, payment, command.reason)
        state = type(command).__name__.removeprefix("Record").lower()
        try:
            await self._write(command, key=f"{payment.payment_id}:{state}")
        except Rejected as refused:
            log.info("payment %s, %s: %s", payment.payment_id, state, refused.code)
            # Money that the ledger will not take is somebody's to look at; a second "no" changes nothing.
            return Finished(outcome="unknown" if state == "paid" else "done", note=refused.code)
        return Finished(outcome="done", note=state)

    async def unknown(self, effect: Effect, payment: Payment, reason: str) -> Finished:
        """At most once for each effect and reason."""
        command = RecordUnknown(payment_id=payment.payment_id, reason=reason)
        try:
            await self._write(command, key=f"{payment.payment_id}:unknown:{reason}:{effect.effect_id}")
        except Rejected as refused:
            log.info("payment %s, unknown: %s", payment.payment_id, refused.code)
            return Finished(outcome="done", note=refused.code)
        return Finished(outcome="unknown", note=reason)

    async def _write(self, command: Command, *, key: str) -> tuple[Event, ...]:
        for number, pause_s in enumerate(STORE_PACE.pauses()):
            try:
                return await self._dispatch(command, actor=ACTOR, key=key)
            except StoreError as error:
                if error.retry is not Retry.TRANSIENT:
                    raise
                log.log(logging.DEBUG if number else logging.WARNING, "not written down yet: %s", error)
            await asyncio.sleep(pause_s)
        raise AssertionError("pauses have no end")
