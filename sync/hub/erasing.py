"""Makes room for a restore: an empty database is taken as it is, a centre only when asked for and at rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.errors import Retry, SyncError
from sync.hub.erasures import Forgotten, all_decided
from sync.hub.read_models import contacts

if TYPE_CHECKING:
    from sync.hub.database import Conn

LOOKS, LOOK_S = 20, 0.1
_OTHERS = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
_DROPS = """
select format('drop table if exists %s cascade', oid::regclass) from pg_class
where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
union all
select format('drop sequence if exists %s cascade', oid::regclass) from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'S'
union all
select format('drop routine if exists %s cascade', oid::regprocedure) from pg_proc
where pronamespace = current_schema()::regnamespace
union all
select format('drop type if exists %s cascade', oid::regtype) from pg_type
where typnamespace = current_schema()::regnamespace and typtype in ('e', 'd')
"""


async def emptied(conn: Conn, *, replace: bool) -> Forgotten:
    """Drop what stands in the database; returns who was erased there, by whose word."""
    tables: int = await conn.fetchval(
        "select count(*) from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'"
    )
    if not tables:
        return Forgotten()
    if not await _there(conn, "schema_step"):
        raise SyncError("the database holds something else than a centre", retry=Retry.PERMANENT)
    used = await conn.fetchval("select exists (select from store) or exists (select from scope)")
    if used and not replace:
        raise SyncError(
            "the database holds a centre: name an empty one, or --replace to put the backup in its place",
            retry=Retry.PERMANENT,
        )
    if others := await _others(conn):
        raise SyncError(
            f"{others} connections use this database: stop the centre and its workers", retry=Retry.PERMANENT
        )
    forgotten = Forgotten(
        gone=await contacts.ledger(conn) if await _there(conn, "erased") else {},
        erasings=await all_decided(conn) if await _there(conn, "member_erasing") else {},
    )
    for record in await conn.fetch(_DROPS):
        await conn.execute(record["format"])
    return forgotten


async def _others(conn: Conn) -> int:
    """Who else is connected; those who just left are waited for."""
    for _ in range(LOOKS):
        if not await conn.fetchval(_OTHERS):
            return 0
        await asyncio.sleep(LOOK_S)
        await conn.execute("select pg_stat_clear_snapshot()")
    count: int = await conn.fetchval(_OTHERS)
    return count


async def _there(conn: Conn, table: str) -> bool:
    found: bool = await conn.fetchval("select to_regclass($1) is not null", table)
    return found
