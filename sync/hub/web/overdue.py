"""Erasings that are not everywhere though there was time, counted once for all pages that look."""

from __future__ import annotations

from sync.hub.desk import HOUR_MS
from sync.hub.erasures import is_open
from sync.hub.member_ports import Members

COUNTED_MS = 10_000  # they are counted anew no sooner, however many pages look
OVERDUE_MAX = 100  # counted; more are as alarming


class Overdue:
    """How many people are not forgotten in every store an hour after it was decided."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._count = self._counted_ms = 0

    async def __call__(self, now_ms: int) -> int:
        if not 0 <= now_ms - self._counted_ms < COUNTED_MS:
            rows = await self._members.erasures(limit=OVERDUE_MAX)
            self._count = sum(is_open(row) and row.erasing.at_ms < now_ms - HOUR_MS for row in rows)
            self._counted_ms = now_ms
        return self._count
