"""Entries that were told before their turn: applied once, then or when history brings them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.log.up_hub import Row

Dead = list[tuple["Row", str]]


async def note(conn: Conn, rows: Sequence[Row], now_ms: int) -> list[Row]:
    """Note what is heard for the first time; returns that. The origins' rows are held meanwhile, so that no
    other writer brings the same entries in their turn.
    """
    if not rows:
        return []
    await conn.execute(
        "select 1 from origin where origin = any($1::text[]) order by origin for update",
        sorted({row.origin for row in rows}),
    )
    new = await conn.fetch(
        """
        insert into early (event_id, noted_ms) select event_id, $2 from unnest($1::text[]) as given (event_id)
        where not exists (select 1 from log where log.event_id = given.event_id)
        on conflict do nothing returning event_id
        """,
        [row.event_id for row in rows],
        now_ms,
    )
    fresh = {record["event_id"] for record in new}
    return [row for row in rows if row.event_id in fresh]


async def not_yet_told(conn: Conn, rows: Sequence[Row]) -> list[Row]:
    """Of entries that came in their turn, those that were not applied early; the notes of the others go."""
    gone = await conn.fetch(
        "delete from early where event_id = any($1::text[]) returning event_id",
        [row.event_id for row in rows],
    )
    told = {record["event_id"] for record in gone}
    return [row for row in rows if row.event_id not in told]


async def taken_back(conn: Conn, early: Sequence[Row], dead: Dead) -> Dead:
    """What could not be applied early is buried when its turn comes; returns what is buried now."""
    hasty = {row.event_id for row in early}
    failed = [row.event_id for row, _ in dead if row.event_id in hasty]
    if failed:
        await conn.execute("delete from early where event_id = any($1::text[])", failed)
    return [(row, reason) for row, reason in dead if row.event_id not in hasty]
