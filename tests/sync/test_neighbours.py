"""Whose stock a store is told: what the index finds is what measuring every store would find."""

import random

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hub.centre import PostgresHub
from sync.hub.desk import NEIGHBOURS_MAX, WAREHOUSE, WAREHOUSES_MAX, Place, distance_km, nearest
from sync.hub.neighbours import STEPS_DEGREES, box, neighbours
from tests.sync.clock import SetClock

LAT = st.floats(-89.9, 89.9)
LON = st.floats(-180, 180)


@given(
    st.builds(Place, lat=LAT, lon=LON), st.floats(-1.5, 1.5), st.floats(-2, 2), st.sampled_from(STEPS_DEGREES)
)
def test_whoever_is_within_reach_lies_in_the_box(
    here: Place, north: float, east: float, degrees: float
) -> None:
    around = box(here, degrees)
    if around is None:
        assert abs(here.lat) > 60 or abs(here.lon) > 150
        return
    there = Place(
        lat=max(-90.0, min(90.0, here.lat + north * degrees)),
        lon=max(-180.0, min(180.0, here.lon + east * (around.east - here.lon))),
    )
    if distance_km(here, there) <= around.reach_km:
        assert around.south <= there.lat <= around.north
        assert around.west <= there.lon <= around.east


@pytest.mark.process
@pytest.mark.parametrize("spread", [0.3, 6.0, 80.0])
async def test_the_index_finds_what_measuring_all_would_find(
    database: str, clock: SetClock, spread: float
) -> None:
    hub = await PostgresHub.open(database, clock)
    await hub.close()
    chance = random.Random(spread)  # noqa: S311 - repeatable on purpose
    places: dict[str, Place | None] = {
        f"s{number:03d}": Place(lat=chance.uniform(-spread, spread), lon=chance.uniform(-spread, spread))
        for number in range(300)
    }
    places |= dict.fromkeys(("n1", "n2"))
    houses = {"n2", "s007", *(f"s{number:03d}" for number in range(40, 300, 37))}
    rows = [
        (name, at and at.lat, at and at.lon, WAREHOUSE if name in houses else "mall")
        for name, at in places.items()
    ]
    conn = await asyncpg.connect(database)
    try:
        await conn.executemany("insert into store (store, lat, lon, kind) values ($1, $2, $3, $4)", rows)
        for store in ("s000", "s150", "s299", "n1", "stranger"):
            found = await neighbours(conn, store)
            assert found == nearest(store, places, houses)
            assert found[:NEIGHBOURS_MAX] == nearest(store, places)
            assert len(houses.intersection(found) - {store}) >= WAREHOUSES_MAX
            assert len(found) <= NEIGHBOURS_MAX + WAREHOUSES_MAX
        await conn.execute("delete from store where store > 's010'")
        few = {name: at for name, at in places.items() if name <= "s010"}
        assert await neighbours(conn, "s003") == nearest("s003", few, houses)
        assert set(await neighbours(conn, "s003")) == set(few) - {"s003"}
    finally:
        await conn.close()
