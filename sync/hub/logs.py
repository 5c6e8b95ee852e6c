"""The stores' logs in PostgreSQL: cursors that are their own fence, entries inserted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.hub.desk import BackupState
from sync.log.up_hub import Row, Tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.hub.database import Conn
    from sync.wire import Hello

_ENTRIES = """
insert into log (origin, seq, store, event_id, at_ms, hlc, kind, body, chain, taken_ms)
select *, $10::bigint from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[],
    $6::bigint[], $7::text[], $8::bytea[], $9::text[])
on conflict do nothing returning origin, seq
"""
_TAILS = """
select origin.origin, origin.store, origin.acked, origin.chain,
    case when hub.backup_required or exists (select from backup) then coalesce(covered.seq, 0)
        end as safe
from hub, origin left join covered on covered.origin = origin.origin
where origin.origin = any($1::text[])
"""
_CURSORS = """
update origin set acked = given.acked, chain = given.chain, heard_ms = $5
from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[]) as given (origin, expected, acked, chain)
where origin.origin = given.origin and origin.acked = given.expected
returning origin.origin
"""


async def announce(conn: Conn, store: str, hello: Hello, now_ms: int) -> Tail | None:
    """The tail of a log, made at its first hello; None when the log belongs to another store."""
    await conn.execute(
        """
        insert into origin (origin, store, box, told_seq, heard_ms) values ($1, $2, $3, $4, $5)
        on conflict (origin) do update
        set box = excluded.box, told_seq = excluded.told_seq, heard_ms = excluded.heard_ms
        where origin.store = excluded.store
        """,
        hello.origin,
        store,
        hello.box,
        hello.max_seq,
        now_ms,
    )
    await conn.execute(
        """
        insert into store (store, heard_ms) values ($1, $2)
        on conflict (store) do update set heard_ms = excluded.heard_ms
        """,
        store,
        now_ms,
    )
    tail = (await tails(conn, [hello.origin])).get(hello.origin)
    return tail if tail is not None and tail.store == store else None


async def tails(conn: Conn, origins: Iterable[str]) -> dict[str, Tail]:
    found = await conn.fetch(_TAILS, list(origins))
    return {
        record["origin"]: Tail(
            origin=record["origin"],
            store=record["store"],
            acked=record["acked"],
            chain=record["chain"],
            safe=record["safe"],
        )
        for record in found
    }


async def backup_state(conn: Conn) -> BackupState:
    found = await conn.fetchrow(
        """
        select hub.backup_required, coalesce(newest.made_ms, 0) as made_ms, coalesce(file, '') as file
        from hub left join (select made_ms, file from backup order by made_ms desc limit 1) as newest on true
        """
    )
    if found is None:
        return BackupState()
    return BackupState(required=found["backup_required"], made_ms=found["made_ms"], file=found["file"])


async def chain_at(conn: Conn, origin: str, seq: int) -> str:
    """The chain of an entry, '' when it is not here."""
    chain: str | None = await conn.fetchval(
        """
        select chain from log where origin = $1 and seq = $2
        union all select chain from retold where origin = $1 and seq = $2
        """,
        origin,
        seq,
    )
    return chain or ""


async def keep(conn: Conn, rows: Sequence[Row], now_ms: int) -> list[Row]:
    """Insert entries; returns those whose events were not here yet. Of the others the place is kept."""
    if not rows:
        return []
    new = await conn.fetch(
        _ENTRIES,
        [row.origin for row in rows],
        [row.seq for row in rows],
        [row.store for row in rows],
        [row.event_id for row in rows],
        [row.at_ms for row in rows],
        [row.hlc for row in rows],
        [row.kind for row in rows],
        [row.body for row in rows],
        [row.chain for row in rows],
        now_ms,
    )
    if len(new) == len(rows):
        return list(rows)
    fresh = {(record["origin"], record["seq"]) for record in new}
    again = [row for row in rows if (row.origin, row.seq) not in fresh]
    await conn.executemany(
        "insert into retold (origin, seq, event_id, chain) values ($1, $2, $3, $4) on conflict do nothing",
        [(row.origin, row.seq, row.event_id, row.chain) for row in again],
    )
    return [row for row in rows if (row.origin, row.seq) in fresh]


async def advance(conn: Conn, moved: Sequence[tuple[Tail, Tail]], now_ms: int) -> bool:
    """Move cursors (from, to); False when another writer moved one first, and nothing may be committed."""
    if not moved:
        return True
    done = await conn.fetch(
        _CURSORS,
        [before.origin for before, _ in moved],
        [before.acked for before, _ in moved],
        [after.acked for _, after in moved],
        [after.chain for _, after in moved],
        now_ms,
    )
    return len(done) == len(moved)


async def bury(conn: Conn, dead: Sequence[tuple[Row, str]]) -> None:
    """Keep what could not be applied, with its reason."""
    await conn.executemany(
        """
        insert into dead_letter (origin, seq, store, event_id, kind, reason, at_ms)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
        """,
        [
            (row.origin, row.seq, row.store, row.event_id, row.kind, reason.replace("\0", ""), row.at_ms)
            for row, reason in dead
        ],
    )
