"""A simulated fleet: real connections of many stores to one broker, then all of them at once."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec

from edge.cli.bench.centre import Centre, opened_hub, running_centre
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import chain
from edge.cli.bench.outage import rss_kib
from edge.cli.demo.plan import ROOT
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock

STORES = 2_000
PROCESSES = 4
VARIANTS = 100  # of the catalogue that each store fetches
EVENTS_PER_S = 0.1  # of one store: 360 sales of 5 entries a day, five times over at the peak
STEADY_S = 20.0
DARK_S = 5.0  # without a broker
WITHIN_S = 420.0
LINE_MAX = 4 << 20
LOOK_S = 0.1
FILES_BESIDE = 200  # what a process opens beside its connections


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`oldest_s` is when the oldest entry that waits was written, monotonic; 0 for none. `lags_ms` since the
    last report.
    """

    up: int
    made: int
    acked: int
    oldest_s: float
    lags_ms: tuple[int, ...]


class Fleet:
    """The last report of each process, and the lags since they were last asked for."""

    def __init__(self) -> None:
        self.last: dict[int, Report] = {}
        self._lags_ms: list[int] = []

    def hear(self, number: int, report: Report) -> None:
        self.last[number] = report
        self._lags_ms.extend(report.lags_ms)

    def lags_ms(self) -> list[int]:
        found, self._lags_ms = self._lags_ms, []
        return found

    @property
    def up(self) -> int:
        return sum(report.up for report in self.last.values())

    @property
    def acked(self) -> int:
        return sum(report.acked for report in self.last.values())

    def caught_up(self, since_s: float) -> bool:
        """Nothing waits that was written before `since_s`."""
        return all(not one.oldest_s or one.oldest_s > since_s for one in self.last.values())


async def measure(folder: Path, clock: SystemClock, stores: int = STORES) -> list[Figure]:
    _files_enough(stores)
    async with running_centre(folder) as centre:
        async with opened_hub(centre.dsn, clock) as hub:
            await hub.load(chain(VARIANTS, stores))
        before_kib = _centre_kib(centre)
        async with _living(centre, stores) as fleet:
            began_s = clock.monotonic()
            await _until(lambda: fleet.up == stores, lambda: f"{fleet.up} of {stores} stores are connected")
            joined_s = clock.monotonic() - began_s
            await asyncio.sleep(DARK_S)  # what the start left behind
            fleet.lags_ms()
            acked, since_s = fleet.acked, clock.monotonic()
            await asyncio.sleep(STEADY_S)
            per_s = (fleet.acked - acked) / (clock.monotonic() - since_s)
            lag_s = percentile(fleet.lags_ms(), 99) / 1000
            grown_kib = _centre_kib(centre) - before_kib
            storm_s = await _storm(centre, fleet, stores, clock)
    return [
        Figure(name="fleet_stores", value=stores),
        Figure(name="fleet_joined_s", value=joined_s, unit="s"),
        Figure(name="fleet_events_s", value=per_s, unit="/s"),
        Figure(name="fleet_lag_p99_s", value=lag_s, unit="s"),
        Figure(name="fleet_kb_per_store", value=grown_kib * 1.024 / stores, unit="kB"),
        Figure(name="storm_recovery_s", value=storm_s, unit="s"),
    ]


async def _storm(centre: Centre, fleet: Fleet, stores: int, clock: SystemClock) -> float:
    """From the broker's return until all stores are back and what they wrote meanwhile is acknowledged."""
    centre.broker.child.kill()
    await centre.broker.child.wait()
    await asyncio.sleep(DARK_S)
    await centre.broker.start()
    back_s = clock.monotonic()
    await _until(
        lambda: fleet.up == stores and fleet.caught_up(back_s),
        lambda: f"{fleet.up} of {stores} stores are back",
    )
    return clock.monotonic() - back_s


@contextlib.asynccontextmanager
async def _living(centre: Centre, stores: int) -> AsyncIterator[Fleet]:
    fleet = Fleet()
    share = -(-stores // PROCESSES)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_process(fleet, number, centre.broker.url, first, min(share, stores - first)))
            for number, first in enumerate(range(0, stores, share))
        ]
        try:
            yield fleet
        finally:
            for task in tasks:
                task.cancel()


async def _process(fleet: Fleet, number: int, broker: str, first: int, count: int) -> None:
    words = ("-m", "edge.cli.bench.fleet_store", broker, str(first), str(count), str(EVENTS_PER_S))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        limit=LINE_MAX,
    )
    try:
        if process.stdout is not None:
            async for line in process.stdout:
                fleet.hear(number, msgspec.json.decode(line, type=Report))
        raise EdgeError("a process of the fleet ended")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _until(met: Callable[[], bool], standing: Callable[[], str]) -> None:
    try:
        async with asyncio.timeout(WITHIN_S):
            while not met():  # noqa: ASYNC110 - other processes make it so
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise EdgeError(f"after {WITHIN_S:.0f} s {standing()}") from None


def _centre_kib(centre: Centre) -> int:
    """What the broker and the centre's own processes hold."""
    return rss_kib(centre.broker.child.pid) + sum(
        rss_kib(pid) for pid in (centre.hub.child.pid, *_children(centre.hub.child.pid))
    )


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text("ascii").split()] if path.exists() else []


def _files_enough(stores: int) -> None:
    """Raise this process's limit of open files, which its children take over; `EdgeError` names the cure."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = stores + FILES_BESIDE
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise EdgeError(
            f"{stores} stores need {wanted} open files and {hard} are allowed: ulimit -n {wanted}"
        )
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
