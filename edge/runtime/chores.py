"""The store's own housework, in small pieces while nobody waits: old feeds, old log, room on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from edge.app.ports import Dispatch, ReportHealth
from edge.domain.message import Actor, Command
from edge.errors import Rejected

ACTOR = Actor(role="system", place="chores", channel="device")
EVERY_S = 5.0
PIECES_MAX = 50  # of one chore in one round
FREE_LOW_BYTES = 1 << 30
FREE_NONE_BYTES = 200 << 20
DISK = "disk"


class Chores:
    """A part. Each chore is a bounded command, given again until it has nothing more to do."""

    name = "chores"

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        report: ReportHealth,
        chores: Sequence[Command],
        free_bytes: Callable[[], int],
        every_s: float = EVERY_S,
    ) -> None:
        self._dispatch = dispatch
        self._report = report
        self._chores = chores
        self._free_bytes = free_bytes
        self._every_s = every_s

    async def run(self) -> None:
        while True:
            self._look_at_the_disk()
            for chore in self._chores:
                await self._do(chore)
            await asyncio.sleep(self._every_s)

    async def _do(self, chore: Command) -> None:
        for _ in range(PIECES_MAX):
            try:
                events = await self._dispatch(chore, actor=ACTOR, bulk=True)
            except Rejected:
                return
            if not events:
                return

    def _look_at_the_disk(self) -> None:
        try:
            free = self._free_bytes()
        except OSError as error:
            self._report(DISK, "degraded", "disk_unreadable", error.strerror or "")
            return
        words = f"{free >> 20} MiB"
        if free < FREE_NONE_BYTES:
            self._report(DISK, "needs_person", "disk_full", words)
        elif free < FREE_LOW_BYTES:
            self._report(DISK, "degraded", "disk_low", words)
        else:
            self._report(DISK, "ok")
