"""The store's own housework, in small pieces while nobody waits: old feeds, old log, room on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec

from edge.app.ports import Dispatch, ReportHealth
from edge.domain.message import Actor, Command
from edge.errors import Rejected

ACTOR = Actor(role="system", place="chores", channel="device")
EVERY_S = 5.0
PIECES_MAX = 50  # of one chore in one round
USED_HIGH = 0.8
FREE_LOW_BYTES = 1 << 30
FREE_NONE_BYTES = 200 << 20
DISK = "disk"


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Of a file system, in bytes."""

    total: int
    free: int


class Room(Protocol):
    """What the file gives up when the disk is full."""

    @property
    def given_up(self) -> bool:
        """Whether the reserve was needed, and is not back yet."""
        ...

    def usage(self) -> Usage: ...
    def keep(self) -> None:
        """Take the reserve, or take it back, where there is room again."""
        ...

    def drop_copies(self) -> None: ...


class Chores:
    """A part. Each chore is a bounded command, given again until it has nothing more to do.

    On a full disk what nobody misses goes first, then the `pressed` chores: all that the centre has safe.
    """

    name = "chores"

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        report: ReportHealth,
        chores: Sequence[Command],
        pressed: Sequence[Command],
        room: Room,
        mark: Callable[[], Awaitable[None]],
        every_s: float = EVERY_S,
    ) -> None:
        self._dispatch = dispatch
        self._report = report
        self._chores = chores
        self._pressed = pressed
        self._room = room
        self._mark = mark
        self._every_s = every_s

    async def run(self) -> None:
        while True:
            await self.round()
            await asyncio.sleep(self._every_s)

    async def round(self) -> None:
        """Everything once."""
        try:
            if self._look_at_the_disk():
                self._room.drop_copies()
                for chore in self._pressed:
                    await self._do(chore)
            self._room.keep()
            for chore in self._chores:
                await self._do(chore)
            await self._mark()
        except OSError as error:
            self._report(DISK, "degraded", "disk_unreadable", error.strerror or "")

    async def _do(self, chore: Command) -> None:
        for _ in range(PIECES_MAX):
            try:
                events = await self._dispatch(chore, actor=ACTOR, bulk=True)
            except Rejected:
                return
            if not events:
                return

    def _look_at_the_disk(self) -> bool:
        """Whether it is as good as full."""
        usage = self._room.usage()
        words = f"{usage.free >> 20} MiB"
        used_up = usage.free < min(FREE_NONE_BYTES, usage.total // 20)
        if used_up or self._room.given_up:
            self._report(DISK, "needs_person", "disk_full", words)
            return True
        if usage.free < FREE_LOW_BYTES or usage.free < (1 - USED_HIGH) * usage.total:
            self._report(DISK, "degraded", "disk_low", words)
        else:
            self._report(DISK, "ok")
        return False
