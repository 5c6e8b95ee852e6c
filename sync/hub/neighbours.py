"""The stores whose stock a store is told, found by an index: a chain is too long to measure at each pull."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from sync.hub.desk import NEIGHBOURS_MAX, WAREHOUSE, Place, distance_km, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import asyncpg

    from sync.hub.database import Conn

KM_OF_DEGREE = 111.19
POLE, DATE_LINE = 90.0, 180.0
STEPS_DEGREES = (0.05, 0.2, 0.8, 3.2, 12.8)  # of latitude, from here to the edge of what is looked at

_INSIDE = """
select store, lat, lon from store
where store <> $1 and lat between $2 and $3 and lon between $4 and $5
"""
_WAREHOUSES = "select store, lat, lon from store where kind = $2 and store <> $1"
_ALL_BY_NAME = "select store from store where store <> $1 order by store limit $2"
_PLACELESS_BY_NAME = "select store from store where store <> $1 and lat is null order by store limit $2"


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """All places within `reach_km` of the one it was made for lie in it."""

    south: float
    north: float
    west: float
    east: float
    reach_km: float


def box(here: Place, degrees: float) -> Box | None:
    """None where it would hold a pole or the date line."""
    south, north = here.lat - degrees, here.lat + degrees
    if south <= -POLE or north >= POLE:
        return None
    wide = math.degrees(math.asin(math.sin(math.radians(degrees)) / math.cos(math.radians(here.lat))))
    west, east = here.lon - wide, here.lon + wide
    if west < -DATE_LINE or east > DATE_LINE:
        return None
    return Box(south=south, north=north, west=west, east=east, reach_km=degrees * KM_OF_DEGREE)


async def neighbours(conn: Conn, store: str) -> tuple[str, ...]:
    """As `nearest` names them."""
    own = await conn.fetchrow("select lat, lon from store where store = $1", store)
    here = None if own is None else _place(own)
    houses = {one["store"]: _place(one) for one in await conn.fetch(_WAREHOUSES, store, WAREHOUSE)}
    if here is None:
        known = dict.fromkeys(_names(await conn.fetch(_ALL_BY_NAME, store, NEIGHBOURS_MAX)))
        return nearest(store, {**known, **houses}, houses)
    for degrees in STEPS_DEGREES:
        if (around := box(here, degrees)) is None:
            break
        found = await conn.fetch(_INSIDE, store, around.south, around.north, around.west, around.east)
        places = {one["store"]: Place(lat=one["lat"], lon=one["lon"]) for one in found}
        if sum(distance_km(here, there) <= around.reach_km for there in places.values()) >= NEIGHBOURS_MAX:
            return nearest(store, {store: here, **houses, **places}, houses)
    found = await conn.fetch("select store, lat, lon from store where lat is not null")
    placed = {one["store"]: _place(one) for one in found}
    unknown = _names(await conn.fetch(_PLACELESS_BY_NAME, store, NEIGHBOURS_MAX))
    return nearest(store, {**dict.fromkeys(unknown), **houses, **placed}, houses)


def _place(record: asyncpg.Record) -> Place | None:
    return None if record["lat"] is None else Place(lat=record["lat"], lon=record["lon"])


def _names(records: Iterable[asyncpg.Record]) -> tuple[str, ...]:
    return tuple(record["store"] for record in records)
