"""Housework: bounded pieces until nothing is left, refusals passed over, and the disk looked at."""

from __future__ import annotations

import asyncio

import pytest

from edge.app.ports import HealthState
from edge.domain.feed import FeedApplied, SweepFeed
from edge.domain.logbook import PruneLog
from edge.domain.message import Actor, Command, Event
from edge.errors import Rejected, StoreError
from edge.runtime.chores import FREE_LOW_BYTES, FREE_NONE_BYTES, PIECES_MAX, Chores, Usage
from edge.runtime.health import HealthRegistry
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import in_virtual_time, passes

TOTAL = 2 * FREE_LOW_BYTES
PLENTY = FREE_LOW_BYTES


class Reserve:
    """Implements `Room`; `done` is what was asked of it."""

    def __init__(self, free: int | OSError = PLENTY, total: int = TOTAL, *, given_up: bool = False) -> None:
        self._free, self._total = free, total
        self.given_up = given_up
        self.done: list[str] = []

    def usage(self) -> Usage:
        if isinstance(self._free, OSError):
            raise self._free
        return Usage(total=self._total, free=self._free)

    def keep(self) -> None:
        self.done.append("keep")

    def drop_copies(self) -> None:
        self.done.append("drop")


class Bus:
    """Has `pieces` of old feed to sweep, and refuses to prune."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.done: list[Command] = []
        self.full = False
        self.marks = 0

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        assert bulk
        assert actor.role == "system"
        if self.full:
            raise StoreError("the disk is full")
        self.done.append(command)
        if isinstance(command, PruneLog):
            raise Rejected("nothing_safe")
        self.pieces -= 1
        return () if self.pieces < 0 else (FeedApplied(stream="catalog", pos=1),)


def chores_of(bus: Bus, health: HealthRegistry, room: Reserve) -> Chores:
    async def mark() -> None:
        bus.marks += 1

    return Chores(
        dispatch=bus,
        report=health,
        chores=[SweepFeed(), PruneLog()],
        pressed=[PruneLog(pressed=True)],
        room=room,
        mark=mark,
        every_s=10,
    )


def swept(pieces: int, room: Reserve | None = None, *, rounds: int = 1) -> tuple[Bus, HealthRegistry]:
    async def main() -> tuple[Bus, HealthRegistry]:
        clock = VirtualClock(asyncio.get_running_loop())
        bus, health = Bus(pieces), HealthRegistry(clock)
        task = asyncio.create_task(chores_of(bus, health, room or Reserve()).run())
        await passes(10 * rounds - 5)
        task.cancel()
        return bus, health

    return in_virtual_time(main())


def test_pieces_are_done_until_none_is_left() -> None:
    bus, _ = swept(3)
    assert [type(command).__name__ for command in bus.done] == ["SweepFeed"] * 4 + ["PruneLog"]


def test_a_round_is_bounded_and_the_next_goes_on() -> None:
    once, _ = swept(PIECES_MAX + 10)
    assert sum(isinstance(command, SweepFeed) for command in once.done) == PIECES_MAX
    twice, _ = swept(PIECES_MAX + 10, rounds=2)
    assert twice.pieces < 0


def test_a_store_that_cannot_write_is_the_supervisors_business() -> None:
    async def main() -> None:
        bus = Bus(1)
        bus.full = True
        clock = VirtualClock(asyncio.get_running_loop())
        chores = chores_of(bus, HealthRegistry(clock), Reserve())
        with pytest.raises(StoreError):
            await chores.run()

    in_virtual_time(main())


@pytest.mark.parametrize(
    ("free", "total", "state", "code"),
    [
        (PLENTY, TOTAL, "ok", ""),
        (FREE_LOW_BYTES - 1, TOTAL, "degraded", "disk_low"),
        (FREE_LOW_BYTES * 2, FREE_LOW_BYTES * 10, "ok", ""),
        (FREE_LOW_BYTES * 2 - 1, FREE_LOW_BYTES * 10, "degraded", "disk_low"),
        (FREE_NONE_BYTES - 1, FREE_NONE_BYTES * 100, "needs_person", "disk_full"),
        (OSError(5, "Input/output error"), TOTAL, "degraded", "disk_unreadable"),
    ],
)
def test_the_disk_is_looked_at(free: int | OSError, total: int, state: HealthState, code: str) -> None:
    bus, health = swept(0, Reserve(free, total))
    seen = health.of("disk")
    assert seen is not None
    assert (seen.state, seen.code) == (state, code)
    assert bus.marks == (not isinstance(free, OSError))


def test_on_a_full_disk_copies_go_first_then_all_that_is_safe() -> None:
    hundred = FREE_NONE_BYTES * 100
    for room in (Reserve(FREE_NONE_BYTES - 1, hundred), Reserve(PLENTY, hundred, given_up=True)):
        bus, health = swept(0, room)
        assert room.done == ["drop", "keep"]
        assert bus.done == [PruneLog(pressed=True), SweepFeed(), PruneLog()]
        assert health.worst() == "needs_person"
    room = Reserve()
    swept(0, room)
    assert room.done == ["keep"]
