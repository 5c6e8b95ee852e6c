"""Who has a SKU, of all stores, nearest to the one that asks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from edge.domain.stock import StoreStock
from sync.hub.desk import Place, distance_km
from sync.question import StockFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.hub.database import Conn
    from sync.question import FindStock

FOUND_MAX = 100  # stores named in one answer
LOOKED_MAX = 4 * FOUND_MAX  # by a flat map; the globe's distances then choose among them
_FOUND = """
select store, name_zh, name_en, lat, lon, on_hand - allocated as available, as_of_ms
from stock join store using (store) where sku = $1 and store <> $2 and on_hand - allocated > 0
order by (lat - $3) ^ 2 + ((lon - $4) * cos(radians($3))) ^ 2, store limit $5
"""


def found(ask: FindStock, here: Place | None, rows: Iterable[tuple[StoreStock, Place | None]]) -> StockFound:
    """The answer; stores of unknown place come last."""

    def placed(one: StoreStock, there: Place | None) -> StoreStock:
        if here is None or there is None:
            return one
        return msgspec.structs.replace(one, distance_m=round(1000 * distance_km(here, there)))

    def far(one: StoreStock) -> tuple[float, str]:
        return (math.inf if one.distance_m is None else one.distance_m, one.store_id)

    nearest = sorted((placed(one, there) for one, there in rows), key=far)
    return StockFound(ask=ask.ask, stores=tuple(nearest[:FOUND_MAX]))


async def find(conn: Conn, store: str, ask: FindStock) -> StockFound:
    own = await conn.fetchrow("select lat, lon from store where store = $1", store)
    here = None if own is None else place(own["lat"], own["lon"])
    at = (None, None) if here is None else (here.lat, here.lon)
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
        for record in await conn.fetch(_FOUND, ask.sku, store, *at, LOOKED_MAX)
    ]
    return found(ask, here, rows)


def place(lat: float | None, lon: float | None) -> Place | None:
    return None if lat is None or lon is None else Place(lat=lat, lon=lon)
