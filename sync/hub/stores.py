"""The stores as the centre knows them: where they stand, what they told, how far behind they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.errors import Rejected
from sync.hub.desk import DAY_HOURS, HOUR_MS, HoursRow, LogRow, StoreRow

if TYPE_CHECKING:
    from sync.hub.database import Conn

_LAG = """
select store.store, store.name_zh, store.name_en, store.address, store.address_en, store.zone,
    store.heard_ms, count(origin.origin) as logs,
    coalesce(sum(origin.acked), 0)::bigint as acked,
    coalesce(sum(greatest(origin.told_seq - origin.acked, 0)), 0)::bigint as waiting,
    coalesce(max(origin.heard_ms), 0) as log_heard_ms,
    (select count(*) from dead_letter where dead_letter.store = store.store and state = 'waiting') as dead
from store left join origin on origin.store = store.store
group by store.store order by store.store
"""
_LOGS = """
select origin.origin, box, acked, told_seq, heard_ms,
    case when hub.backup_required or exists (select from backup) then coalesce(covered.seq, 0)
        end as safe
from hub, origin left join covered on covered.origin = origin.origin
where store = $1 order by heard_ms desc, origin.origin
"""
_HOURS = """
select store.store, taken.hour, taken.orders, taken.sales_fen from store join lateral (
    select ((opened_ms - $1) / $2)::bigint as hour, count(*) as orders,
        sum(paid_fen - refunded_fen)::bigint as sales_fen
    from orders where orders.store = store.store and opened_ms >= $1 and paid_fen > 0 group by 1
) as taken on true
"""


async def logs(conn: Conn, store: str) -> tuple[LogRow, ...]:
    return tuple(LogRow(**dict(record)) for record in await conn.fetch(_LOGS, store))


async def hours(conn: Conn, from_ms: int) -> tuple[HoursRow, ...]:
    """Of every store that took anything in since."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for record in await conn.fetch(_HOURS, from_ms, HOUR_MS):
        orders, sales = found.setdefault(record["store"], ([0] * DAY_HOURS, [0] * DAY_HOURS))
        if record["hour"] < DAY_HOURS:  # a clock that runs ahead
            orders[record["hour"]], sales[record["hour"]] = record["orders"], record["sales_fen"]
    return tuple(
        HoursRow(store=store, orders=tuple(orders), sales_fen=tuple(sales))
        for store, (orders, sales) in sorted(found.items())
    )


async def known(conn: Conn, store: str) -> None:
    """`Rejected('no_store')` unless the centre has heard of it."""
    if not await conn.fetchval("select 1 from store where store = $1", store):
        raise Rejected("no_store", store=store)


async def rows(conn: Conn) -> tuple[StoreRow, ...]:
    return tuple(
        StoreRow(
            store=record["store"],
            name_zh=record["name_zh"],
            name_en=record["name_en"],
            address=record["address"],
            address_en=record["address_en"],
            zone=record["zone"],
            heard_ms=max(record["heard_ms"], record["log_heard_ms"]),
            logs=record["logs"],
            acked=record["acked"],
            waiting=record["waiting"],
            dead=record["dead"],
        )
        for record in await conn.fetch(_LAG)
    )
