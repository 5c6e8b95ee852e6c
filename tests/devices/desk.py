"""A store as its drivers see it: notes what they dispatch and report, and refuses on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from devices.registry import Device, DevicePorts, build, options_of
from edge.app.ports import Clock, Dispatch, HealthState, Part, ReportHealth
from edge.config import DeviceConfig
from edge.domain.message import Actor, Command, Event
from edge.errors import EdgeError

START_MS = 1_760_000_000_000
PATIENCE_S = 30.0  # never the point of a test: a busy machine takes its time
TURN_S = 0.001


class LoopClock:
    """Time as the running loop tells it, virtual or not; from other threads too, once it was asked there."""

    def __init__(self) -> None:
        self._ids = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def now_ms(self) -> int:
        return START_MS + round(self.monotonic() * 1000)

    def monotonic(self) -> float:
        self._loop = self._loop or asyncio.get_running_loop()
        return self._loop.time()

    def new_id(self) -> str:
        self._ids += 1
        return f"0190-{self._ids:04d}"


class Desk:
    """`refusal` is raised for the next dispatches until it is taken away; `answer` are their events."""

    def __init__(self) -> None:
        self.clock = LoopClock()
        self.heard: list[tuple[Command, Actor]] = []
        self.keys: list[str] = []
        self.reports: list[tuple[str, HealthState, str]] = []
        self.refusal: EdgeError | None = None
        self.answer: tuple[Event, ...] = ()
        self._news = asyncio.Event()

    @property
    def ports(self) -> DevicePorts:
        dispatch: Dispatch = self.dispatch
        clock: Clock = self.clock
        report: ReportHealth = self.report
        return DevicePorts(dispatch=dispatch, clock=clock, report=report)

    @property
    def commands(self) -> list[Command]:
        return [command for command, _ in self.heard]

    async def dispatch(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        self.heard.append((command, actor))
        self.keys.append(key)
        self._tell()
        if self.refusal is not None:
            raise self.refusal
        return self.answer

    def report(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        if (part, state, code) not in self.reports[-1:]:
            self.reports.append((part, state, code))
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, seen: Callable[[], object]) -> None:
        """Wait until what is dispatched or reported makes `seen` true."""
        async with asyncio.timeout(PATIENCE_S):
            while not seen():
                await self._news.wait()

    async def said(self, state: HealthState, code: str = "") -> None:
        """Wait until this is the newest health of the only part."""
        await self.until(lambda: self.reports and self.reports[-1][1:] == (state, code))


def config(
    driver: str, *, link: str = "sim", place: str = "place-1", options: msgspec.Struct | None = None
) -> DeviceConfig:
    chosen = options_of()[driver]() if options is None else options
    return DeviceConfig(id="device-1", driver=driver, place=place, link=link, options=chosen)


@asynccontextmanager
async def running(desk: Desk, made: DeviceConfig) -> AsyncIterator[Device]:
    """A built device whose part runs; its end is raised if it was not asked for."""
    device = build(made, desk.ports)
    async with part(device.part):
        yield device


@asynccontextmanager
async def part(driver: Part) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(driver.run())
    try:
        await asyncio.sleep(0)
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def ends(task: asyncio.Task[None]) -> BaseException | None:
    """The error that a part ended with."""
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait([task])
    return task.exception()


async def soon(seen: Callable[[], object]) -> None:
    """Let the loop turn until `seen`; on a virtual loop time passes meanwhile."""
    async with asyncio.timeout(PATIENCE_S):
        while not seen():  # noqa: ASYNC110 - what is looked at has no bell of its own
            await asyncio.sleep(TURN_S)
