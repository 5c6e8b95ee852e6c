"""What the stores took in by the hour, counted once for all pages that look."""

from __future__ import annotations

from sync.hub.desk import HoursRow, hours_from
from sync.hub.ports import Desk

HOURS_MS = 10_000  # the hours are counted anew no sooner, however many pages look


class Hours:
    """The last two days."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows: tuple[HoursRow, ...] = ()
        self._from_ms = self._counted_ms = 0

    async def __call__(self, now_ms: int) -> tuple[int, tuple[HoursRow, ...]]:
        """(where the hours begin, the hours)."""
        from_ms = hours_from(now_ms)
        if from_ms != self._from_ms or not 0 <= now_ms - self._counted_ms < HOURS_MS:
            self._rows = await self._desk.hours(from_ms)
            self._from_ms, self._counted_ms = from_ms, now_ms
        return self._from_ms, self._rows
