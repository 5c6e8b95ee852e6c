"""Workers that share the shards, in virtual time: who cannot renew stops before another begins."""

import asyncio

import pytest

from edge.errors import SyncError
from edge.runtime.virtual import VirtualClock
from sync import topics
from sync.hub.desk import PriceChange, WorkerStatus
from sync.hub.leases import BEAT_S, LEASE_S, Leases, WorkerName
from sync.hub.memory import MemoryHub
from sync.hub.worker import HubWorker
from sync.memory import MemoryBroker
from tests.runtime.virtual import in_virtual_time, passes
from tests.sync.hubs import seed
from tests.sync.pair import line, running, supervised
from tests.sync.shop import Shop

STORES = tuple(f"s{n:03d}" for n in range(40))


class Hanging:
    """Leases whose database stops answering when told to. Implements `Leases`."""

    def __init__(self, inner: Leases) -> None:
        self._inner = inner
        self.hangs = False

    async def beat(self, serving: frozenset[int], status: WorkerStatus) -> frozenset[int]:
        if self.hangs:
            await asyncio.Event().wait()
        return await self._inner.beat(serving, status)

    async def release(self) -> None:
        if not self.hangs:
            await self._inner.release()


class Centre:
    """Two workers on one broker."""

    def __init__(self) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop())
        self.hub, self.broker = MemoryHub(self.clock), MemoryBroker()
        self.leases = [Hanging(self.hub.leases(WorkerName(worker=f"hub.{n}"))) for n in (1, 2)]
        self.workers = [
            HubWorker(self.hub, self.broker, name=f"hub.{n}", leases=leases)
            for n, leases in enumerate(self.leases, 1)
        ]

    def serving(self, store: str) -> list[str]:
        """The workers that would take in what a store says now."""
        topic = topics.up(store)
        return [
            worker.name
            for worker in self.workers
            if worker._holding.serves(store)
            and (link := self.broker._links.get(worker.name)) is not None
            and any(topics.matches(pattern, topic) for pattern in link.filters)
        ]


async def share() -> None:
    centre = Centre()
    async with running(*centre.workers):
        await passes(4 * BEAT_S)
        served = [centre.serving(store) for store in STORES]
        assert all(len(workers) == 1 for workers in served)
        assert {workers[0] for workers in served} == {"hub.1", "hub.2"}
        assert [worker._holding.spreads for worker in centre.workers].count(True) == 1


async def hang() -> None:
    centre = Centre()
    one, other = (asyncio.ensure_future(supervised(worker)) for worker in centre.workers)
    await passes(4 * BEAT_S)
    held = [store for store in STORES if centre.serving(store) == ["hub.1"]]
    centre.leases[0].hangs = True
    for _ in range(int(10 * (LEASE_S + 2 * BEAT_S))):
        await passes(0.1)
        assert all(len(centre.serving(store)) < 2 for store in STORES)
    assert held
    assert all(centre.serving(store) == ["hub.2"] for store in STORES)
    assert centre.workers[1]._holding.spreads
    for task in (one, other):
        task.cancel()
    await asyncio.gather(one, other, return_exceptions=True)


async def say_so() -> None:
    centre = Centre()
    centre.leases[0].hangs = True
    with pytest.raises(SyncError, match="leases of this worker ran out"):
        await centre.workers[0].run()


async def spread_on() -> None:
    """Whoever comes to spread says what changed, also what the one before it left unsaid."""
    centre = Centre()
    shop = Shop(centre.clock)
    await centre.hub.load(seed(staff=()))
    async with running(*centre.workers, line(shop, centre.broker)):
        await shop.until(lambda: "price" in shop.kept_cursors)
        await passes(4 * BEAT_S)
        first = next(n for n, worker in enumerate(centre.workers) if worker._holding.spreads)
        centre.leases[first].hangs = True
        await passes(LEASE_S - 1)
        await centre.hub.set_prices([PriceChange(sku="P1-0", price_fen=77)])
        await passes(LEASE_S + 2 * BEAT_S)
        await centre.hub.set_prices([PriceChange(sku="P1-0", price_fen=88)])
        await shop.until(lambda: shop.kept_cursors["price"].pos == 5)
        assert centre.workers[1 - first]._holding.spreads


def test_each_store_has_one_worker() -> None:
    in_virtual_time(share())


def test_a_worker_that_cannot_renew_stops_before_another_begins() -> None:
    in_virtual_time(hang())


def test_a_worker_without_its_leases_says_so() -> None:
    in_virtual_time(say_so())


def test_the_streams_are_spread_by_another_when_one_cannot() -> None:
    in_virtual_time(spread_on())
