"""Stock by store: on hand is the sum of the ledger, allocated the sum of open lines and of what is held for
attempts; neither is ever set.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.stock import StockElsewhere
from sync.hub.database import FEED_CHANNEL
from sync.log.down_hub import FeedRow
from sync.wire import EVENTS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import asyncpg

    from sync.hub.database import Conn
    from sync.hub.facts import MovementTold

_LEDGER = """
insert into movement (store, reason, ref, sku, quantity, at_ms, movement_id)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])
on conflict do nothing returning store, sku, quantity
"""
_ON_HAND = """
insert into stock (store, sku, on_hand, pos, as_of_ms)
select store, sku, quantity, nextval('stock_pos'), $4
from unnest($1::text[], $2::text[], $3::bigint[]) as given (store, sku, quantity)
on conflict (store, sku) do update
set on_hand = stock.on_hand + excluded.on_hand, pos = excluded.pos, as_of_ms = excluded.as_of_ms
"""
_ALLOCATED = """
insert into stock (store, sku, allocated, pos, as_of_ms)
select store, sku, owed, nextval('stock_pos'), $3 from (
    select store, sku, coalesce((
        select sum(open_quantity) from order_line
        where order_line.store = given.store and order_line.sku = given.sku and open_quantity > 0
    ), 0)::bigint + coalesce((
        select sum(quantity) from attempt_line
        where attempt_line.store = given.store and attempt_line.sku = given.sku and hold = 'held'
    ), 0)::bigint as owed
    from unnest($1::text[], $2::text[]) as given (store, sku)
) as owing
on conflict (store, sku) do update
set allocated = excluded.allocated, pos = excluded.pos, as_of_ms = excluded.as_of_ms
"""
_TOLD = """
select store, sku, on_hand, allocated, pos, as_of_ms from stock
where (store, sku) in (select * from unnest($1::text[], $2::text[])) order by store, pos
"""


async def apply_movements(conn: Conn, told: Sequence[MovementTold], now_ms: int) -> set[tuple[str, str]]:
    """Write ledger lines that are new; returns (store, sku) that moved."""
    if not told:
        return set()
    rows = [(one.store, one.movement) for one in told]
    new = await conn.fetch(
        _LEDGER,
        [store for store, _ in rows],
        [move.reason for _, move in rows],
        [move.ref for _, move in rows],
        [move.sku for _, move in rows],
        [move.quantity for _, move in rows],
        [move.at_ms for _, move in rows],
        [move.movement_id for _, move in rows],
    )
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for record in new:
        sums[record["store"], record["sku"]] += record["quantity"]
    keys = sorted(sums)
    await conn.execute(
        _ON_HAND, [store for store, _ in keys], [sku for _, sku in keys], [sums[key] for key in keys], now_ms
    )
    return set(keys)


async def allocate(conn: Conn, touched: Iterable[tuple[str, str]], now_ms: int) -> None:
    """Count anew what open lines and attempts owe of these SKUs."""
    keys = sorted(touched)
    if keys:
        await conn.execute(_ALLOCATED, [store for store, _ in keys], [sku for _, sku in keys], now_ms)


async def told(conn: Conn, touched: Iterable[tuple[str, str]]) -> dict[str, list[FeedRow]]:
    """What to tell of these SKUs, by store, in the order of positions."""
    keys = sorted(touched)
    found: dict[str, list[FeedRow]] = {}
    if keys:
        for record in await conn.fetch(_TOLD, [store for store, _ in keys], [sku for _, sku in keys]):
            found.setdefault(record["store"], []).append(row(record))
    return found


async def note_untold(conn: Conn, touched: Iterable[tuple[str, str]]) -> None:
    """Have the worker that publishes tell of these SKUs."""
    keys = sorted(touched)
    if keys:
        await conn.execute(
            "insert into untold select * from unnest($1::text[], $2::text[]) on conflict do nothing",
            [store for store, _ in keys],
            [sku for _, sku in keys],
        )
        await conn.execute("select pg_notify($1, '')", FEED_CHANNEL)


async def untold(conn: Conn) -> dict[str, list[FeedRow]]:
    """What was noted, once; at most so much at once as one message carries."""
    found = await conn.fetch(
        "delete from untold where (store, sku) in (select store, sku from untold limit $1) "
        "returning store, sku",
        EVENTS_MAX,
    )
    return await told(conn, [(record["store"], record["sku"]) for record in found])


def row(record: asyncpg.Record) -> FeedRow:
    """A stock row as others are told it: what can be sold, never less than nothing."""
    item = StockElsewhere(
        sku=record["sku"],
        store_id=record["store"],
        available=max(0, record["on_hand"] - record["allocated"]),
        as_of_ms=record["as_of_ms"],
    )
    return FeedRow(pos=record["pos"], item=msgspec.json.encode(item))
