"""A day without the centre: what it costs on the disk, how long it takes to tell, and who waits meanwhile."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from edge.cli.bench.centre import Centre, opened_hub, running_centre, taken
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import sku
from edge.cli.bench.sales import TILLS, VARIANTS, length, sell
from edge.cli.bench.shop import bench_config
from edge.compose.centre import line_to_centre
from edge.compose.file_house import open_house
from edge.compose.house import House
from edge.config import Config
from edge.domain.message import Actor
from edge.domain.order import AddToBasket, OrderParked, ParkOrder
from edge.errors import EdgeError, Rejected
from edge.runtime.clock import SystemClock
from edge.runtime.health import HealthRegistry
from sync.hub.centre import PostgresHub

EVENTS = 50_000
WITHIN_S = 300.0
EVERY_S = 0.1
LOOK_S = 0.02
STORE = "bench"
SHOPPER = Actor(role="shopper", place="kiosk-1", channel="kiosk")
KIB_OF_MIB = 1024


class Drained:
    """What was seen while the history went up."""

    def __init__(self) -> None:
        self.took_s = 0.0
        self.live_s: list[float] = []
        self.store_kib: list[int] = []
        self.hub_kib: list[int] = []


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    async with running_centre(folder) as centre:
        config = bench_config(folder / "store", kiosks=TILLS, centre=centre.toml)
        async with open_house(config, clock) as house:
            events = await sell(house, clock, events=EVENTS)
        size = await asyncio.to_thread(Path(config.store.data).stat)
        async with open_house(config, clock) as house:
            seen = await _drain(house, config, centre, events, clock)
    return [
        Figure(name="offline_events", value=events),
        Figure(name="offline_mb", value=size.st_size / 1e6, unit="MB"),
        Figure(name="offline_drain_s", value=seen.took_s, unit="s"),
        Figure(name="offline_store_grew_mb", value=_grew_mb(seen.store_kib), unit="MB"),
        Figure(name="offline_hub_grew_mb", value=_grew_mb(seen.hub_kib), unit="MB"),
        Figure(name="live_during_drain_p50_s", value=percentile(seen.live_s, 50), unit="s"),
        Figure(name="live_during_drain_p99_s", value=percentile(seen.live_s, 99), unit="s", most=2),
    ]


async def _drain(house: House, config: Config, centre: Centre, events: int, clock: SystemClock) -> Drained:
    line = line_to_centre(config, house, clock=clock, report=HealthRegistry(clock))
    if line is None:
        raise EdgeError("the bench has no line to the centre")
    house.on_append(line.appended)
    seen = Drained()
    async with opened_hub(centre.dsn, clock) as hub:
        began_s = clock.monotonic()
        going = asyncio.create_task(line.line.run())
        try:
            async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as live:
                turn = 0
                while await taken(hub, STORE) < events:
                    live.create_task(_one_order(house, hub, turn, seen, clock))
                    seen.store_kib.append(rss_kib(os.getpid()))
                    seen.hub_kib.append(rss_kib(centre.hub.child.pid))
                    turn += 1
                    await asyncio.sleep(EVERY_S)
                seen.took_s = clock.monotonic() - began_s
        finally:
            going.cancel()
            await asyncio.gather(going, return_exceptions=True)
        if await length(house) <= events:
            raise EdgeError("no order was taken while the history drained")
    return seen


async def _one_order(house: House, hub: PostgresHub, turn: int, seen: Drained, clock: SystemClock) -> None:
    """From the commit of an order until the centre's desk has it."""
    await house.dispatch(AddToBasket(sku=sku(turn % VARIANTS)), actor=SHOPPER, key=clock.new_id())
    parked = await house.dispatch(ParkOrder(), actor=SHOPPER, key=clock.new_id())
    began_s = clock.monotonic()
    (order_id,) = (event.order.order_id for event in parked if isinstance(event, OrderParked))
    while not await _known(hub, order_id):  # noqa: ASYNC110 - another process makes it so
        await asyncio.sleep(LOOK_S)
    seen.live_s.append(clock.monotonic() - began_s)


async def _known(hub: PostgresHub, order_id: str) -> bool:
    try:
        await hub.order(order_id)
    except Rejected:
        return False
    return True


def rss_kib(pid: int) -> int:
    """What a process holds in memory, KiB."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise EdgeError(f"process {pid} is gone")


def _grew_mb(samples: list[int]) -> float:
    """From the first tenth to the most."""
    start = max(samples[: max(1, len(samples) // 10)])
    return (max(samples) - start) / KIB_OF_MIB
