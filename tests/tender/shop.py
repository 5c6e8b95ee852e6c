"""One shop with its wallet on virtual time: what the stories of the desk are told with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from edge.domain.payment import Payment
from edge.runtime.virtual import VirtualClock, VirtualLoop
from edge.tender.memory import MemoryWallet
from tests.tender.books import Books, Runner

ANSWER_S = 5.0
AMOUNT_FEN = 5_900


class Shop:
    """One shop with its wallet, at one moment of virtual time."""

    def __init__(self) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop())
        self.wallet = MemoryWallet(clock=self.clock, timeout_s=ANSWER_S)
        self.books = Books(self.clock)
        self.runner = Runner(books=self.books, gateway=self.wallet, clock=self.clock)
        self.wallet.on_news(self.runner.hear)
        self.payment = self.books.charge(AMOUNT_FEN)

    @property
    def now(self) -> Payment:
        return self.books.payments[self.payment.payment_id]

    def state(self) -> str:
        return self.now.state

    @property
    def money_fen(self) -> int:
        return sum(movement.fen for movement in self.wallet.movements)

    async def after(self, virtual_s: float) -> None:
        """Carry out what is due, and let so much time go by."""
        self.runner.start()
        await asyncio.sleep(virtual_s)

    def outcomes(self) -> list[tuple[str, str]]:
        return [(effect.state, effect.note) for effect in self.books.effects.values()]


async def passes(virtual_s: float) -> None:
    await asyncio.sleep(virtual_s)


def in_shop(story: Callable[[Shop], Awaitable[None]]) -> None:
    async def told() -> None:
        await story(Shop())

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(told())
