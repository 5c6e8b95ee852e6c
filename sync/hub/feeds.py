"""The streams in PostgreSQL: what stands in a scope, with positions given under the lock of the scope's
row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub.database import FEED_CHANNEL
from sync.hub.ports import ScopeHead
from sync.log.down_hub import FeedRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from edge.domain.feed import Stream
    from sync.hub.database import Conn

_CHANGED = """
with given as (
    select key, store, kind, derived, item, force, n
    from unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::jsonb[], $7::boolean[])
        with ordinality as given (key, store, kind, derived, item, force, n)
), changed as (
    select given.*, $8::bigint + row_number() over (order by n) as at
    from given left join feed_item old on old.scope = $1 and old.key = given.key
    where old.key is null or given.force or old.derived is distinct from given.derived
        or old.item - 'version' is distinct from given.item - 'version'
)
insert into feed_item (scope, key, pos, store, kind, derived, item)
select $1, key, at, store, kind, derived,
    case when kind = 'Price' then jsonb_set(item, '{version}', to_jsonb(at)) else item end
from changed
on conflict (scope, key) do update set pos = excluded.pos, store = excluded.store, kind = excluded.kind,
    derived = excluded.derived, item = excluded.item
returning key
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One item to stand under `key`. `store`: the only store it is for; `force`: written though it is the
    same.
    """

    key: str
    kind: str
    item: bytes
    store: str = ""
    derived: bool = False
    force: bool = False


async def lock(conn: Conn, scope: str, stream: Stream) -> int:
    """The scope's head, nobody else's until this transaction ends."""
    await conn.execute(
        "insert into scope (scope, stream) values ($1, $2) on conflict do nothing", scope, stream
    )
    head: int = await conn.fetchval("select head from scope where scope = $1 for update", scope)
    return head


async def put(conn: Conn, scope: str, stream: Stream, entries: Sequence[Entry]) -> int:
    """Write what differs, each at the next position; a price's version is its position. Returns how many."""
    return len(await changed(conn, scope, stream, entries))


async def changed(conn: Conn, scope: str, stream: Stream, entries: Sequence[Entry]) -> list[str]:
    """As `put`; the keys of what differed."""
    head = await lock(conn, scope, stream)
    if not entries:
        return []
    done = await conn.fetch(
        _CHANGED,
        scope,
        [entry.key for entry in entries],
        [entry.store for entry in entries],
        [entry.kind for entry in entries],
        [entry.derived for entry in entries],
        [entry.item.decode() for entry in entries],
        [entry.force for entry in entries],
        head,
    )
    if done:
        await conn.execute("update scope set head = head + $2 where scope = $1", scope, len(done))
        await conn.execute("select pg_notify($1, $2)", FEED_CHANNEL, scope)
    return [record["key"] for record in done]


async def heads(conn: Conn, scopes: Collection[str] | None) -> tuple[ScopeHead, ...]:
    """Of these scopes; None for all."""
    found = await conn.fetch(
        "select scope, stream, head from scope where $1::text[] is null or scope = any($1) order by scope",
        None if scopes is None else list(scopes),
    )
    return tuple(
        ScopeHead(scope=record["scope"], stream=record["stream"], pos=record["head"]) for record in found
    )


async def head(conn: Conn, scope: str) -> int | None:
    """None for a scope in which nothing was ever written."""
    found: int | None = await conn.fetchval("select head from scope where scope = $1", scope)
    return found


async def after(
    conn: Conn, scope: str, pos: int, limit: int | None, store: str | None = None
) -> tuple[FeedRow, ...]:
    """Rows after a position in order; with `store` only what is for it."""
    found = await conn.fetch(
        """
        select pos, item, store from feed_item
        where scope = $1 and pos > $2 and ($3::text is null or store in ('', $3)) order by pos limit $4
        """,
        scope,
        pos,
        store,
        limit,
    )
    return tuple(
        FeedRow(pos=record["pos"], item=record["item"].encode(), store=record["store"]) for record in found
    )
