"""Entries that were told before their turn: applied once, then or when history brings them. Where it never
does, since the file was lost, the box that told them learns them from here and tells them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.wire import EVENTS_MAX, Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

    from sync.hub.database import Conn
    from sync.log.up_hub import Row
    from sync.wire import PullPast

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
        insert into early (event_id, origin, seq, at_ms, hlc, kind, body, noted_ms)
        select given.*, $8 from unnest(
            $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[]
        ) as given (event_id, origin, seq, at_ms, hlc, kind, body)
        where not exists (select 1 from log where log.event_id = given.event_id)
        on conflict do nothing returning event_id
        """,
        [row.event_id for row in rows],
        [row.origin for row in rows],
        [row.seq for row in rows],
        [row.at_ms for row in rows],
        [row.hlc for row in rows],
        [row.kind for row in rows],
        [row.body for row in rows],
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


async def standing(conn: Conn, store: str, ask: PullPast) -> list[Fact]:
    """What a box told early and no log has brought, after the one it knows; in the order it was written."""
    rows = await conn.fetch(
        """
        select event_id, early.at_ms, early.hlc, early.kind, early.body from early join origin using (origin)
        where origin.store = $1 and origin.box = $2 and event_id collate "C" > $3
        order by event_id collate "C" limit $4
        """,
        store,
        ask.box,
        ask.early,
        EVENTS_MAX,
    )
    return [fact(row) for row in rows]


def fact(row: asyncpg.Record) -> Fact:
    """An entry as a box is told it back."""
    return Fact(
        id=row["event_id"],
        at_ms=row["at_ms"],
        hlc=row["hlc"],
        kind=row["kind"],
        body=msgspec.Raw(row["body"]),
    )
