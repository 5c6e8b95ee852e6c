"""Demands in PostgreSQL: whole in one column, beside what queries ask. Written under the row's lock."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.demand import missing
from edge.domain.fulfilment import Attempt, Demand
from sync.hub import feeds
from sync.hub.allocation import ending, rules
from sync.hub.allocation.sold import RETELL_MS
from sync.hub.origins import STORES_PER_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import asyncpg

    from sync.hub.allocation.rules import Key
    from sync.hub.database import Conn
    from sync.hub.feeds import Entry

_DEMAND = msgspec.json.Decoder(Demand)
_DEMANDS = """
insert into demand (order_id, number, source, way, store, state, due_ms, made_ms, changed_ms, body)
select order_id, number, source, way, store, state, due_ms, made_ms, $10::bigint, body from unnest($1::text[],
    $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::jsonb[])
    as given (order_id, number, source, way, store, state, due_ms, made_ms, body)
on conflict (order_id) do update set state = excluded.state, due_ms = excluded.due_ms,
    woken = false, told = true, changed_ms = excluded.changed_ms, body = excluded.body
"""
_ATTEMPTS = """
insert into attempt (order_id, attempt, part, store, state, changed_ms)
select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
on conflict (order_id, attempt) do update set part = excluded.part, state = excluded.state,
    changed_ms = excluded.changed_ms, told = true
"""
_FREED = """
delete from attempt_line where (order_id, attempt) in (select * from unnest($1::text[], $2::bigint[]))
"""
_LINES = """
insert into attempt_line (order_id, attempt, store, sku, quantity, hold)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[])
"""
_ANEW = """
update demand set
    body = jsonb_set(body, '{numbered}', to_jsonb(greatest($1::bigint, (body->>'numbered')::bigint))),
    due_ms = case when due_ms is not null then greatest(due_ms, $2::bigint) end
where not state = any($3::text[])
"""
_BACK = "insert into backorder (order_id, sku) select * from unnest($1::text[], $2::text[])"

Change = tuple[Demand | None, Demand]


async def locked(conn: Conn, order_ids: Iterable[str]) -> dict[str, Demand]:
    """Nobody else's until this transaction ends; in one order, so that no two wait for each other."""
    found = await conn.fetch(
        "select body from demand where order_id = any($1::text[]) order by order_id for update",
        sorted(order_ids),
    )
    return {demand.order_id: demand for demand in map(decoded, found)}


def decoded(record: asyncpg.Record) -> Demand:
    return _DEMAND.decode(record["body"])


async def save(
    conn: Conn,
    changes: Sequence[Change],
    told: Iterable[tuple[str, Entry]],
    now_ms: int,
    *,
    looked: bool = False,
) -> set[Key]:
    """Write what differs and tell the stores; (store, SKU) whose allocated pieces are others now. What the
    router `looked` at is written all the same, with the moment of its next look.
    """
    changes = [(before, after) for before, after in changes if looked or before != after]
    if changes:
        await _demands(conn, [after for _, after in changes], now_ms)
        await _attempts(conn, changes)
        await _backorders(conn, changes)
    by_scope: defaultdict[str, list[Entry]] = defaultdict(list)
    for scope, entry in told:
        by_scope[scope].append(entry)
    for scope in sorted(by_scope):
        await feeds.put(conn, scope, "task", by_scope[scope])
    return {key for before, after in changes for key in rules.touched(before, after)}


def retold_ms(stores: int) -> int:
    """How long after a restore so many stores may take to say again what is lacking."""
    return RETELL_MS + stores * 1_000 // STORES_PER_S


async def begin_anew(conn: Conn, now_ms: int) -> None:
    """After a restore: no number is given twice, and the stores say what is lacking before any is asked."""
    stores: int = await conn.fetchval("select count(*) from store")
    await conn.execute(_ANEW, now_ms, now_ms + retold_ms(stores), ending.FINAL)


async def _demands(conn: Conn, demands: Sequence[Demand], now_ms: int) -> None:
    await conn.execute(
        _DEMANDS,
        [one.order_id for one in demands],
        [one.number for one in demands],
        [one.source for one in demands],
        [one.way for one in demands],
        [one.only or one.near for one in demands],
        [one.state for one in demands],
        [one.due_ms for one in demands],
        [one.made_ms for one in demands],
        [msgspec.json.encode(one).decode() for one in demands],
        now_ms,
    )


async def _attempts(conn: Conn, changes: Sequence[Change]) -> None:
    """Those that ended are written first, so that the index never sees two alive."""
    rows = [(after.order_id, one) for before, after in changes for one in _changed(before, after)]
    rows.sort(key=lambda row: (row[1].alive, row[0], row[1].attempt))
    if not rows:
        return
    await conn.execute(
        _ATTEMPTS,
        [order_id for order_id, _ in rows],
        [one.attempt for _, one in rows],
        [one.part for _, one in rows],
        [one.store for _, one in rows],
        [one.state for _, one in rows],
        [one.changed_ms for _, one in rows],
    )
    await conn.execute(
        _FREED,
        [order_id for order_id, _ in rows],
        [one.attempt for _, one in rows],
    )
    kept = [(order_id, one, line) for order_id, one in rows if one.hold != "free" for line in one.lines]
    await conn.execute(
        _LINES,
        [order_id for order_id, _, _ in kept],
        [one.attempt for _, one, _ in kept],
        [one.store for _, one, _ in kept],
        [line.sku for _, _, line in kept],
        [line.quantity for _, _, line in kept],
        [one.hold for _, one, _ in kept],
    )


async def _backorders(conn: Conn, changes: Sequence[Change]) -> None:
    turned = [after for before, after in changes if missing(after) != (missing(before) if before else set())]
    if not turned:
        return
    await conn.execute(
        "delete from backorder where order_id = any($1::text[])", [one.order_id for one in turned]
    )
    rows = [(one.order_id, sku) for one in turned for sku in sorted(missing(one))]
    await conn.execute(_BACK, [order_id for order_id, _ in rows], [sku for _, sku in rows])


def _changed(before: Demand | None, after: Demand) -> list[Attempt]:
    known = {one.attempt: one for one in before.attempts} if before is not None else {}
    return [one for one in after.attempts if known.get(one.attempt) != one]
