"""What the stores say of transfers, under the rows' locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.transfer import Transfer
from sync.hub.transfers import barred, turned, wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import asyncpg

    from sync.hub.database import Conn
    from sync.hub.facts import TransferNews
    from sync.hub.feeds import Entry

_TRANSFER = msgspec.json.Decoder(Transfer)
_PUT = """
insert into transfer (transfer_id, source, target, state, asked_ms, body)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::jsonb[])
on conflict (transfer_id) do update set state = excluded.state, body = excluded.body
"""


async def apply(conn: Conn, told: Sequence[TransferNews]) -> list[tuple[str, Entry]]:
    """What the stores must hear. Call it before any other lock is taken."""
    if not told:
        return []
    before = await locked(conn, {one.word.transfer.transfer_id for one in told})
    changed, entries = turned(before, told, await _barred(conn, wishes(before, told)))
    await put(conn, [one for _, one in sorted(changed.items())])
    return entries


async def _barred(conn: Conn, asked: Sequence[Transfer]) -> dict[str, str]:
    if not asked:
        return {}
    stores = await conn.fetch(
        "select store from store where store = any($1::text[])", [one.source for one in asked]
    )
    skus = await conn.fetch(
        "select key from feed_item where scope = 'catalog' and key = any($1::text[])",
        [f"v|{line.sku}" for one in asked for line in one.lines],
    )
    opened = await conn.fetchval("select count(*) from transfer where state in ('asked', 'sent')")
    return barred(
        asked,
        {record["store"] for record in stores},
        {record["key"].removeprefix("v|") for record in skus},
        opened,
    )


async def locked(conn: Conn, ids: Iterable[str]) -> dict[str, Transfer]:
    """In one order, so that no two wait for each other."""
    found = await conn.fetch(
        "select body from transfer where transfer_id = any($1::text[]) order by transfer_id for update",
        sorted(ids),
    )
    return {one.transfer_id: one for one in map(decoded, found)}


async def put(conn: Conn, transfers: Sequence[Transfer]) -> None:
    if not transfers:
        return
    await conn.execute(
        _PUT,
        [one.transfer_id for one in transfers],
        [one.source for one in transfers],
        [one.target for one in transfers],
        [one.state for one in transfers],
        [one.asked_ms for one in transfers],
        [msgspec.json.encode(one).decode() for one in transfers],
    )


def decoded(record: asyncpg.Record) -> Transfer:
    return _TRANSFER.decode(record["body"])
