"""A store's line and a hub worker over one broker, started and ended together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from edge.app.ports import Clock, Dispatch, ReportHealth
from edge.app.reads import LogReads
from edge.errors import SyncError
from sync.downlink import Downlink
from sync.finder import Finder
from sync.hub.ports import Centre
from sync.hub.worker import HubWorker
from sync.line import CentreLine
from sync.ports import Broker
from sync.standing import Standing
from sync.uplink import Uplink
from tests.sync.shop import Shop

AGAIN_S = 0.05
LOOK_S = 0.002


class Runs(Protocol):
    """A part under supervision."""

    async def run(self) -> None: ...


class Report:
    """Implements `ReportHealth`: what was said, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []

    def __call__(self, part: str, state: str, code: str = "", detail: str = "") -> None:
        self.said.append((part, state, code))


def line(
    shop: Shop,
    broker: Broker,
    store: str = "s001",
    report: Report | None = None,
    *,
    box: str = "b1",
    aside: bool = True,
) -> CentreLine:
    """The three conversations of one box over a store of lists."""
    made = line_of(
        (store, box),
        broker,
        log=shop,
        dispatch=shop.dispatch,
        clock=shop.clock,
        report=report or Report(),
        aside=aside,
    )
    shop.on_append = made.uplink.appended
    return made


def line_of(
    whose: tuple[str, str],
    broker: Broker,
    *,
    log: LogReads,
    dispatch: Dispatch,
    clock: Clock,
    report: ReportHealth,
    aside: bool,
    finder: Finder | None = None,
) -> CentreLine:
    """`whose` names the store and the box."""
    store, box = whose
    uplink = Uplink(store=store, box=box, log=log, dispatch=dispatch, clock=clock, report=report, aside=aside)
    standing = Standing(store=store, box=box, log=log, dispatch=dispatch, clock=clock, report=report)
    downlink = Downlink(
        store=store,
        box=box,
        log=log,
        dispatch=dispatch,
        clock=clock,
        report=report,
        leased=lambda: standing.leased,
    )
    return CentreLine(
        store=store,
        box=box,
        broker=broker,
        uplink=uplink,
        downlink=downlink,
        standing=standing,
        fraction=lambda: 0.0,
        finder=finder,
    )


async def supervised(part: Runs) -> None:
    """Run a part for ever, again after each `SyncError`, as the supervisor does."""
    while True:
        with suppress(SyncError):
            await part.run()
        await asyncio.sleep(AGAIN_S)


@asynccontextmanager
async def running(*parts: Runs) -> AsyncIterator[None]:
    """The parts run until the block ends; a bug in one of them ends the block."""
    tasks = [asyncio.ensure_future(supervised(part)) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in done:
            if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
                raise outcome


async def eventually(met: Callable[[], bool], timeout_s: float = 20) -> None:
    """Returns when `met` holds; for what has no event to wait for."""
    async with asyncio.timeout(timeout_s):
        while not met():  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)  # leaves the processor to what is waited for


def worker(centre: Centre, broker: Broker) -> HubWorker:
    return HubWorker(centre, broker, name="hub.1")
