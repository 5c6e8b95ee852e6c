"""Both shells over the memory broker in virtual time: one seed kills broker, hub and store, and loses what
it likes.
"""

import asyncio
import random

import pytest

from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync.hub.desk import PriceChange
from sync.hub.memory import MemoryHub
from sync.hub.worker import HubWorker
from sync.line import CentreLine
from sync.memory import MemoryBroker
from sync.topics import ROOT
from tests.sync.hubs import seed as things
from tests.sync.pair import line, supervised, worker
from tests.sync.shop import Shop

SEEDS = 24
STEPS = 60
LOST = ("ack", "up", "down", "head", "reply", "ask")


class Street:
    """One store, its centre and the broker between them, with somebody who breaks things."""

    def __init__(self, seed: int, loop: asyncio.AbstractEventLoop) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        clock = VirtualClock(loop, seed=seed)
        self.broker, self.hub, self.shop = MemoryBroker(), MemoryHub(clock), Shop(clock)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str) -> None:
        part: CentreLine | HubWorker
        part = worker(self.hub, self.broker) if name == "hub" else line(self.shop, self.broker, aside=False)
        self._tasks[name] = asyncio.ensure_future(supervised(part))

    async def stop(self, name: str) -> None:
        task = self._tasks.pop(name)
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError), outcome

    async def step(self) -> None:
        roll = self.chance.randrange(10)
        if roll < 4:
            for _ in range(self.chance.choice([1, 1, 5, 200])):
                self.shop.sell("P1-0")
        elif roll == 4:
            self.broker.kill()
        elif roll == 5:
            await self.stop("hub")
            self.start("hub")
        elif roll == 6:
            await self.stop("store")
            self.start("store")
        elif roll == 7:
            self.broker.lose = {f"{ROOT}/{self.chance.choice(LOST)}/"}
        elif roll == 8:
            fen = self.chance.randrange(1, 9999)
            await self.hub.set_prices([PriceChange(sku="P1-0", price_fen=fen)])
        else:
            self.broker.lose.clear()
            self.broker.start()
        await asyncio.sleep(self.chance.choice([0.0, 0.01, 1.0, 60.0]))
        self.check()

    def check(self) -> None:
        """The centre has the beginning of the store's log, and the store believes no more than that."""
        have = [row.body for row in self.hub.logs.of(self.shop.current)]
        assert have == [entry.body for entry in self.shop.log.entries[: len(have)]]
        assert self.shop.log.origin.acked <= len(have)

    async def settle(self) -> None:
        self.broker.lose.clear()
        self.broker.start()
        head = next(one.pos for one in self.hub.feeds.heads() if one.scope == "price")
        await self.shop.all_acked(timeout_s=600)
        await self.shop.until(lambda: self.shop.kept_cursors["price"].pos == head, timeout_s=600)


async def live(number: int) -> None:
    street = Street(number, asyncio.get_running_loop())
    await street.hub.load(things(staff=()))
    street.start("hub")
    street.start("store")
    for _ in range(STEPS):
        await street.step()
    await street.hub.set_prices([PriceChange(sku="P1-0", price_fen=10_000)])
    street.shop.sell("P1-0")
    await street.settle()
    sold = len(street.shop.log.entries) // 3
    assert len(street.hub.logs.of(street.shop.current)) == len(street.shop.log.entries)
    assert [row.on_hand for row in await street.hub.stock_of("P1-0")] == [-sold]
    assert len(await street.hub.orders(limit=100_000)) == sold
    held = [item for item in street.shop.items["price"].values() if getattr(item, "sku", "") == "P1-0"]
    assert [getattr(item, "price_fen", 0) for item in held] == [10_000]
    for name in ("hub", "store"):
        await street.stop(name)


@pytest.mark.parametrize("block", range(4))
def test_whatever_is_killed_nothing_is_lost(block: int) -> None:
    for number in range(block * SEEDS // 4, (block + 1) * SEEDS // 4):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            try:
                runner.run(live(number))
            except (AssertionError, TimeoutError) as error:
                raise AssertionError(f"seed {number}") from error
