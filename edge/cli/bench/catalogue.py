"""100,000 variants: lookup and search over HTTP while orders and new prices come in; the loop, the memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import CATEGORY, PIECES, gtin, name_zh, products, sku, variants_of
from edge.cli.bench.page import Caller
from edge.cli.bench.shop import bench_config, busy, running
from edge.config import Config
from edge.domain.price import Price
from edge.runtime.admin import ask, socket_path
from edge.runtime.clock import SystemClock
from sync.hub.broker import LocalBroker
from sync.hub.desk import PriceChange
from sync.hub.memory import MemoryHub
from sync.hub.pricing import Listed
from sync.hub.seed import Seed
from sync.hub.worker import HubWorker
from sync.mqtt import MqttBroker

VARIANTS = 100_000
BUSY_VARIANTS = 400
PUSHED = 10_000
LOOKUPS = 1000
SEARCHES = 400
BUSY_KIOSKS = 20
FILLED_S = 300.0
LOOK_S = 0.2
WORDS: tuple[Callable[[int], str], ...] = (
    lambda number: name_zh(number)[2:4],  # two Chinese characters
    lambda number: ("chenshan", "maoyi", "waitao", "mianshuang", "kouhong")[number % 5],  # pinyin
    lambda number: ("cs", "my", "wt", "ms", "kh")[number % 5],  # initials
    lambda number: gtin(4 * number)[5:12],  # a part of a code
)


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    """A store of its own process that got its catalogue from a centre, and then a push of new prices."""
    async with LocalBroker(folder / "broker") as broker:
        hub = await _chain(clock)
        worker = HubWorker(hub, MqttBroker(broker.address))
        feeding = asyncio.create_task(worker.run())
        try:
            centre = f'\n[centre]\nbroker = "{broker.url}"\n'
            config = bench_config(folder, kiosks=BUSY_KIOSKS + 1, centre=centre)
            async with running(folder, config, clock):
                await _filled(config)
            async with running(folder, config, clock) as (program, start_s):
                return await _under_load(config, clock, hub, program.child.pid, start_s)
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)


async def _under_load(
    config: Config, clock: SystemClock, hub: MemoryHub, pid: int, start_s: float
) -> list[Figure]:
    kiosks = [f"kiosk-{number}" for number in range(2, BUSY_KIOSKS + 2)]
    async with busy(config, clock, kiosks=kiosks, variants=BUSY_VARIANTS) as taken:
        changes = [PriceChange(sku=sku(number), price_fen=8800) for number in range(PUSHED)]
        await hub.set_prices(changes)
        pushing = asyncio.create_task(_pushed(config, hub, clock))
        caller = Caller(config.server.port, clock)
        lookups_ms = await _times(clock, (_lookup(caller, turn) for turn in range(LOOKUPS)))
        searches_ms = await _times(clock, (_search(caller, turn) for turn in range(SEARCHES)))
        await caller.close()
        push_s = await pushing
        orders_per_s = taken.per_s()
        gaps_ms = (await ask(socket_path(Path(config.store.data)), "pulse"))["gaps_ms"]
    return [
        Figure(name="lookup_p99_ms", value=percentile(lookups_ms, 99), unit="ms", most=10),
        Figure(name="search_p95_ms", value=percentile(searches_ms, 95), unit="ms", most=15),
        Figure(name="loop_gap_p99_ms", value=percentile(gaps_ms, 99), unit="ms", most=10),
        Figure(name="push_s", value=push_s, unit="s"),
        Figure(name="catalogue_orders_per_s", value=orders_per_s, unit="/s"),
        Figure(name="start_s", value=start_s, unit="s", most=3),
        Figure(name="rss_mb", value=rss_mb(pid), unit="MB", most=200),
    ]


async def _pushed(config: Config, hub: MemoryHub, clock: SystemClock) -> float:
    """How many seconds the store took to apply all new prices."""
    began_s, door = clock.monotonic(), socket_path(Path(config.store.data))
    head = max(head.pos for head in await hub.heads() if head.stream == "price")
    async with asyncio.timeout(FILLED_S):
        while True:
            if (await ask(door, "status"))["cursors"].get("price") == head:
                return clock.monotonic() - began_s
            await asyncio.sleep(LOOK_S)


async def _chain(clock: SystemClock) -> MemoryHub:
    """A centre with the whole catalogue."""
    hub = MemoryHub(clock)
    made = products(VARIANTS)
    sold = variants_of(made, VARIANTS)
    prices = tuple(Listed(price=Price(sku=one.sku, price_fen=9900, version=0)) for one in sold)
    await hub.load(Seed(categories=(CATEGORY,), products=tuple(made), variants=tuple(sold), prices=prices))
    return hub


async def _filled(config: Config) -> None:
    """The store has applied it all, and has pieces on the shelf of what will be bought."""
    door = socket_path(Path(config.store.data))
    async with asyncio.timeout(FILLED_S):
        while True:
            cursors = (await ask(door, "status"))["cursors"]
            if cursors.get("catalog") and cursors.get("price"):
                break
            await asyncio.sleep(LOOK_S)
    counts = [{"sku": sku(number), "quantity": PIECES} for number in range(BUSY_VARIANTS)]
    await ask(door, "stock.take", take_id="bench", counts=counts)


async def _times(clock: SystemClock, calls: Iterable[Awaitable[bytes]]) -> list[float]:
    times_ms: list[float] = []
    for call in calls:
        began_s = clock.monotonic()
        await call
        times_ms.append(1000 * (clock.monotonic() - began_s))
    return times_ms


def _lookup(caller: Caller, turn: int) -> Awaitable[bytes]:
    return caller.get(f"/api/kiosk/product/B{turn * 7919 % (VARIANTS // 4):06d}")


def _search(caller: Caller, turn: int) -> Awaitable[bytes]:
    words = WORDS[turn % len(WORDS)](turn * 131 % (VARIANTS // 4))
    quoted = "".join(f"%{byte:02X}" for byte in words.encode())
    return caller.get(f"/api/kiosk/search?q={quoted}")


def rss_mb(pid: int) -> float:
    """Resident memory of a process, in units of 1,000,000 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0
