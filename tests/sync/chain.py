"""A chain of three stores over one centre, and what a store says of the centre's orders."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.domain.feed import FeedItem
from edge.domain.message import Event
from edge.domain.order import Fulfilment, Line, Order
from edge.domain.task import (
    FulfilmentAccepted,
    FulfilmentPicked,
    Packed,
    Shipped,
)
from sync.hub.allocation.shapes import DemandView, PlacedLine, Placing, Receiver
from sync.hub.ports import Hub
from sync.wire import items_of
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello, seed, since
from tests.sync.shop import Shop

PLACE = Placing(
    lines=(PlacedLine(sku="P1-0", quantity=1),),
    receiver=Receiver(name="周晚晴", phone="15400001037", address="杭州市上城区"),
    paid_ref="cloud-1",
    store="s001",
)
STORES = ("s001", "s002", "s003")


class Chain:
    """Three stores that say what a test has them say; s001 is nearest to s002, then s003."""

    def __init__(self, hub: Hub, clock: SetClock) -> None:
        self.hub, self.clock = hub, clock
        self.shops = {store: Shop(clock, origin=f"origin-{store}") for store in STORES}
        self._told = dict.fromkeys(STORES, 0)

    async def open(self, **pieces: int) -> None:
        await self.hub.load(seed(staff=()))
        for store in STORES:
            await self.say(store, self.shops[store].moved("P1-0", pieces.get(store, 0), "stock_take", "t1"))

    async def say(self, store: str, *events: Event) -> None:
        shop = self.shops[store]
        if not shop.log.entries:
            await self.hub.hello(store, msgspec.structs.replace(hello(shop.log), store=store))
        shop.append(*events)
        first = self._told[store] + 1
        self._told[store] = len(shop.log.entries)
        done = await self.hub.ingest([arrival(shop.log, first, self._told[store], store=store)])
        assert await self.hub.dead_letters() == ()
        assert len(done.verdicts) == 1
        await self.hub.route()

    async def place(self, key: str = "k1", **fields: object) -> DemandView:
        placed = await self.hub.place_order(msgspec.structs.replace(PLACE, **fields), key=key)
        await self.hub.route()
        return await self.hub.demand(placed.order_id)

    async def tasks(self, store: str) -> Sequence[FeedItem]:
        """All that stands in the store's stream."""
        found = await since(self.hub, store, "task", 0)
        return items_of(found.items)

    async def passes(self, ms: int) -> None:
        self.clock.now_s += ms / 1000
        await self.hub.route()

    async def available(self, store: str, sku: str = "P1-0") -> int:
        (row,) = [row for row in await self.hub.stock_of(sku) if row.store == store]
        return row.on_hand - row.allocated


def accepted(order_id: str, attempt: int = 1) -> FulfilmentAccepted:
    return FulfilmentAccepted(order_id=order_id, attempt=attempt)


def picked(order_id: str) -> FulfilmentPicked:
    return FulfilmentPicked(order_id=order_id, attempt=1, picked=1, of=1)


def packed(order_id: str) -> Packed:
    return Packed(order_id=order_id, attempt=1)


def shipped(order_id: str, tracking: str = "") -> Shipped:
    return Shipped(order_id=order_id, attempt=1, tracking=tracking)


def states(view: DemandView) -> list[tuple[str, str]]:
    return [(one.store, one.state) for one in view.attempts]


def sold(*, state: str = "paid", version: int = 1) -> Order:
    """An order of a kiosk in s001: one piece taken along, two to be shipped from elsewhere."""
    line = Line(
        line_id="l1", sku="P1-0", product_id="P1", name_zh="云", name_en="cloud", quantity=1, price_fen=1,
        price_version=1, amount_fen=1,
    )  # fmt: skip
    away = msgspec.structs.replace(line, line_id="l2", quantity=2, way="ship", elsewhere=True)
    return Order(
        order_id="kiosk-order", place="kiosk-1", channel="kiosk", state=state, number="AAA-0001",  # type: ignore[arg-type]
        lines=(line, away), contact_id="c1", total_fen=3, paid_fen=3, version=version,
        fulfilments=(
            Fulfilment(fulfilment_id="f1", way="take"),
            Fulfilment(fulfilment_id="f2", way="ship", state="finding", elsewhere=True),
        ),
    )  # fmt: skip
