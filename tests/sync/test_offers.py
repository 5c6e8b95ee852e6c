"""Which stores the router looks at where many have a SKU: none hides another, the nearest are among them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from edge.domain.ask import Wanted
from edge.domain.fulfilment import Demand, first_part
from edge.domain.task import LINES_MAX
from sync.hub.allocation import demands, nearby, offers, routing
from sync.hub.allocation.offers import offered
from sync.hub.database import Database
from sync.question import FindStock
from tests.sync.clock import SetClock

NOW_MS = 1_000
ORDERS = 60  # of so many lines each: twelve thousand SKUs
STORES = """
insert into store (store, lat, lon) select 's' || lpad(n::text, 3, '0'), 30 + n * 0.01, 120
from generate_series(1, 200) as n
"""
STOCK = """
insert into stock (store, sku, on_hand, allocated, pos, as_of_ms)
select store, 'plenty', row_number() over (order by store) + 5, 0, nextval('stock_pos'), 1 from store
union all select 's150', 'scarce', 1, 0, nextval('stock_pos'), 1
union all select 's160', 'none', 1, 1, nextval('stock_pos'), 1
"""


@pytest.fixture
async def chain(database: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """Two hundred stores in a row to the north, each with more of `plenty` than the one before."""
    for name, value in (("OFFERS_MAX", 10), ("RICHEST_LEAST", 5), ("NEAR_MAX", 3)):
        monkeypatch.setattr(offers, name, value)
    opened = await Database.open(database, clock)
    async with opened.transaction() as conn:
        await conn.execute(STORES)
        await conn.execute(STOCK)
    yield opened
    await opened.close()


def wants(*skus: str, **fields: object) -> Demand:
    lines = [Wanted(sku=sku, quantity=1) for sku in skus]
    return Demand(
        order_id="o1", number="1", source="cloud", way="ship", made_ms=1, parts=first_part(lines, 1), **fields  # type: ignore[arg-type]
    )  # fmt: skip


async def chosen(chain: Database, demand: Demand) -> dict[str, list[str]]:
    """SKUs by the store that is to ship them."""
    async with chain.transaction() as conn:
        shelves = await offered(conn, (demand,), "nearest", NOW_MS)
    plan = shelves.choose(demand, demand.parts[0])
    assert plan.rest == ()
    return {share.store: [line.sku for line in share.lines] for share in plan.shares}


async def test_what_thousands_have_does_not_hide_what_one_has(chain: Database) -> None:
    assert await chosen(chain, wants("plenty", "scarce", near="s150")) == {"s150": ["plenty", "scarce"]}
    assert await chosen(chain, wants("scarce", lat=31.0, lon=120.0)) == {"s150": ["scarce"]}


@pytest.mark.parametrize("near", ["s001", "s042", "s117"])
async def test_the_nearest_is_found_among_more_than_are_looked_at(chain: Database, near: str) -> None:
    assert await chosen(chain, wants("plenty", near=near)) == {near: ["plenty"]}


async def test_where_it_is_picked_up_is_looked_at_however_little_is_there(chain: Database) -> None:
    assert await chosen(chain, wants("plenty", only="s003")) == {"s003": ["plenty"]}


async def test_without_a_place_the_richest_are_asked(chain: Database) -> None:
    (store,) = await chosen(chain, wants("plenty", strategy="most_stock"))
    assert store == "s200"


async def test_what_is_asked_of_a_store_is_not_offered_twice(chain: Database) -> None:
    async with chain.transaction() as conn:
        await conn.execute(
            "insert into attempt_line (order_id, attempt, store, sku, quantity, hold) "
            "values ('o9', 1, 's150', 'scarce', 1, 'asked')"
        )
        shelves = await offered(conn, (wants("scarce"),), "nearest", NOW_MS)
    demand = wants("scarce")
    assert shelves.choose(demand, demand.parts[0]).shares == ()


async def test_more_skus_than_a_database_has_locks_are_routed_at_once(chain: Database) -> None:
    made = [
        msgspec.structs.replace(
            wants(*(f"{order}-{line}" for line in range(LINES_MAX))), order_id=f"o{order}"
        )
        for order in range(ORDERS)
    ]
    async with chain.transaction() as conn:
        await demands.save(conn, [(None, one) for one in made], (), NOW_MS)
    async with chain.transaction() as conn:
        assert await routing.step(conn, NOW_MS, str, "nearest") == ORDERS


async def test_who_asks_is_named_the_nearest_holders(
    chain: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "LOOKED_MAX", 4)
    ask = FindStock(ask="a1", box="b1", sku="plenty")
    async with chain.transaction() as conn:
        found = await nearby.find(conn, "s100", ask)
    assert {one.store_id for one in found.stores} == {"s098", "s099", "s101", "s102"}
