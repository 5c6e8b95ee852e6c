"""What a store pulls: ranges after its cursors, snapshots where it has another generation or is too far
behind.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from edge.domain.feed import ITEMS_MAX
from sync import topics
from sync.hub import feeds
from sync.hub.allocation.receivers import with_receivers
from sync.hub.neighbours import neighbours
from sync.hub.read_models import stock
from sync.log.down_hub import LIVE_MAX, FeedRow, Snapshot, answer, snapshot
from sync.wire import Manifest, Pull, PullChunk, Range, Reply, Want

if TYPE_CHECKING:
    from edge.domain.feed import Stream
    from sync.hub.database import Conn, Database

SNAPSHOTS_MAX = 16  # kept for those who are pulling them


class Pulls:
    """Answers pulls, each as the centre stood at one moment. A snapshot is cut once, in a thread, and kept
    while stores fetch its chunks.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()

    async def pull(self, store: str, pull: Pull) -> tuple[Reply, ...]:
        async with self._db.transaction("repeatable_read") as conn:
            return tuple([await self._answer(conn, store, want) for want in pull.wants])

    async def chunk(self, store: str, ask: PullChunk) -> Reply:
        known = self._snapshots.get(ask.snapshot)
        if known is None or not 0 <= ask.chunk < len(known.chunks):
            async with self._db.transaction("repeatable_read") as conn:
                return await self._manifest(conn, store, ask.stream)
        self._snapshots.move_to_end(ask.snapshot)
        return known.chunks[ask.chunk]

    async def _answer(self, conn: Conn, store: str, want: Want) -> Reply:
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
            rows = await feeds.after(conn, scope, want.after, ITEMS_MAX + 1, store)
            return answer(want, self._db.gen, head, rows)
        return await self._manifest(conn, store, want.stream)

    async def _elsewhere(self, conn: Conn, store: str, want: Want) -> Reply:
        if want.hub_gen != self._db.gen:
            return await self._manifest(conn, store, want.stream)
        sources = await neighbours(conn, store)
        head = await _stock_head(conn)
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
        closed = await conn.fetch(
            "select command_id from command where store = $1 and state <> 'asked'", store
        )
        done = {record["command_id"].encode() for record in closed}
        found = answer(start, self._db.gen, head, rows)
        still = [row for row in rows if row.pos <= found.last and not any(word in row.item for word in done)]
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

    async def _manifest(self, conn: Conn, store: str, stream: Stream) -> Manifest:
        gen = self._db.gen
        sources: tuple[str, ...] = ()
        if stream == "elsewhere":
            sources = await neighbours(conn, store)
            pos = await _stock_head(conn)
        else:
            pos = await feeds.head(conn, topics.scope(stream, store)) or 0
        reader = "" if stream == "catalog" else store
        name = f"{gen}.{stream}.{reader}.{pos}"
        if (known := self._snapshots.get(name)) is not None:
            return known.manifest
        if stream == "elsewhere":
            rows = await _stock(conn, sources, 0, None)
        else:
            rows = await feeds.after(conn, topics.scope(stream, store), 0, None, store)
        cut = await asyncio.to_thread(snapshot, name, stream, gen, pos, rows, sources)
        self._snapshots[name] = cut
        while len(self._snapshots) > SNAPSHOTS_MAX:
            self._snapshots.popitem(last=False)
        return cut.manifest


def nothing(want: Want, gen: str) -> Range:
    """A stream in which nothing was ever written: the store keeps what it has."""
    return Range(
        stream=want.stream, hub_gen=gen, first=1, last=0, head=0, items=answer(want, gen, 0, ()).items
    )


async def _stock_head(conn: Conn) -> int:
    head: int = await conn.fetchval("select coalesce(max(pos), 0) from stock")
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
