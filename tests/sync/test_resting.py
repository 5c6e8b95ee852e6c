"""A stream that a store cannot take in stands still and says so; sales and the other streams go on."""

import msgspec
import pytest

from edge.domain.feed import ApplyFeed
from edge.domain.message import Actor, Command, Event
from edge.domain.price import Price
from edge.errors import Rejected
from sync import downlink, topics, wire
from sync.hub.desk import PriceChange
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from tests.sync.clock import RealClock
from tests.sync.hubs import seed
from tests.sync.pair import Report, eventually, line, running, worker
from tests.sync.shop import Shop

UNREAD = ("downlink", "degraded", "stream_unread")


@pytest.fixture(autouse=True)
def short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downlink, "REST_S", 0.2)


@pytest.fixture
async def hub() -> MemoryHub:
    hub = MemoryHub(RealClock())
    await hub.load(seed())
    return hub


class Picky(Shop):
    """Refuses what is applied to the prices for as long as `trouble` is set."""

    trouble: Exception | None = None

    async def dispatch(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        if self.trouble is not None and isinstance(command, ApplyFeed) and command.stream == "price":
            raise self.trouble
        return await super().dispatch(command, actor=actor, key=key, bulk=bulk)


def priced(shop: Shop, fen: int) -> bool:
    items = shop.items.get("price", {}).values()
    return any(isinstance(one, Price) and (one.sku, one.price_fen) == ("P1-0", fen) for one in items)


@pytest.mark.parametrize("trouble", [Rejected("feed"), OverflowError("too large"), KeyError("a bug")])
async def test_what_a_store_refuses_stops_no_sale_and_is_tried_again(
    hub: MemoryHub, trouble: Exception
) -> None:
    broker, shop, report = MemoryBroker(), Picky(RealClock()), Report()
    async with running(worker(hub, broker), line(shop, broker, report=report)):
        await shop.until(lambda: bool(shop.items.get("price")))
        shop.trouble = trouble
        await hub.set_prices([PriceChange(sku="P1-0", price_fen=5)])
        await eventually(lambda: UNREAD in report.said)
        shop.sell("P1-0")
        await shop.all_acked()
        assert ("downlink", "ok", "") not in report.said[report.said.index(UNREAD) :]
        shop.trouble = None
        await shop.until(lambda: priced(shop, 5))
        await eventually(lambda: ("downlink", "ok", "") in report.said[report.said.index(UNREAD) :])


async def test_a_word_of_a_newer_centre_stops_no_sale(hub: MemoryHub) -> None:
    broker, shop, report = MemoryBroker(), Shop(RealClock()), Report()
    async with running(worker(hub, broker), line(shop, broker, report=report)):
        await shop.until(lambda: bool(shop.items.get("price")))
        cursor = shop.kept_cursors["price"]
        strange = wire.Push(
            stream="price",
            hub_gen=cursor.hub_gen,
            first=cursor.pos + 1,
            last=cursor.pos + 1,
            items=msgspec.Raw(b'[{"type":"Hologram"}]'),
        )
        async with broker.connect("centre") as link:
            await link.publish(topics.down("price"), wire.encode(strange))
        await eventually(lambda: UNREAD in report.said)
        shop.sell("P1-0")
        await shop.all_acked()
        await hub.set_prices([PriceChange(sku="P1-0", price_fen=5)])
        await shop.until(lambda: priced(shop, 5))
        assert shop.kept_cursors["price"].pos == cursor.pos + 1, "what could not be read moved no cursor"
