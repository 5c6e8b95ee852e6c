"""Which stores could give what demands want: no SKU hides another, and of one that thousands have the nearest
are among those that are looked at.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sync.hub.allocation import rules
from sync.hub.allocation.nearby import place
from sync.hub.neighbours import STEPS_DEGREES, box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import asyncpg

    from edge.domain.allocation import Strategy
    from edge.domain.fulfilment import Demand
    from sync.hub.allocation.rules import Key
    from sync.hub.database import Conn
    from sync.hub.desk import Place

OFFERS_MAX = 20_000  # (store, SKU) of one transaction, besides those named below
RICHEST_LEAST = 100  # of each SKU, however many SKUs there are
NEAR_MAX = 20  # holders around one place, where a SKU has more than were taken
_HELD = """
select stock.store, stock.sku, stock.on_hand - stock.allocated - coalesce(asked.quantity, 0) as available,
    store.lat, store.lon
from stock left join store using (store) left join (
    select store, sku, sum(quantity)::bigint as quantity from attempt_line
    where sku = any($1::text[]) and hold = 'asked' group by store, sku
) as asked using (store, sku)
where stock.sku = any($1::text[]) and stock.on_hand - stock.allocated - coalesce(asked.quantity, 0) > 0
"""
# One more than is wanted says that there are others; who is asked for all they have are looked at besides.
_RICHEST = """
with wanted as (
    select sku, (
        select count(*) from attempt_line as line where line.sku = given.sku and hold = 'asked'
    ) as asks from unnest($1::text[]) as given (sku)
), asked as (
    select store, sku, sum(quantity)::bigint as quantity from attempt_line
    where sku = any($1::text[]) and hold = 'asked' group by store, sku
), found as (
    select rich.* from wanted cross join lateral (
        select store, sku, on_hand - allocated as free from stock
        where stock.sku = wanted.sku and on_hand - allocated > 0
        order by on_hand - allocated desc, store limit $2 + 1 + asks
    ) as rich
    union
    select store, sku, on_hand - allocated from stock where store = any($3::text[]) and sku = any($1::text[])
)
select store, sku, free - coalesce(asked.quantity, 0) as available, store.lat, store.lon
from found left join asked using (store, sku) left join store using (store)
where free - coalesce(asked.quantity, 0) > 0
"""
_AROUND = f"{_HELD} and store.lat between $2 and $3 and store.lon between $4 and $5"
_PLACES = "select store, lat, lon from store where store = any($1::text[])"


async def offered(conn: Conn, wanting: Sequence[Demand], usual: Strategy, now_ms: int) -> rules.Shelves:
    """The shelves for these demands; who calls keeps everybody else from planning with their SKUs."""
    skus = rules.skus(wanting, now_ms)
    if not skus:
        return rules.Shelves({}, {}, usual)
    here = await _places(conn, wanting)
    most = max(RICHEST_LEAST, OFFERS_MAX // len(skus))
    found = list(await conn.fetch(_RICHEST, skus, most, sorted({one.only for one in wanting if one.only})))
    cut = {sku for sku, holders in Counter(record["sku"] for record in found).items() if holders > most}
    for one in wanting if cut else ():
        if (there := _there(one, here)) is not None:
            for sku in cut.intersection(rules.skus((one,), now_ms)):
                found += await _around(conn, sku, there)
    available: dict[Key, int] = {(record["store"], record["sku"]): record["available"] for record in found}
    return rules.Shelves(available, {**here, **_placed(found)}, usual)


async def _around(conn: Conn, sku: str, here: Place) -> Sequence[asyncpg.Record]:
    """Holders in the smallest field around a place that has enough of them, else in the largest."""
    found: Sequence[asyncpg.Record] = ()
    for degrees in STEPS_DEGREES:
        if (field := box(here, degrees)) is None:
            break
        found = await conn.fetch(_AROUND, [sku], field.south, field.north, field.west, field.east)
        if len(found) >= NEAR_MAX:
            break
    return found


async def _places(conn: Conn, wanting: Iterable[Demand]) -> dict[str, Place | None]:
    """Where the stores lie that orders are placed near."""
    return _placed(await conn.fetch(_PLACES, sorted({one.near for one in wanting if one.near})))


def _placed(records: Iterable[asyncpg.Record]) -> dict[str, Place | None]:
    return {record["store"]: place(record["lat"], record["lon"]) for record in records}


def _there(demand: Demand, places: dict[str, Place | None]) -> Place | None:
    return place(demand.lat, demand.lon) or places.get(demand.near)
