"""The store's ear at the wallet: news arrive while it listens, and a cut line says so and heals by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edge.app.ports import HealthState
from edge.runtime.clock import SystemClock
from edge.tender.gateway import NoAnswer
from edge.tender.news import WalletNews
from edge.tender.wallet import HttpWallet
from edge.tender.wallet_server import Served, served
from edge.tender.wire import Misbehave
from tests.tender.rigs import ANSWER_S, KEY, SHOP, HttpRig, charge

CLOCK = SystemClock()
HEARD_MAX = 100


class Listener:
    """What was heard and what was said about the line."""

    def __init__(self, wallet: Served, *, key: bytes = KEY) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue(maxsize=HEARD_MAX)
        self.health: asyncio.Queue[tuple[HealthState, str]] = asyncio.Queue(maxsize=HEARD_MAX)
        self.wallet = HttpWallet(
            address=wallet.address, key=key, merchant=SHOP, clock=CLOCK, answer_s=ANSWER_S
        )
        self.part = WalletNews(wallet=self.wallet, hear=self.heard.put_nowait, report=self.report, poll_s=5)

    def report(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        assert part == "wallet"
        self.health.put_nowait((state, code))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.part.run())
        try:
            assert await self.health.get() == ("ok", "")
            assert await self.heard.get() == ""
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_confirmed_payment_is_heard_of_at_once(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        listener, rig = Listener(wallet), HttpRig(wallet.address, CLOCK)
        async with listener.listening():
            for _ in range(3):
                payment = charge(CLOCK)
                await rig.gateway.ask(payment, "x")
                await rig.confirm(payment)
                assert await listener.heard.get() == payment.payment_id


async def test_a_notice_told_twice_is_heard_once(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        listener, rig = Listener(wallet), HttpRig(wallet.address, CLOCK)
        async with listener.listening():
            await rig.gateway.misbehave(Misbehave(mode="duplicate_notify", times=9))
            first, second = charge(CLOCK), charge(CLOCK)
            for payment in (first, second):
                await rig.gateway.ask(payment, "x")
                await rig.confirm(payment)
            heard = [await listener.heard.get(), await listener.heard.get()]
            assert heard == [first.payment_id, second.payment_id]


async def test_other_shops_news_stay_theirs(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        rig = HttpRig(wallet.address, CLOCK)
        payment = charge(CLOCK)
        await rig.gateway.ask(payment, "x")
        await rig.confirm(payment)
        assert len((await rig.gateway.notices(after=0, wait_s=0)).notices) == 1
        assert wallet.purse.notices("another", after=0).notices == ()


async def test_a_plug_pulled_is_said_and_put_back_is_heard(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        listener = Listener(wallet)
        async with listener.listening():
            await listener.wallet.cable.set(plugged=False)
            assert await listener.health.get() == ("down", "no_answer")
            await listener.wallet.cable.set(plugged=True)
            assert await listener.health.get() == ("ok", "")
            assert await listener.heard.get() == ""


async def test_a_wallet_that_goes_away_is_raised(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        listener = Listener(wallet)
        task = asyncio.create_task(listener.part.run())
        assert await listener.heard.get() == ""
    with pytest.raises(NoAnswer):
        await task


async def test_a_wrong_key_is_raised_for_a_person(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as wallet:
        with pytest.raises(NoAnswer, match="same key"):
            await Listener(wallet, key=KEY[::-1]).part.run()
