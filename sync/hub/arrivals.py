"""Batches that wait for a commit, bounded in number and in bytes."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.hub.ports import Arrival

COUNT_MAX = 1000  # beyond it the broker holds them
BYTES_MAX = 64 << 20  # of bodies; a larger one waits until it is alone


class Arrivals:
    """For one who puts and one who takes."""

    def __init__(self, *, count_max: int = COUNT_MAX, bytes_max: int = BYTES_MAX) -> None:
        self._count_max, self._bytes_max = count_max, bytes_max
        self._waiting: deque[tuple[Arrival, int]] = deque(maxlen=count_max)
        self._bytes = 0
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    async def put(self, arrival: Arrival) -> None:
        """Returns when there was room for it."""
        size = sum(len(bytes(fact.body)) for fact in arrival.batch.events)
        while self._waiting and not self._fits(size):
            await self._change()
        self._waiting.append((arrival, size))
        self._bytes += size
        self._changed.set()

    async def take(self, events_max: int) -> list[Arrival]:
        """The next ones of about so many events, one at least."""
        while not self._waiting:
            await self._change()
        taken: list[Arrival] = []
        events = 0
        while self._waiting and events < events_max:
            arrival, size = self._waiting.popleft()
            taken.append(arrival)
            events += len(arrival.batch.events)
            self._bytes -= size
        self._changed.set()
        return taken

    def _fits(self, size: int) -> bool:
        return len(self._waiting) < self._count_max and self._bytes + size <= self._bytes_max

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
