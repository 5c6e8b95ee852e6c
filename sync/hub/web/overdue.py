"""What the pages see of members that is dear to ask: erasings that are overdue."""

from __future__ import annotations

from sync.hub.desk import HOUR_MS
from sync.hub.erasures import is_open
from sync.hub.member_ports import Members
from sync.hub.web.counted import Counted

OVERDUE_MAX = 100  # counted; more are as alarming


def overdue(members: Members) -> Counted[int]:
    """How many people are not forgotten in every store an hour after it was decided."""

    async def ask(now_ms: int) -> int:
        rows = await members.erasures(limit=OVERDUE_MAX)
        return sum(is_open(row) and row.erasing.at_ms < now_ms - HOUR_MS for row in rows)

    return Counted(ask)
