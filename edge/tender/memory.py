"""MemoryWallet: the simulated wallet inside the process, for scenarios and tests; it misbehaves as well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from edge.app.ports import Clock
from edge.domain.payment import Payment
from edge.tender.bill import BookRefusal, Movement
from edge.tender.cable import Cable
from edge.tender.gateway import (
    Asked,
    Declined,
    Final,
    NeverAsked,
    NoAnswer,
    Paid,
    Refused,
    Reversed,
    Waiting,
    Word,
)
from edge.tender.mood import Mood
from edge.tender.purse import Breakdown, Purse, Silence
from edge.tender.wire import AskBill, AskRefund, page_token, word_of

KEY = b"the key of a wallet in memory, which no wire ever sees"
MERCHANT = "memory"
Result = TypeVar("Result")


class MemoryWallet:
    """Fills `Gateway`. `timeout_s` is how long a silent wallet is waited for."""

    def __init__(self, *, clock: Clock, timeout_s: float = 0.0) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._purse = Purse(clock=clock, key=KEY, page=lambda token: f"memory:/pay/{token}")
        self.cable = Cable()

    @property
    def mood(self) -> Mood:
        return self._purse.mood

    @property
    def movements(self) -> tuple[Movement, ...]:
        return self._purse.movements

    def on_news(self, ear: Callable[[str], None]) -> None:
        """Tell of every change, whichever payment it is of, while the line holds."""
        self._purse.on_news(lambda: ear("") if self.cable.plugged else None)

    def confirm(self, payment_id: str) -> str:
        """The shopper pays with the phone. Answers the bill's state; `Refused` for one that is not there."""
        try:
            return self._purse.confirm(page_token(KEY, payment_id)).state
        except BookRefusal as refused:
            raise Refused(refused.code) from refused

    async def ask(self, payment: Payment, subject: str) -> Asked:
        bill = AskBill(
            payment_id=payment.payment_id,
            amount_fen=payment.amount_fen,
            subject=subject,
            merchant_zh="内存店",
            merchant_en="Memory shop",
            valid_ms=payment.expires_ms - self._clock.now_ms(),
        )
        answer = await self._call(lambda: self._purse.ask(MERCHANT, bill))
        return Asked(qr=answer.qr)

    async def query(self, payment: Payment) -> Word:
        answer = await self._call(lambda: self._purse.query(payment.payment_id))
        return NeverAsked() if answer is None else word_of(answer)

    async def close(self, payment: Payment) -> Final:
        word = word_of(await self._call(lambda: self._purse.close(MERCHANT, payment.payment_id)))
        if isinstance(word, Waiting | NeverAsked):
            raise NoAnswer("answer", "closed, and still waiting")
        return word

    async def reverse(self, payment: Payment) -> Reversed | Declined:
        word = word_of(await self._call(lambda: self._purse.reverse(MERCHANT, payment.payment_id)))
        if not isinstance(word, Reversed | Declined):
            raise NoAnswer("answer", "reversed, and still not")
        return word

    async def refund(self, refund: Payment, charge: Payment) -> Paid | Declined:
        asked = AskRefund(
            refund_id=refund.payment_id, payment_id=charge.payment_id, amount_fen=refund.amount_fen
        )
        word = word_of(await self._call(lambda: self._purse.refund(MERCHANT, asked)))
        if not isinstance(word, Paid | Declined):
            raise NoAnswer("answer", "refunded, and still not")
        return word

    async def _call(self, act: Callable[[], Result]) -> Result:
        async with self.cable.hold(self._timeout_s or None):
            await asyncio.sleep(0)
            try:
                return act()
            except BookRefusal as refused:
                raise Refused(refused.code) from refused
            except Breakdown as error:
                raise NoAnswer("answer", "an error page") from error
            except Silence as error:
                await asyncio.sleep(self._timeout_s)
                raise NoAnswer("timeout", "silence") from error
