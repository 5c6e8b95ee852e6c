"""Queues that are full: a broker that drops what it has acknowledged, and all of it arrives once."""

from __future__ import annotations

import asyncio

import pytest

from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from tests.sync.pair import line, running, worker
from tests.sync.shop import Shop

SALES, STORES, HOUR_S = 1_000, 5, 3600
QUEUE_MAX = 2  # a window is eight batches


@pytest.mark.parametrize("oldest", [False, True], ids=["the newest goes", "the oldest goes"])
def test_a_full_queue_costs_time_and_nothing_else(oldest: bool) -> None:  # noqa: FBT001
    async def drained() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        broker, hub = MemoryBroker(queue_max=QUEUE_MAX, oldest=oldest), MemoryHub(clock)
        shops = {f"s{n:03}": Shop(clock, f"origin-{n}") for n in range(STORES)}
        for shop in shops.values():
            for _ in range(SALES):
                shop.sell("P1-0")
        lines = [line(shop, broker, store) for store, shop in shops.items()]
        async with running(worker(hub, broker), *lines):
            for shop in shops.values():
                await shop.all_acked(timeout_s=HOUR_S)
        assert broker.dropped
        for shop in shops.values():
            assert [row.body for row in hub.logs.of(shop.current)] == [one.body for one in shop.log.entries]
        assert len(await hub.orders(limit=SALES * STORES)) == SALES * STORES

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(drained())
