"""Real workers over real Mosquitto and PostgreSQL: killed, stopped, all of them gone, they lose nothing."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sync.hub.broker import LocalBroker
from sync.hub.leases import BEAT_S, LEASE_S
from sync.mqtt import MqttBroker
from tests.sync.clock import RealClock
from tests.sync.hub_programs import HubPrograms, gone, hub_programs, kill
from tests.sync.pair import line, running
from tests.sync.shop import Shop
from tests.sync.test_process import bodies

pytestmark = pytest.mark.process
STORES = tuple(f"s{n:03d}" for n in range(8))
TAKEN_OVER_S = LEASE_S + BEAT_S + 2  # the lease and a beat, on a busy machine
GOES_ON_S = TAKEN_OVER_S + 8  # the store's patience doubles meanwhile
MOVES_S = 60.0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[LocalBroker]:
    async with LocalBroker(tmp_path / "broker", kind="mosquitto") as local:
        yield local


@pytest.fixture
async def programs(tmp_path: Path, database: str, broker: LocalBroker) -> AsyncIterator[HubPrograms]:
    async with hub_programs(tmp_path, database, broker) as found:
        yield found


class Chain:
    """Eight stores that sell ten times a second each."""

    def __init__(self, broker: LocalBroker) -> None:
        self.shops = {store: Shop(RealClock(), f"origin-{store}") for store in STORES}
        self._broker = broker
        self._sold = dict.fromkeys(STORES, 0)
        self._enough = False

    async def open(self, stack: AsyncExitStack) -> None:
        lines = [line(shop, MqttBroker(self._broker.address), store) for store, shop in self.shops.items()]
        await stack.enter_async_context(running(*lines))
        self._busy = [asyncio.ensure_future(self._sell(store)) for store in STORES]

    async def moves(self, *stores: str) -> None:
        """Returns when each of these has had something new acknowledged."""
        await asyncio.gather(*(_moves(self.shops[store]) for store in stores or STORES))

    async def close(self) -> None:
        self._enough = True
        await asyncio.gather(*self._busy)
        await asyncio.gather(*(shop.all_acked(MOVES_S) for shop in self.shops.values()))

    async def check(self, programs: HubPrograms) -> None:
        """Each log once and in order, and the stock it comes to."""
        on_hand = {row.store: row.on_hand for row in await programs.hub.stock_of("P1-0")}
        for store, shop in self.shops.items():
            assert await bodies(programs.hub, shop.current) == [entry.body for entry in shop.log.entries]
            assert on_hand[store] == -self._sold[store]
        assert await programs.hub.dead_letters() == ()

    async def _sell(self, store: str) -> None:
        chance = random.Random(store)  # noqa: S311 - a schedule, not a secret
        while not self._enough:
            self.shops[store].sell("P1-0")
            self._sold[store] += 1
            await asyncio.sleep(chance.random() / 5)


async def _moves(shop: Shop) -> None:
    def moved(before: int) -> Callable[[], bool]:
        return lambda: shop.log.origin.acked > before

    await shop.until(moved(shop.log.origin.acked), MOVES_S)


async def test_a_killed_workers_shards_are_taken_over_and_all_arrives_once(
    programs: HubPrograms, broker: LocalBroker
) -> None:
    loop, chain = asyncio.get_running_loop(), Chain(broker)
    await programs.start("one", "--worker-only")
    await programs.start("two", "--worker-only")
    await programs.served(2)
    async with AsyncExitStack() as stack:
        await chain.open(stack)
        await chain.moves()
        victim = await programs.worker_of(STORES[0])
        orphans = [store for store in STORES if await programs.worker_of(store) == victim]
        assert 0 < len(orphans) < len(STORES)
        kill(victim)
        began_s = loop.time()
        await programs.served(1)
        taken_s = loop.time() - began_s
        await chain.moves(*orphans)
        moves_s = loop.time() - began_s
        sys.stdout.write(
            f"taken over {taken_s:.2f} s, on again {moves_s:.2f} s after the kill\n"
        )  # -rP shows it
        await chain.close()
    await chain.check(programs)
    assert taken_s < TAKEN_OVER_S
    assert moves_s < GOES_ON_S


async def test_a_worker_that_is_asked_to_end_hands_over_at_once(
    programs: HubPrograms, broker: LocalBroker
) -> None:
    chain = Chain(broker)
    one = await programs.start("one", "--worker-only")
    await programs.start("two", "--worker-only")
    await programs.served(2)
    async with AsyncExitStack() as stack:
        await chain.open(stack)
        await chain.moves()
        await one.stop()
        await programs.listed(1)
        await chain.moves()
        await programs.served(1)
        await programs.start("three", "--worker-only")
        await programs.served(2)
        await chain.moves()
        await chain.close()
    await chain.check(programs)


async def test_the_whole_centre_and_the_broker_die_and_the_stores_go_on(
    programs: HubPrograms, broker: LocalBroker
) -> None:
    chain = Chain(broker)
    hub = await programs.start_hub()
    await programs.served(2)
    async with AsyncExitStack() as stack:
        await chain.open(stack)
        await chain.moves()
        pids = await programs.pids()
        hub.kill()
        await hub.wait()
        for pid in pids:  # nobody tells them but the pipe to the hub
            await gone(pid)
        broker.child.kill()
        await broker.child.wait()
        await broker.start()
        await programs.start_hub()
        await chain.moves()
        await chain.close()
    await chain.check(programs)


async def test_the_hub_starts_its_killed_workers_again_and_ends_them_with_itself(
    programs: HubPrograms, broker: LocalBroker
) -> None:
    chain = Chain(broker)
    hub = await programs.start_hub()
    await programs.served(2)
    async with AsyncExitStack() as stack:
        await chain.open(stack)
        killed = await programs.pids()
        for pid in killed:
            kill(pid)
        await chain.moves()
        await programs.served(2)
        others = [pid for pid in await programs.pids() if pid not in killed]
        await chain.close()
    await hub.stop()
    for pid in others:
        await gone(pid)
    await programs.silent()
    await chain.check(programs)
