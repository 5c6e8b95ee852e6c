"""A store to measure: its configuration, its process, and shoppers who keep it busy."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from edge.cli.bench.goods import sku
from edge.cli.bench.page import Caller
from edge.cli.demo.kept import Kept
from edge.compose.loading import load_config
from edge.config import Config
from edge.runtime.clock import SystemClock
from sync.hub.child import free_port

ORDERS_PER_S = 20
_STORE = """[store]
id = "bench"
name_zh = "量尺店"
name_en = "Bench"
data = "store.db"

[server]
port = {port}
"""


def bench_config(folder: Path, *, kiosks: int, devices: str = "", centre: str = "") -> Config:
    """Writes and loads the TOML of a store with so many kiosks. `devices` and `centre` are TOML tables."""
    folder.mkdir(parents=True, exist_ok=True)
    places = "".join(f'\n[[place]]\nid = "kiosk-{n}"\nkind = "kiosk"\n' for n in range(1, kiosks + 1))
    path = folder / "store.toml"
    path.write_text(_STORE.format(port=free_port()) + centre + places + devices, "utf-8")
    return load_config(path)


@contextlib.asynccontextmanager
async def running(folder: Path, config: Config, clock: SystemClock) -> AsyncIterator[tuple[Kept, float]]:
    """The store as a process of its own, and how many seconds its first page took."""
    program = Kept(
        "store", folder, ("-m", "edge.cli", "run", "--config", str(folder / "store.toml")), tell=_unheard
    )
    began_s = clock.monotonic()
    try:
        await program.start()
        await program.answers(config.server.port, "/health")
        yield program, clock.monotonic() - began_s
    finally:
        await program.child.stop()


class Taken:
    """How many orders were taken meanwhile."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._began_s = clock.monotonic()
        self.orders = 0

    def per_s(self) -> float:
        return self.orders / (self._clock.monotonic() - self._began_s)


@contextlib.asynccontextmanager
async def busy(
    config: Config, clock: SystemClock, *, kiosks: Sequence[str], variants: int
) -> AsyncIterator[Taken]:
    """Meanwhile, `ORDERS_PER_S` orders are filled and parked at these kiosks, one after the other."""
    callers = [Caller(config.server.port, clock) for _ in kiosks]
    turns = itertools.count()
    taken = Taken(clock)

    async def one(number: int) -> None:
        caller, place = callers[number], kiosks[number]
        while True:
            turn = next(turns)
            due_s = clock.monotonic() + len(kiosks) / ORDERS_PER_S
            await caller.post(f"/api/kiosk/add?place={place}", {"sku": sku(turn % variants), "quantity": 1})
            await caller.post(f"/api/kiosk/park?place={place}", {})
            taken.orders += 1
            await asyncio.sleep(max(0.0, due_s - clock.monotonic()))

    tasks = [asyncio.ensure_future(one(number)) for number in range(len(kiosks))]
    try:
        yield taken
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for caller in callers:
            await caller.close()


def _unheard(_: str) -> None:
    """A bench store is not kept, so it tells nothing."""
