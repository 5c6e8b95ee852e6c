"""The stores as the centre knows them: where they stand, what they told, how far behind they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.errors import Rejected
from sync.hub.desk import Place, StoreRow, nearest

if TYPE_CHECKING:
    from sync.hub.database import Conn

_LAG = """
select store.store, store.name_zh, store.name_en, store.address, store.heard_ms, count(origin.origin) as logs,
    coalesce(sum(origin.acked), 0)::bigint as acked,
    coalesce(sum(greatest(origin.told_seq - origin.acked, 0)), 0)::bigint as waiting,
    coalesce(max(origin.heard_ms), 0) as log_heard_ms,
    (select count(*) from dead_letter where dead_letter.store = store.store) as dead
from store left join origin on origin.store = store.store
group by store.store order by store.store
"""


async def neighbours(conn: Conn, store: str) -> tuple[str, ...]:
    """The stores whose stock `store` is told."""
    found = await conn.fetch("select store, lat, lon from store")
    places = {
        record["store"]: None if record["lat"] is None else Place(lat=record["lat"], lon=record["lon"])
        for record in found
    }
    return nearest(store, places)


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
            heard_ms=max(record["heard_ms"], record["log_heard_ms"]),
            logs=record["logs"],
            acked=record["acked"],
            waiting=record["waiting"],
            dead=record["dead"],
        )
        for record in await conn.fetch(_LAG)
    )
