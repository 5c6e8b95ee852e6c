"""Real Mosquitto, real PostgreSQL, real SIGKILL: what the store committed is at the centre once and in
order.
"""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from edge.domain.contact import Contact, ContactKept
from edge.errors import SyncError
from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.desk import PriceChange
from sync.mqtt import MqttBroker
from tests.sync.clock import RealClock
from tests.sync.hubs import seed
from tests.sync.pair import line, running, worker
from tests.sync.shop import Shop

pytestmark = pytest.mark.process
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[LocalBroker]:
    async with LocalBroker(tmp_path, kind="mosquitto") as local:
        yield local


@pytest.fixture
async def hub(database: str) -> AsyncIterator[PostgresHub]:
    hub = await PostgresHub.open(database, RealClock())
    yield hub
    await hub.close()


@pytest.fixture
def shop() -> Shop:
    return Shop(RealClock())


class HubProcess:
    """A hub that can be killed and started again."""

    def __init__(self, dsn: str, port: int) -> None:
        self._dsn, self._port = dsn, port
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = ("-m", "tests.sync.hub_process", self._dsn, str(self._port))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            assert await self._process.stdout.readline() == b"ready\n"

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def hub_process(dsn: str, port: int) -> AsyncIterator[HubProcess]:
    process = HubProcess(dsn, port)
    await process.start()
    try:
        yield process
    finally:
        await process.kill()


class Selling:
    """Customers who come in bursts."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self._shop, self._chance = shop, chance
        self.enough = False
        self.sold = 0

    async def run(self) -> None:
        while not self.enough:
            for _ in range(self._chance.randrange(1, 20)):
                self._shop.sell("P1-0")
                self.sold += 1
            await asyncio.sleep(self._chance.random() / 50)


async def bodies(hub: PostgresHub, origin: str) -> list[bytes]:
    async with hub._db.transaction() as conn:
        found = await conn.fetch("select seq, body from log where origin = $1 order by seq", origin)
    assert [record["seq"] for record in found] == list(range(1, len(found) + 1))
    return [record["body"] for record in found]


async def check(hub: PostgresHub, shop: Shop, sold: int) -> None:
    """Exactly the store's log, and exactly what it comes to."""
    assert await bodies(hub, shop.current) == [entry.body for entry in shop.log.entries]
    assert sum(row.on_hand for row in await hub.stock_of("P1-0")) == -sold
    assert await hub.dead_letters() == ()
    async with hub._db.transaction() as conn:
        assert await conn.fetchval("select count(*) from orders where state = 'done'") == sold


async def test_the_happy_path(broker: LocalBroker, hub: PostgresHub, shop: Shop) -> None:
    await hub.load(seed())
    mqtt = MqttBroker(broker.address)
    async with running(worker(hub, mqtt), line(shop, mqtt)):
        await shop.until(lambda: {"catalog", "price", "staff", "elsewhere"} <= set(shop.kept_cursors))
        for _ in range(20):
            shop.sell("P1-0")
            await shop.all_acked()
        shop.contact_book["c1"] = Contact(contact_id="c1", version=1, name="周", phone="15400001037")
        shop.append(ContactKept(contact_id="c1", version=1))
        await shop.all_acked()
        await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000)])
        await shop.until(lambda: shop.kept_cursors["price"].pos == 4)
        await hub.ask_correction("s001", sku="P1-1", quantity=-3, reason="damaged", within_ms=60_000)
        await shop.until(lambda: len(shop.log.entries) == 63)
        await shop.all_acked()
    assert [asked.state for asked in await hub.commands()] == ["done"]
    assert [row.on_hand for row in await hub.stock_of("P1-1")] == [-3]
    await check(hub, shop, 20)


async def test_two_hubs_on_one_shard_take_in_all_of_it(
    broker: LocalBroker, hub: PostgresHub, shop: Shop
) -> None:
    mqtt = MqttBroker(broker.address)
    other = worker(hub, mqtt)
    other.name = "hub.2"
    async with running(worker(hub, mqtt), other, line(shop, mqtt)):
        for _ in range(300):
            shop.sell("P1-0")
            await asyncio.sleep(0)
        await shop.all_acked()
    await check(hub, shop, 300)


@pytest.mark.parametrize("number", [1, 2])
async def test_kills_under_load_lose_nothing(
    broker: LocalBroker, hub: PostgresHub, database: str, shop: Shop, number: int
) -> None:
    chance = random.Random(number)  # noqa: S311 - a schedule, not a secret
    selling = Selling(shop, chance)

    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(hub_process(database, broker.port))
        await stack.enter_async_context(running(line(shop, MqttBroker(broker.address))))
        busy = asyncio.ensure_future(selling.run())
        for _ in range(5):
            acked = shop.log.origin.acked
            await shop.until(lambda acked=acked: shop.log.origin.acked > acked)  # type: ignore[misc]
            if chance.random() < 0.5:
                broker.child.kill()
                await broker.child.wait()
                await broker.start()
            else:
                await process.kill()
                await process.start()
        selling.enough = True
        await busy
        await shop.all_acked(30)
    assert selling.sold > 50
    await check(hub, shop, selling.sold)


async def test_a_broker_that_does_not_come_back_is_an_error(broker: LocalBroker, shop: Shop) -> None:
    part = line(shop, MqttBroker(broker.address))
    running_part = asyncio.ensure_future(part.run())
    await broker.child.stop()
    with pytest.raises(SyncError):
        await running_part
