"""Who is restarted, when, how often, and what ends the process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import DeviceError, Retry, StoreError, SyncError
from edge.runtime.backoff import DEVICE, SYNC, Backoff
from edge.runtime.clock import ManualClock
from edge.runtime.health import HealthRegistry
from edge.runtime.supervisor import (
    BUG_RESTARTS_MAX,
    Next,
    PartFailed,
    PartKind,
    Supervisor,
    decide,
    gravest,
)
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import in_virtual_time, passes

BUG = KeyError("x")
GONE = DeviceError("the cable is out")
WRONG = DeviceError("another device answers", retry=Retry.PERMANENT)
OVER = StoreError("the file is corrupt", retry=Retry.FATAL)


@pytest.mark.parametrize(
    ("kind", "error", "failures", "after"),
    [
        ("device", GONE, 1, Next(do="restart", wait_s=0.125)),
        ("device", GONE, 3, Next(do="restart", wait_s=0.5)),
        ("device", GONE, 1000, Next(do="restart", wait_s=2.5)),
        ("sync", SyncError("no broker"), 1000, Next(do="restart", wait_s=30)),
        ("core", StoreError("busy"), 1, Next(do="restart", wait_s=0.125)),
        ("device", WRONG, 1, Next(do="restart", wait_s=5, needs_person=True)),
        (
            "sync",
            SyncError("bad password", retry=Retry.PERMANENT),
            9,
            Next(do="restart", wait_s=60, needs_person=True),
        ),
        ("device", OVER, 1, Next(do="end_process")),
        ("core", BUG, 1, Next(do="end_process")),
        ("device", BUG, BUG_RESTARTS_MAX, Next(do="restart", wait_s=2.0)),
        ("device", BUG, BUG_RESTARTS_MAX + 1, Next(do="give_up", needs_person=True)),
        ("sync", BUG, BUG_RESTARTS_MAX + 1, Next(do="restart", wait_s=60.0, needs_person=True)),
    ],
)
def test_every_failure_has_its_patience(kind: PartKind, error: Exception, failures: int, after: Next) -> None:
    assert decide(kind, error, failures=failures, fraction=0.5) == after


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_longer_than_the_longest(failures: int, fraction: float) -> None:
    for policy in (DEVICE, SYNC):
        assert 0 <= policy.delay_s(failures, fraction) <= policy.longest_s
        assert policy.ceiling_s(failures) <= policy.ceiling_s(failures + 1)


def test_a_healthy_minute_is_a_new_beginning() -> None:
    policy = Backoff()
    assert policy.failures_after(7, ran_s=59.9) == 8
    assert policy.failures_after(7, ran_s=60.0) == 1


def test_of_a_group_the_gravest_counts() -> None:
    assert gravest(ExceptionGroup("", [GONE, ExceptionGroup("", [WRONG])])) is WRONG
    assert gravest(ExceptionGroup("", [OVER, BUG])) is BUG
    assert gravest(GONE) is GONE


class Scripted:
    """A part that does one thing after the other: raise, or wait so many seconds and then raise."""

    def __init__(self, name: str, *steps: Exception | tuple[float, Exception]) -> None:
        self.name = name
        self.began_s: list[float] = []
        self._steps = list(steps)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        self.began_s.append(loop.time())
        if not self._steps:
            await asyncio.Event().wait()
        step = self._steps.pop(0)
        if isinstance(step, tuple):
            await passes(step[0])
            raise step[1]
        raise step


class Brief:
    """A part that comes to its end."""

    name = "brief"

    def __init__(self) -> None:
        self.runs = 0

    async def run(self) -> None:
        self.runs += 1


def supervised(
    scenario: Callable[[Supervisor, HealthRegistry, asyncio.Event], object],
) -> None:
    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        health = HealthRegistry(clock)
        result = scenario(Supervisor(clock, lambda: 0.999, health), health, asyncio.Event())
        assert asyncio.iscoroutine(result)
        await result

    in_virtual_time(main())


def test_a_device_is_tried_again_and_the_others_run_on() -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        broken = Scripted("scanner-1", GONE, GONE, (70.0, GONE), GONE)
        sound = Scripted("uplink")
        running = asyncio.create_task(supervisor.run([("device", broken), ("sync", sound)], stop))
        await passes(200)
        seen = health.of("scanner-1")
        assert seen is not None
        assert (seen.state, seen.code, seen.detail) == ("down", "device_error", "the cable is out")
        gaps = [round(b - a, 2) for a, b in zip(broken.began_s, broken.began_s[1:], strict=False)]
        assert gaps == [0.25, 0.5, 70.25, 0.5]
        assert len(sound.began_s) == 1
        stop.set()
        await running

    supervised(scenario)


def test_a_buggy_device_stays_failed_while_the_shop_sells() -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        buggy = Scripted("printer-1", *[BUG] * 50)
        sound = Scripted("server")
        running = asyncio.create_task(supervisor.run([("device", buggy), ("core", sound)], stop))
        await passes(3600)
        assert len(buggy.began_s) == BUG_RESTARTS_MAX + 1
        states = {one.part: (one.state, one.code) for one in health.all()}
        assert states == {"printer-1": ("needs_person", "part_failed"), "server": ("ok", "")}
        stop.set()
        await running

    supervised(scenario)


def test_a_part_that_ends_is_started_again() -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        brief = Brief()
        running = asyncio.create_task(supervisor.run([("sync", brief)], stop))
        await passes(30)
        assert brief.runs > 3
        assert health.worst() == "down"
        stop.set()
        await running

    supervised(scenario)


@pytest.mark.parametrize(("kind", "error"), [("core", BUG), ("device", OVER)])
def test_what_no_restart_cures_ends_the_process(kind: PartKind, error: Exception) -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        other = Scripted("other")
        with pytest.raises(PartFailed, match="store failed") as ended:
            await supervisor.run([("device", other), (kind, Scripted("store", error))], stop)
        assert ended.value.code == 70
        assert ended.value.__cause__ is error

    supervised(scenario)


def test_a_plug_put_back_is_tried_at_once() -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        part = Scripted("uplink", *[SyncError("cut")] * 12)
        running = asyncio.create_task(supervisor.run([("sync", part)], stop))
        await passes(300)
        tries, now_s = len(part.began_s), asyncio.get_running_loop().time()
        supervisor.retry_now("uplink")
        supervisor.retry_now("nobody")
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(part.began_s) == tries + 1
        assert part.began_s[-1] == now_s
        stop.set()
        await running

    supervised(scenario)


def test_two_parts_of_one_name_are_refused() -> None:
    async def scenario(supervisor: Supervisor, health: HealthRegistry, stop: asyncio.Event) -> None:
        with pytest.raises(ValueError, match="two parts"):
            await supervisor.run([("device", Scripted("a")), ("sync", Scripted("a"))], stop)

    supervised(scenario)


def test_health_is_logged_when_it_changes_and_only_then(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    health = HealthRegistry(clock)
    with caplog.at_level("INFO"):
        health("scanner-1", "starting")
        clock.advance(10)
        for detail in ("no port", "no port", "still no port"):
            health("scanner-1", "down", "device_error", detail)
            clock.advance(10)
        health("scanner-1", "ok")
    assert [record.getMessage() for record in caplog.records] == [
        "scanner-1: new -> starting",
        "scanner-1: starting -> down (device_error no port)",
        "scanner-1: down -> ok",
    ]
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "INFO"]
