"""Who has a SKU, of all stores, nearest to the one that asks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from edge.domain.stock import StoreStock
from sync.hub.desk import Place, distance_km
from sync.wire import StockFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.hub.database import Conn
    from sync.wire import FindStock

FOUND_MAX = 100  # stores named in one answer
LOOKED_MAX = 20_000
_FOUND = """
select store, name_zh, name_en, lat, lon, on_hand - allocated as available, as_of_ms
from stock join store using (store) where sku = $1 and store <> $2 and on_hand - allocated > 0
order by store limit $3
"""


def found(ask: FindStock, here: Place | None, rows: Iterable[tuple[StoreStock, Place | None]]) -> StockFound:
    """The answer; stores of unknown place come last."""

    def far(row: tuple[StoreStock, Place | None]) -> tuple[float, str]:
        one, there = row
        return (math.inf if here is None or there is None else distance_km(here, there), one.store_id)

    return StockFound(ask=ask.ask, stores=tuple(one for one, _ in sorted(rows, key=far)[:FOUND_MAX]))


async def find(conn: Conn, store: str, ask: FindStock) -> StockFound:
    own = await conn.fetchrow("select lat, lon from store where store = $1", store)
    rows = [
        (
            StoreStock(
                store_id=record["store"],
                name_zh=record["name_zh"],
                name_en=record["name_en"],
                available=record["available"],
                as_of_ms=record["as_of_ms"],
            ),
            place(record["lat"], record["lon"]),
        )
        for record in await conn.fetch(_FOUND, ask.sku, store, LOOKED_MAX)
    ]
    return found(ask, place(own["lat"], own["lon"]) if own is not None else None, rows)


def place(lat: float | None, lon: float | None) -> Place | None:
    return None if lat is None or lon is None else Place(lat=lat, lon=lon)
