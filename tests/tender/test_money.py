"""Whatever the wallet does and wherever the store stops: the money moved is the money recorded."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from edge.runtime.virtual import VirtualClock, VirtualLoop
from edge.tender.memory import MemoryWallet
from edge.tender.mood import MODES, Mode
from tests.process.proof import consistent, found
from tests.tender.books import Books, Runner
from tests.tender.store_books import FILE, StoreBooks

ANSWER_S = 5.0
MEMORY = Path("/dev/shm")  # noqa: S108 - where a sync costs nothing
MODE = st.none() | st.sampled_from(MODES)
TIMES = st.integers(1, 6)
PAYMENTS = st.integers(0, 7)
SPANS_S = st.sampled_from([0.5, 2.0, 7.0, 30.0, 130.0])


class Money(RuleBasedStateMachine):
    """A shop, its wallet, its shoppers' phones, and a hand at every plug."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop)
        self.wallet = MemoryWallet(clock=self.clock, timeout_s=ANSWER_S)
        self.books = self.opened()
        self.runner = Runner(books=self.books, gateway=self.wallet, clock=self.clock)
        self.wallet.on_news(self.runner.hear)
        self.charges: list[str] = []
        self.refunds: dict[str, str] = {}

    def opened(self) -> Books | StoreBooks:
        return Books(self.clock)

    def run(self, story: Coroutine[Any, Any, None]) -> None:
        self.loop.run_until_complete(story)

    @rule(amount_fen=st.integers(1, 100_000), mode=MODE, times=TIMES)
    def a_basket_goes_to_pay(self, amount_fen: int, mode: Mode | None, times: int) -> None:
        if mode is not None:
            self.wallet.mood.set(mode, times)
        self.charges.append(self.books.charge(amount_fen).payment_id)
        self.time_goes_by(0.5)

    @rule(number=PAYMENTS, mode=MODE, times=TIMES)
    def a_phone_confirms(self, number: int, mode: Mode | None, times: int) -> None:
        shown = [ident for ident in self.charges if self.books.payments[ident].qr]
        if shown:
            if mode is not None:
                self.wallet.mood.set(mode, times)
            self.wallet.confirm(shown[-1 - number % len(shown)])

    @rule(amount_fen=st.integers(1, 100_000), mode=MODE, times=TIMES, virtual_s=SPANS_S)
    def a_quick_shopper(self, amount_fen: int, mode: Mode | None, times: int, virtual_s: float) -> None:
        self.a_basket_goes_to_pay(amount_fen, None, 0)
        self.a_phone_confirms(0, mode, times)
        self.time_goes_by(virtual_s)

    @rule(number=PAYMENTS)
    def a_shopper_turns_back(self, number: int) -> None:
        if self.charges:
            self.books.stop(self.charges[number % len(self.charges)])

    @rule(number=PAYMENTS, share=st.integers(1, 4))
    def staff_give_money_back(self, number: int, share: int) -> None:
        paid = [self.books.payments[ident] for ident in self.charges]
        paid = [payment for payment in paid if payment.state == "paid"]
        if paid:
            charge = paid[number % len(paid)]
            back = self.books.refund(charge, max(1, charge.amount_fen * share // 4))
            if back is not None:
                self.refunds[back.payment_id] = charge.payment_id

    @rule(virtual_s=SPANS_S)
    def the_plug_is_out(self, virtual_s: float) -> None:
        self.run(self.wallet.cable.set(plugged=False))
        self.time_goes_by(virtual_s)
        self.run(self.wallet.cable.set(plugged=True))

    @rule(virtual_s=SPANS_S)
    def the_disk_is_full(self, virtual_s: float) -> None:
        self.books.full = True
        self.time_goes_by(virtual_s)
        self.books.full = False

    @rule(steps=st.integers(0, 12))
    def a_few_steps(self, steps: int) -> None:
        async def story() -> None:
            self.runner.start()
            for _ in range(steps):
                await asyncio.sleep(0)

        self.run(story())

    @rule(virtual_s=SPANS_S)
    def time_goes_by(self, virtual_s: float) -> None:
        async def story() -> None:
            self.runner.start()
            await asyncio.sleep(virtual_s)

        self.run(story())

    @rule()
    def the_store_is_killed(self) -> None:
        self.run(self.runner.crash())

    @invariant()
    def nothing_is_charged_twice(self) -> None:
        for ident in self.charges:
            charged = [m.fen for m in self.wallet.movements if m.bill_id == ident and m.fen > 0]
            assert charged in ([], [self.books.payments[ident].amount_fen])

    @invariant()
    def what_is_called_paid_was_paid(self) -> None:
        for payment in self.books.payments.values():
            if payment.state == "paid":
                assert abs(self.moved_fen(payment.payment_id)) == payment.amount_fen

    def moved_fen(self, ident: str) -> int:
        return sum(m.fen for m in self.wallet.movements if m.bill_id == ident)

    def teardown(self) -> None:
        """Everything behaves again; then every payment has its last word, and the word is true."""
        try:
            self.wallet.mood.clear()
            self.run(self.runner.settle())
            for ident, payment in self.books.payments.items():
                sign = -1 if ident in self.refunds else 1
                assert payment.state in ("paid", "declined", "reversed")
                assert self.moved_fen(ident) == (sign * payment.amount_fen if payment.state == "paid" else 0)
        finally:
            self.loop.close()


class StoreMoney(Money):
    """The same over the store's own handlers and file; then the orders tell the same as the payments."""

    def opened(self) -> StoreBooks:
        self.folder = Path(
            tempfile.mkdtemp(prefix="store-edge-money-", dir=MEMORY if MEMORY.is_dir() else None)
        )
        self.store = StoreBooks(self.clock, self.folder)
        self.loop.run_until_complete(self.store.stock())
        return self.store

    def teardown(self) -> None:
        try:
            super().teardown()
            there = found(self.folder / FILE)
            assert there.broken == ()
            for order in there.orders.values():
                assert list(consistent(order, there)) == []
        finally:
            self.store.close()
            shutil.rmtree(self.folder)


TestMoney = Money.TestCase
TestMoney.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestStoreMoney = StoreMoney.TestCase
TestStoreMoney.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
