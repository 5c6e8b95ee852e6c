"""Keeps the parts running: one task group, and for each kind of failure its own patience."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from edge.app.ports import Clock, Part, ReportHealth
from edge.errors import EdgeError, Retry
from edge.runtime import backoff
from edge.runtime.backoff import Backoff

PartKind = Literal["core", "device", "sync"]
BUG_RESTARTS_MAX = 5  # in a row; then a device stays failed, and the line to the centre waits its longest

POLICIES: dict[PartKind, Backoff] = {"core": backoff.CORE, "device": backoff.DEVICE, "sync": backoff.SYNC}
_GRAVITY = (Retry.FATAL, Retry.PERMANENT, Retry.TRANSIENT)
_log = logging.getLogger("edge.supervisor")


class PartFailed(Exception):
    """A part failed so that the process must end; systemd starts it again. `code` is the exit status."""

    code = 70  # EX_SOFTWARE

    def __init__(self, part: str, error: BaseException) -> None:
        super().__init__(f"{part} failed: {type(error).__name__}: {error}")
        self.part = part


class Ended(EdgeError):
    """A part that should run for ever came to its end."""


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What follows a failure."""

    do: Literal["restart", "give_up", "end_process"]
    wait_s: float = 0.0
    needs_person: bool = False


def decide(kind: PartKind, error: Exception, *, failures: int, fraction: float) -> Next:
    """The supervisor's whole judgement. `failures`: in a row, this one included."""
    policy = POLICIES[kind]
    if isinstance(error, EdgeError):
        match error.retry:
            case Retry.TRANSIENT:
                return Next(do="restart", wait_s=policy.delay_s(failures, fraction))
            case Retry.PERMANENT:
                return Next(do="restart", wait_s=policy.longest_s, needs_person=True)
            case Retry.FATAL:
                return Next(do="end_process")
    if kind == "core":
        return Next(do="end_process")
    tired = failures > BUG_RESTARTS_MAX
    if tired and kind == "device":
        return Next(do="give_up", needs_person=True)
    wait_s = policy.longest_s if tired else policy.delay_s(failures, fraction)
    return Next(do="restart", wait_s=wait_s, needs_person=tired)


class Supervisor:
    """Runs parts until `stop` is set or one of them must end the process."""

    def __init__(self, clock: Clock, fraction: Callable[[], float], report: ReportHealth) -> None:
        self._clock = clock
        self._fraction = fraction
        self._report = report
        self._retry: dict[str, asyncio.Event] = {}

    async def run(self, parts: Sequence[tuple[PartKind, Part]], stop: asyncio.Event) -> None:
        """Raises `PartFailed` when the process must end; returns after a clean stop."""
        names = [part.name for _, part in parts]
        if len(set(names)) != len(names):
            raise ValueError(f"two parts of one name: {sorted(names)}")
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._keep(kind, part), name=part.name) for kind, part in parts]
                stopping = group.create_task(stop.wait(), name="stop")
                await stopping
                for task in tasks:
                    task.cancel()
        except* PartFailed as failed:
            first = failed.exceptions[0]
            raise first from first.__cause__

    def retry_now(self, name: str) -> None:
        """Wake a part that waits to be tried again: its plug was just put back."""
        if name in self._retry:
            self._retry[name].set()

    async def _keep(self, kind: PartKind, part: Part) -> None:
        wake = self._retry[part.name] = asyncio.Event()
        self._report(part.name, "ok" if kind == "core" else "starting")
        failures = 0
        while True:
            began_s = self._clock.monotonic()
            error = await _one_run(part)
            ran_s = self._clock.monotonic() - began_s
            failures = POLICIES[kind].failures_after(failures, ran_s=ran_s)
            after = decide(kind, error, failures=failures, fraction=self._fraction())
            self._tell(part.name, error, after, first=failures == 1)
            if after.do == "end_process":
                raise PartFailed(part.name, error) from error
            if after.do == "give_up":
                return
            wake.clear()
            await _sleep(wake, after.wait_s)
            if kind == "core":
                self._report(part.name, "ok")

    def _tell(self, name: str, error: Exception, after: Next, *, first: bool) -> None:
        """Health always; the log gets a traceback only of a bug, and a warning only of the first failure."""
        bug = not isinstance(error, EdgeError)
        code = "part_failed" if after.do == "give_up" else "bug" if bug else _code(error)
        words = f"{type(error).__name__}: {error}" if bug else str(error)
        self._report(name, "needs_person" if after.needs_person else "down", code, words)
        if bug or after.do == "end_process":
            _log.error("%s failed (%s)", name, after.do, exc_info=error)
        else:
            level = logging.WARNING if first else logging.DEBUG
            _log.log(level, "%s: %s; trying again in %.1f s", name, words, after.wait_s)


async def _one_run(part: Part) -> Exception:
    """Run a part until it fails; how it failed."""
    try:
        await part.run()
    except Exception as error:  # noqa: BLE001 - whatever a part raises is judged by `decide`
        return gravest(error)
    return Ended(f"{part.name} came to its end")


def gravest(error: Exception) -> Exception:
    """The one error of a group that must be acted on first: a bug, then what no restart cures."""
    if not isinstance(error, ExceptionGroup):
        return error
    leaves = [gravest(one) for one in error.exceptions]
    return min(leaves, key=lambda one: _GRAVITY.index(one.retry) if isinstance(one, EdgeError) else -1)


async def _sleep(wake: asyncio.Event, wait_s: float) -> None:
    """`wait_s`, or until woken."""
    try:
        async with asyncio.timeout(wait_s):
            await wake.wait()
    except TimeoutError:
        return


def _code(error: Exception) -> str:
    """A word that the pages translate: device_error, sync_error, ..."""
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
