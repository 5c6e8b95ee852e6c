"""What a store pulls: ranges after its cursors, snapshots where it has another generation or is too far
behind.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from edge.domain.feed import ITEMS_MAX
from sync import topics
from sync.hub import feeds
from sync.hub.allocation.receivers import with_receivers
from sync.hub.neighbours import neighbours
from sync.hub.read_models import member_feeds, stock
from sync.hub.snapshots import Snapshots
from sync.log.down_hub import LIVE_MAX, FeedRow, answer, snapshot, snapshot_name
from sync.wire import Manifest, Pull, PullChunk, Range, Reply, Want

if TYPE_CHECKING:
    from edge.domain.feed import Stream
    from sync.hub.database import Conn, Database
    from sync.ports import Clock

_HAS_OWN = "select exists (select 1 from feed_item where scope = $1 and store <> '' and store = $2)"
_CLOSED = "select command_id from command where command_id = any($1::text[]) and state <> 'asked'"
_STOCK_HEAD = """
select coalesce(max(latest.pos), 0) from unnest($1::text[]) as near (store), lateral (
    select pos from stock where stock.store = near.store order by pos desc limit 1) as latest
"""


class _Named(msgspec.Struct, frozen=True):
    command_id: str


class Pulls:
    """Answers pulls, each as the centre stood at one moment. A snapshot is cut once, in a thread, for all who
    read the same; while there is no room for another, who needs one is not answered and asks again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._snapshots = Snapshots(clock.monotonic)

    async def pull(self, store: str, pull: Pull) -> tuple[Reply, ...]:
        async with self._db.transaction("repeatable_read") as conn:
            replies = [await self._answer(conn, store, want) for want in pull.wants]
        return tuple(reply for reply in replies if reply is not None)

    async def chunk(self, store: str, ask: PullChunk) -> tuple[Reply, ...]:
        if (chunk := self._snapshots.chunk(ask.snapshot, ask.chunk)) is not None:
            return (chunk,)
        async with self._db.transaction("repeatable_read") as conn:
            manifest = await self._manifest(conn, store, ask.stream)
        if (chunk := self._snapshots.chunk(ask.snapshot, ask.chunk)) is not None:
            return (chunk,)  # cut again, and the same
        return () if manifest is None else (manifest,)

    async def _answer(self, conn: Conn, store: str, want: Want) -> Reply | None:
        if want.stream == "command":
            return await self._commands(conn, store, want)
        if want.stream == "elsewhere":
            return await self._elsewhere(conn, store, want)
        if want.stream == "task":
            return await self._tasks(conn, store, want)
        scope = topics.scope(want.stream, store)
        head = await feeds.head(conn, scope)
        if head is None:
            return nothing(want, self._db.gen)
        if want.hub_gen == self._db.gen and want.after <= head <= want.after + LIVE_MAX:
            rows = await _written(conn, want.stream, scope, want.after, ITEMS_MAX + 1, store)
            return answer(want, self._db.gen, head, rows)
        return await self._manifest(conn, store, want.stream)

    async def _elsewhere(self, conn: Conn, store: str, want: Want) -> Reply | None:
        if want.hub_gen != self._db.gen:
            return await self._manifest(conn, store, want.stream)
        sources = await neighbours(conn, store)
        head = await _stock_head(conn, sources)
        rows = await _stock(conn, sources, want.after, LIVE_MAX + 1)
        if len(rows) > LIVE_MAX or want.after > head:
            return await self._manifest(conn, store, want.stream)
        return answer(want, self._db.gen, head, rows, sources)

    async def _commands(self, conn: Conn, store: str, want: Want) -> Reply:
        """Commands are never staged: after a change of generation all without an answer are told again, from
        1 on, expired ones too: only the store knows whether it did one in time, so its word ends each. What
        is answered is told to nobody: another box of the store may have done it.
        """
        start, head, rows = await self._retold(conn, store, want)
        named = {row.pos: msgspec.json.decode(row.item, type=_Named).command_id for row in rows}
        closed = await conn.fetch(_CLOSED, list(named.values()))
        done = {record["command_id"] for record in closed}
        found = answer(start, self._db.gen, head, rows)
        still = [row for row in rows if row.pos <= found.last and named[row.pos] not in done]
        return Range(
            stream="command",
            hub_gen=self._db.gen,
            first=found.first,
            last=found.last,
            head=head,
            items=answer(start, self._db.gen, head, still).items,
        )

    async def _tasks(self, conn: Conn, store: str, want: Want) -> Range:
        """Never staged: after a change of generation all that stands is told again, from 1 on."""
        start, head, rows = await self._retold(conn, store, want)
        return answer(start, self._db.gen, head, await with_receivers(conn, rows))

    async def _retold(self, conn: Conn, store: str, want: Want) -> tuple[Want, int, tuple[FeedRow, ...]]:
        """Cursor, head and what follows: of another generation from 1 on."""
        scope = topics.scope(want.stream, store)
        head = await feeds.head(conn, scope) or 0
        same = want.hub_gen == self._db.gen and want.after <= head
        start = want if same else Want(stream=want.stream, hub_gen=self._db.gen, after=0)
        return start, head, await feeds.after(conn, scope, start.after, ITEMS_MAX + 1)

    async def _manifest(self, conn: Conn, store: str, stream: Stream) -> Manifest | None:
        """None while too many are being fetched."""
        gen, reader, scope = self._db.gen, store, topics.scope(stream, store)
        sources: tuple[str, ...] = ()
        if stream == "elsewhere":
            sources = await neighbours(conn, store)
            pos = await _stock_head(conn, sources)
        else:
            pos = await feeds.head(conn, scope) or 0
        if stream in ("catalog", "price") and not await conn.fetchval(_HAS_OWN, scope, store):
            reader = ""  # as the whole chain reads it
        name = snapshot_name(gen, stream, reader, pos, sources)
        if (known := self._snapshots.standing(name, shared=not reader)) is not None:
            return known.manifest
        if not self._snapshots.room():
            return None
        if stream == "elsewhere":
            rows = await _stock(conn, sources, 0, None)
        else:
            rows = await _written(conn, stream, scope, 0, None, reader)
        cut = await asyncio.to_thread(snapshot, name, stream, gen, pos, rows, sources)
        self._snapshots.keep(cut)
        return cut.manifest


def nothing(want: Want, gen: str) -> Range:
    """A stream in which nothing was ever written: the store keeps what it has."""
    return Range(
        stream=want.stream, hub_gen=gen, first=1, last=0, head=0, items=answer(want, gen, 0, ()).items
    )


async def _written(
    conn: Conn, stream: Stream, scope: str, pos: int, limit: int | None, reader: str
) -> tuple[FeedRow, ...]:
    """What stands in a scope after a position, as `reader` is told it."""
    if stream == "member":
        return await member_feeds.after(conn, scope, pos, limit)
    return await feeds.after(conn, scope, pos, limit, reader)


async def _stock_head(conn: Conn, sources: tuple[str, ...]) -> int:
    """The latest position of these stores."""
    head: int = await conn.fetchval(_STOCK_HEAD, list(sources))
    return head


async def _stock(conn: Conn, sources: tuple[str, ...], pos: int, limit: int | None) -> tuple[FeedRow, ...]:
    found = await conn.fetch(
        """
        select store, sku, on_hand, allocated, pos, as_of_ms from stock
        where store = any($1::text[]) and pos > $2 order by pos limit $3
        """,
        list(sources),
        pos,
        limit,
    )
    return tuple(stock.row(record) for record in found)
