"""Who has a thing, of all stores: one suite over both centres."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.stock import StoreStock
from sync.hub.allocation import nearby
from sync.hub.ports import Hub
from sync.question import FindStock, StockFound
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello, seed
from tests.sync.shop import Shop


async def has(hub: Hub, clock: SetClock, store: str, pieces: int) -> None:
    shop = Shop(clock, origin=f"origin-{store}")
    shop.append(shop.moved("P1-0", pieces, "stock_take", "t1"))
    await hub.hello(store, msgspec.structs.replace(hello(shop.log), store=store))
    await hub.ingest([arrival(shop.log, 1, 1, store=store)])


async def test_the_nearest_come_first_and_the_one_that_asks_is_left_out(hub: Hub, clock: SetClock) -> None:
    await hub.load(seed(staff=()))
    for store, pieces in (("s001", 1), ("s002", 2), ("s003", 3), ("s009", 4)):
        await has(hub, clock, store, pieces)
    await has(hub, clock, "s004", 0)
    found = await hub.find_stock("s003", FindStock(box="b1", ask="7", sku="P1-0"))
    assert found.ask == "7"
    assert [(one.store_id, one.available) for one in found.stores] == [("s002", 2), ("s001", 1), ("s009", 4)]
    near, far, unknown = [one.distance_m for one in found.stores]
    assert near is not None
    assert far is not None
    assert 1_000 < near < far
    assert unknown is None
    assert found.stores[0].name_zh == "店2"
    assert found.stores[0].as_of_ms == clock.now_ms()
    nobody = await hub.find_stock("s003", FindStock(box="b1", ask="8", sku="P1-2"))
    assert nobody == StockFound(ask="8")


@pytest.mark.parametrize("count", [nearby.FOUND_MAX, nearby.FOUND_MAX + 7])
def test_an_answer_is_bounded(count: int) -> None:
    rows = [
        (StoreStock(store_id=f"s{n:04}", name_zh="", name_en="", available=1, as_of_ms=1), None)
        for n in range(count)
    ]
    found = nearby.found(FindStock(box="b", ask="1", sku="A"), None, rows)
    assert len(found.stores) == nearby.FOUND_MAX
