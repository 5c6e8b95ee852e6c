"""One step of the router in one transaction: the silent are passed over, who must be asked is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.demand import expire, restocked, route
from sync.hub.allocation import demands, rules
from sync.hub.allocation.offers import offered

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.domain.allocation import Strategy
    from edge.domain.fulfilment import Told
    from sync.hub.allocation.demands import Change
    from sync.hub.database import Conn
    from sync.hub.feeds import Entry

STEP_MAX = 200  # demands of one transaction
WOKEN_MAX = 1_000  # SKUs that came in, looked at in one transaction
_ALONE = """
select pg_advisory_xact_lock($2, bucket) from (
    select distinct hashtext(sku) & $3::integer as bucket from unnest($1::text[]) as sku order by 1
) as buckets
"""
SKU_LOCKS, BUCKETS = 5, 256  # locks of one step at most: a database has room for some thousands
_DUE = """
select body, woken from demand where due_ms <= $1 order by due_ms, order_id limit $2 for update skip locked
"""
_RESTOCKED = """
delete from restock where number in (
    select number from restock order by number limit $1 for update skip locked
) returning sku
"""
_WAKE = """
with waiting as (
    select order_id from demand where order_id in (select order_id from backorder where sku = any($1::text[]))
    order by order_id for update
)
update demand set due_ms = $2, woken = true from waiting where demand.order_id = waiting.order_id
"""


async def step(conn: Conn, now_ms: int, new_secret: Callable[[], str], usual: Strategy) -> int:
    """How many demands were looked at. Locks are taken in one order: demands, SKUs, scopes."""
    await _wake(conn, now_ms)
    due = await conn.fetch(_DUE, now_ms, STEP_MAX)
    if not due:
        return 0
    before = {one.order_id: one for one in map(demands.decoded, due)}
    woken = {one for one, record in zip(before, due, strict=True) if record["woken"]}
    now = {
        order_id: restocked(one, now_ms=now_ms) if order_id in woken else one
        for order_id, one in before.items()
    }
    told: dict[str, tuple[Told, ...]] = {}
    for order_id, one in now.items():
        turn = expire(one, now_ms=now_ms)
        now[order_id], told[order_id] = turn.demand, turn.told
    await conn.execute(_ALONE, rules.skus(tuple(now.values()), now_ms), SKU_LOCKS, BUCKETS - 1)
    shelves = await offered(conn, tuple(now.values()), usual, now_ms)
    changes: list[Change] = []
    entries: list[tuple[str, Entry]] = []
    for order_id, one in sorted(now.items(), key=lambda pair: (pair[1].made_ms, pair[0])):
        turn = route(one, shelves.choose, now_ms=now_ms, new_secret=new_secret)
        changes.append((before[order_id], turn.demand))
        entries += rules.entries(before[order_id], turn.demand, (*told[order_id], *turn.told))
    await demands.save(conn, changes, entries, now_ms, looked=True)
    return len(before)


async def _wake(conn: Conn, now_ms: int) -> None:
    """Demands on back-order whose SKU came in somewhere are due now."""
    skus = sorted({record["sku"] for record in await conn.fetch(_RESTOCKED, WOKEN_MAX)})
    if skus:
        await conn.execute(_WAKE, skus, now_ms)
