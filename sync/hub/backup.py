"""The whole centre in one file, from one snapshot, while it works; and back into a database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Literal

import asyncpg
import msgspec

from edge.errors import Retry, SyncError
from sync.hub import erasing, erasures
from sync.hub.allocation import demands
from sync.hub.archive import Contents, Reading, TableCopy, Writing, writing
from sync.hub.database import CONNECT_S, MIGRATION_LOCK, TROUBLE, said, step_up
from sync.hub.migrations import steps
from sync.hub.read_models import contacts, members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from sync.hub.archive import Take
    from sync.hub.database import Conn
    from sync.hub.erasures import Forgotten
    from sync.ports import Clock

_BACKUP_LOCK = 0x5E_0002
LOCK_S = 10  # waited for those who still use what is replaced
FLEETING = frozenset({"schema_step", "shard_lease", "hub_worker"})  # never copied
_TABLES = """
select relname, array_agg(attname::text order by attnum) as columns
from pg_class join pg_attribute on attrelid = pg_class.oid
where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0
    and not attisdropped and attgenerated = ''
group by relname order by relname
"""
_SEQUENCES = """
select sequencename, coalesce(last_value + increment_by, start_value)::bigint as next
from pg_sequences where schemaname = current_schema()
"""
_COVERED = """
insert into covered (origin, seq) select origin, acked from origin
on conflict (origin) do update set seq = excluded.seq
"""


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup as it was written."""

    file: str
    rows: int
    tables: int
    bytes: int
    logs: int


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """A centre as it stands again: its new generation, the moment it is of, who stays erased."""

    gen: str
    made_ms: int
    rows: int
    erased: int


async def back_up(dsn: str, file: Path, clock: Clock) -> Backup:
    """Write the centre to `file`. What it holds counts as safe once the file is on the disk, not before."""
    async with _connected(dsn) as conn:
        if not await conn.fetchval("select pg_try_advisory_lock($1)", _BACKUP_LOCK):
            raise SyncError("another backup of this centre is being written")
        async with conn.transaction(isolation="repeatable_read"):
            if not await conn.fetchval("select to_regclass('schema_step') is not null"):
                raise SyncError("there is no centre in this database", retry=Retry.PERMANENT)
            with writing(file) as out:
                contents = await _copied(conn, out, clock)
                size = out.close(contents)
            # The snapshot still stands: these are the cursors that the file has.
            await conn.execute(_COVERED)
            await _written_down(conn, contents, file, size)
            logs: int = await conn.fetchval("select count(*) from origin")
    return Backup(
        file=str(file),
        rows=contents.rows,
        tables=len(contents.tables),
        bytes=size,
        logs=logs,
    )


async def restore(
    dsn: str, file: Path, clock: Clock, *, replace: bool = False, erased: Mapping[str, int] | None = None
) -> Restored:
    """Put a backup into an empty database, or with `replace` in the place of a stopped centre: all of it or
    nothing. Its new generation tells every store to say again what the backup has not. `erased`: who must not
    come back, besides those that the backup and the replaced centre know.
    """
    reading = Reading(file)
    try:
        async with _connected(dsn) as conn, conn.transaction():
            await conn.execute(f"set local lock_timeout = '{LOCK_S}s'")
            await conn.execute("select pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            stood = await erasing.emptied(conn, replace=replace)
            forgotten = msgspec.structs.replace(stood, gone={**(erased or {}), **stood.gone})
            await _loaded(conn, reading)
            await _written_down(conn, reading.contents, file, reading.bytes)
            return await _begun_anew(conn, reading.contents, clock, forgotten)
    finally:
        reading.close()


async def _copied(conn: Conn, out: Writing, clock: Clock) -> Contents:
    tables = [
        await out.copied(record["relname"], tuple(record["columns"]), _copy(conn, record))
        for record in await conn.fetch(_TABLES)
        if record["relname"] not in FLEETING
    ]
    return Contents(
        backup_id=clock.new_id(),
        gen=await conn.fetchval("select gen from hub"),
        made_ms=clock.now_ms(),
        steps=tuple(row["step"] for row in await conn.fetch("select step from schema_step order by step")),
        sequences={row["sequencename"]: row["next"] for row in await conn.fetch(_SEQUENCES)},
        tables=tuple(tables),
    )


def _copy(conn: Conn, record: asyncpg.Record) -> Callable[[Take], Awaitable[int]]:
    async def copy(take: Take) -> int:
        done = await conn.copy_from_table(record["relname"], columns=record["columns"], output=take)
        return int(done.split()[-1])

    return copy


async def _loaded(conn: Conn, reading: Reading) -> None:
    """The tables as they were, then brought to this program's version."""
    known, contents = dict(steps()), reading.contents
    if strange := set(contents.steps) - set(known):
        raise SyncError(
            f"the backup is of step {max(strange)}, which this program does not know: use a newer program",
            retry=Retry.PERMANENT,
        )
    await conn.execute("create table schema_step (step integer primary key)")
    await step_up(conn, [(step, known[step]) for step in contents.steps])
    names = [_quoted(one.table) for one in contents.tables]
    await conn.execute(f"truncate {', '.join(names)} cascade")
    await _triggers(conn, names, "disable")
    for table in _in_turn(contents.tables, await _leanings(conn)):
        done = await conn.copy_to_table(
            table.table, columns=list(table.columns), source=reading.pieces(table)
        )
        if int(done.split()[-1]) != table.rows:
            raise SyncError(f"{table.table} came back with other rows than were written")
    await _triggers(conn, names, "enable")
    for name, value in contents.sequences.items():
        await conn.execute("select setval($1::regclass, $2, false)", _quoted(name), value)
    await step_up(conn, sorted((step, known[step]) for step in set(known) - set(contents.steps)))


async def _triggers(conn: Conn, names: Sequence[str], word: Literal["disable", "enable"]) -> None:
    """What a table does by itself was done before it was copied."""
    for name in names:
        await conn.execute(f"alter table {name} {word} trigger user")


async def _begun_anew(conn: Conn, contents: Contents, clock: Clock, forgotten: Forgotten) -> Restored:
    gen = clock.new_id()
    await conn.execute("update hub set gen = $1, made_ms = $2", gen, clock.now_ms())
    await demands.begin_anew(conn, clock.now_ms())
    await conn.execute("delete from covered")
    await conn.execute(_COVERED)
    await contacts.erase_again(conn, forgotten.gone)
    await erasures.decide_again(conn, forgotten.erasings)
    await members.erase_again(conn, None, clock.now_ms())
    erased: int = await conn.fetchval("select count(*) from erased")
    return Restored(gen=gen, made_ms=contents.made_ms, rows=contents.rows, erased=erased)


async def _written_down(conn: Conn, contents: Contents, file: Path, size: int) -> None:
    await conn.execute(
        """
        insert into backup (backup_id, file, made_ms, rows, bytes) values ($1, $2, $3, $4, $5)
        on conflict do nothing
        """,
        contents.backup_id,
        str(file),
        contents.made_ms,
        contents.rows,
        size,
    )


async def _leanings(conn: Conn) -> list[tuple[str, str]]:
    """(table, the table it refers to)."""
    found = await conn.fetch(
        """
        select conrelid::regclass::text as here, confrelid::regclass::text as there from pg_constraint
        where contype = 'f' and connamespace = current_schema()::regnamespace and conrelid <> confrelid
        """
    )
    return [(record["here"], record["there"]) for record in found]


def _in_turn(tables: Iterable[TableCopy], leanings: Iterable[tuple[str, str]]) -> list[TableCopy]:
    """Each after those it refers to."""
    by_name = {table.table: table for table in tables}
    graph: dict[str, set[str]] = {name: set() for name in by_name}
    for here, there in leanings:
        graph.setdefault(here, set()).add(there)
    return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in by_name]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[Conn]:
    """A connection of its own, whose statements may take as long as they need."""
    try:
        conn: Conn = await asyncpg.connect(dsn, timeout=CONNECT_S)
        try:
            yield conn
        finally:
            await conn.close()
    except (*TROUBLE, ValueError) as error:
        raise said(error) from error
