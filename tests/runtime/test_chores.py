"""Housework: bounded pieces until nothing is left, refusals passed over, and the disk looked at."""

from __future__ import annotations

import asyncio

import pytest

from edge.app.ports import HealthState
from edge.domain.feed import FeedApplied, SweepFeed
from edge.domain.logbook import PruneLog
from edge.domain.message import Actor, Command, Event
from edge.errors import Rejected, StoreError
from edge.runtime.chores import FREE_LOW_BYTES, FREE_NONE_BYTES, PIECES_MAX, Chores
from edge.runtime.health import HealthRegistry
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import in_virtual_time, passes

PLENTY = FREE_LOW_BYTES


class Bus:
    """Has `pieces` of old feed to sweep, and refuses to prune."""

    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.done: list[Command] = []
        self.full = False

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


def swept(pieces: int, *, free: int | OSError = PLENTY, rounds: int = 1) -> tuple[Bus, HealthRegistry]:
    async def main() -> tuple[Bus, HealthRegistry]:
        clock = VirtualClock(asyncio.get_running_loop())
        bus, health = Bus(pieces), HealthRegistry(clock)

        def free_bytes() -> int:
            if isinstance(free, OSError):
                raise free
            return free

        chores = Chores(
            dispatch=bus,
            report=health,
            chores=[SweepFeed(), PruneLog()],
            free_bytes=free_bytes,
            every_s=10,
        )
        task = asyncio.create_task(chores.run())
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
        chores = Chores(
            dispatch=bus,
            report=HealthRegistry(clock),
            chores=[SweepFeed()],
            free_bytes=lambda: PLENTY,
        )
        with pytest.raises(StoreError):
            await chores.run()

    in_virtual_time(main())


@pytest.mark.parametrize(
    ("free", "state", "code"),
    [
        (PLENTY, "ok", ""),
        (FREE_LOW_BYTES - 1, "degraded", "disk_low"),
        (FREE_NONE_BYTES - 1, "needs_person", "disk_full"),
        (OSError(5, "Input/output error"), "degraded", "disk_unreadable"),
    ],
)
def test_the_disk_is_looked_at(free: int | OSError, state: HealthState, code: str) -> None:
    _, health = swept(0, free=free)
    seen = health.of("disk")
    assert seen is not None
    assert (seen.state, seen.code) == (state, code)
