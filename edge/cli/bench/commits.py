"""Commits at full durability: 100 shoppers at once, through the store's one door."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path

from edge.cli.bench.disk import fsync_ms
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import fill, sku
from edge.cli.bench.shop import bench_config
from edge.compose.file_house import open_house
from edge.compose.house import House
from edge.domain.message import Actor
from edge.domain.order import AddToBasket, ParkOrder
from edge.runtime.clock import SystemClock

SHOPPERS = 100
ROUNDS = 100  # a batch answers all shoppers at once: fewer rounds would make p99 the slowest batch
VARIANTS = 400
FSYNCS_ALLOWED, ALLOWED_MS = 3, 60


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    """Each shopper puts a piece into the basket and parks the order, again and again."""
    config = bench_config(folder, kiosks=SHOPPERS)
    async with open_house(config, clock) as house:
        await fill(house, VARIANTS)
        times_ms: list[float] = []
        fsyncs = await asyncio.to_thread(fsync_ms, folder, clock)
        began_s, began_cpu_s, began = clock.monotonic(), cpu_s(), house.transactions()
        async with asyncio.TaskGroup() as group:
            for number in range(SHOPPERS):
                group.create_task(_shop(house, clock, number, times_ms))
        took_s, took_cpu_s = clock.monotonic() - began_s, cpu_s() - began_cpu_s
        transactions = house.transactions() - began
        fsyncs += await asyncio.to_thread(fsync_ms, folder, clock)  # before and after
    p99_ms = percentile(times_ms, 99)
    limit_ms = FSYNCS_ALLOWED * percentile(fsyncs, 99) + ALLOWED_MS
    per_s = len(times_ms) / took_s
    return [
        Figure(name="commits_per_s", value=per_s, unit="/s"),
        Figure(name="commits_per_fsync", value=len(times_ms) / transactions, least=20),
        Figure(name="dispatch_cpu_us", value=1e6 * took_cpu_s / len(times_ms), unit="us", most=500),
        Figure(name="commit_p99_ms", value=p99_ms, unit="ms"),
        Figure(name="commit_p99_over_limit", value=p99_ms / limit_ms, most=1),
        Figure(name="fsync_p50_ms", value=percentile(fsyncs, 50), unit="ms"),
    ]


async def _shop(house: House, clock: SystemClock, number: int, times_ms: list[float]) -> None:
    actor = Actor(role="shopper", place=f"kiosk-{number + 1}", channel="kiosk")
    for turn in range(ROUNDS):
        for command in (AddToBasket(sku=sku((number + turn) % VARIANTS)), ParkOrder()):
            began_s = clock.monotonic()
            await house.dispatch(command, actor=actor, key=clock.new_id())
            times_ms.append(1000 * (clock.monotonic() - began_s))


def cpu_s() -> float:
    """What this process has used of the processor, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
