"""Limits and proposals on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.errors import Rejected
from sync.hub import questions, replenishment, stores
from sync.hub.read_models.transfers import decoded, locked
from sync.hub.replenishment import Level, Removed, Replenished, Way
from sync.hub.transfer_desk import made

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Sequence

    from edge.domain.replenishment import Key, Limit
    from sync.hub.database import Conn, Database
    from sync.hub.replenishment import Choice, ProposalRow
    from sync.ports import Clock

_SEND_LOCK = 0x5E_0004  # one sends at a time: what the first asked for counts for the second
_SET = """
insert into stock_limit (store, sku, low, high, set_by, set_ms)
select *, $5, $6 from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
on conflict (store, sku) do update
    set low = excluded.low, high = excluded.high, set_by = excluded.set_by, set_ms = excluded.set_ms
where (stock_limit.low, stock_limit.high) <> (excluded.low, excluded.high)
"""
_DELETE = """
with gone as (
    delete from stock_limit using unnest($1::text[], $2::text[]) as of (store, sku)
    where stock_limit.store = of.store and stock_limit.sku = of.sku
    returning stock_limit.store, stock_limit.sku, low, high
)
insert into limit_removed (store, sku, low, high, removed_by, removed_ms)
select store, sku, low, high, $3, $4 from gone
on conflict (store, sku, removed_ms) do update
    set low = excluded.low, high = excluded.high, removed_by = excluded.removed_by
"""
_FORGET = """
delete from limit_removed where (store, sku, removed_ms) in (
    select store, sku, removed_ms from limit_removed order by removed_ms desc, sku, store offset $1
)
"""
_REMOVED = """
select store, sku, low, high, removed_by, removed_ms from limit_removed where $1 = '' or store = $1
order by removed_ms desc, sku, store limit $2
"""
_LEVELS = """
select store, sku, low, high, set_by, set_ms, coalesce(on_hand, 0) as on_hand,
    coalesce(allocated, 0) + coalesce(asked, 0) as allocated
from stock_limit left join stock using (store, sku) left join (
    select store, sku, sum(quantity)::bigint as asked from attempt_line where hold = 'asked' group by 1, 2
) as attempts using (store, sku)
"""
_LISTED = (
    _LEVELS
    + "where ($1::text[] is null or sku = any($1)) and ($2 = '' or store = $2) order by sku, store limit $3"
)
_OF_SKUS = _LEVELS + "where sku = any($1::text[])"
_LACKING = (
    _LEVELS
    + "where coalesce(on_hand, 0) - coalesce(allocated, 0) - coalesce(asked, 0) < low "
    + "and ($1 = '' or sku = $1)"
)


class ReplenishmentDesk:
    """Implements `sync.hub.goods_ports.Replenishment`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    async def limits(self, *, store: str = "", text: str = "", limit: int = 100) -> tuple[Level, ...]:
        async with self._db.transaction("repeatable_read") as conn:
            skus = None
            if text.strip():
                found = await questions.find(conn, text, replenishment.FOUND_MAX, self._clock.now_ms())
                skus = [one.sku for one in found]
            listed = await conn.fetch(_LISTED, skus, store, min(limit, replenishment.ROWS_MAX))
            way = await _way(conn)
        return way.with_it(msgspec.convert(dict(one), Level) for one in listed)

    async def set_limits(self, limits: Sequence[Limit], *, by: str = "") -> int:
        limits = sorted(replenishment.checked(limits), key=lambda one: (one.store, one.sku))
        async with self._db.transaction() as conn:
            for store in sorted({one.store for one in limits}):
                await stores.known(conn, store)
            await questions.known(conn, {one.sku for one in limits})
            done = await conn.execute(
                _SET,
                [one.store for one in limits],
                [one.sku for one in limits],
                [one.low for one in limits],
                [one.high for one in limits],
                by,
                self._clock.now_ms(),
            )
            if await conn.fetchval("select count(*) from stock_limit") > replenishment.LIMITS_MAX:
                raise Rejected("limits_full", most=replenishment.LIMITS_MAX)
        return int(done.split()[-1])

    async def delete_limits(self, keys: Sequence[Key], *, by: str = "") -> int:
        gone, now_ms = sorted(set(keys)), self._clock.now_ms()
        async with self._db.transaction() as conn:
            done = await conn.execute(
                _DELETE, [store for store, _ in gone], [sku for _, sku in gone], by, now_ms
            )
            await conn.execute(_FORGET, replenishment.REMOVED_MAX)
        return int(done.split()[-1])

    async def removed(self, *, store: str = "", limit: int = 100) -> tuple[Removed, ...]:
        async with self._db.transaction() as conn:
            found = await conn.fetch(_REMOVED, store, min(limit, replenishment.ROWS_MAX))
        return tuple(msgspec.convert(dict(one), Removed) for one in found)

    async def proposals(self, *, sku: str = "", store: str = "", limit: int = 100) -> tuple[ProposalRow, ...]:
        limit = min(limit, replenishment.ROWS_MAX)
        found: list[ProposalRow] = []
        async with self._db.transaction("repeatable_read") as conn:
            way = await _way(conn)
            lacking = {one["sku"] for one in await conn.fetch(_LACKING, sku)}
            lacking |= {of for _, of in way.promised if sku in {"", of}}
            async for rows in _proposed(conn, lacking, way):
                found += replenishment.of_store(rows, store)
                if len(found) >= limit:
                    break
        return tuple(found[:limit])

    async def send(self, key: str, choices: Sequence[Choice], *, by: str = "") -> Replenished:
        plan = replenishment.planned(key, choices)
        async with self._db.transaction() as conn:
            await conn.execute("select pg_advisory_xact_lock($1)", _SEND_LOCK)
            known = await locked(conn, [one.transfer_id for one in plan])
            replenishment.again(known, plan)
            # What is on the way is read before the stock: what moves in between counts too low, never twice.
            way = await _way(conn)
            skus = {one.sku for one in choices}
            rows = [row async for some in _proposed(conn, skus, way) for row in some]
            done = [known[name] for name in sorted(known)]
            if not known:
                wishes = replenishment.borne(plan, rows)
                done = await made(conn, wishes, by=by, now_ms=self._clock.now_ms())
        return replenishment.replenished(done, plan, rows)


async def _way(conn: Conn) -> Way:
    found = await conn.fetch("select body from transfer where state in ('asked', 'sent')")
    return Way(map(decoded, found))


async def _proposed(
    conn: Conn, skus: Collection[str], way: Way
) -> AsyncGenerator[tuple[ProposalRow, ...], None]:
    """In the order of the SKUs, some of them at once: a chain's limits are too many to look at in one go."""
    wanted = sorted(skus)
    for start in range(0, len(wanted), replenishment.SKUS_AT_ONCE):
        found = await conn.fetch(_OF_SKUS, wanted[start : start + replenishment.SKUS_AT_ONCE])
        yield replenishment.proposed(way.with_it(msgspec.convert(dict(one), Level) for one in found))
