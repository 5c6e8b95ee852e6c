"""A centre in memory with two invented days of trade, served as the real one is; none of it is chance."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from edge.compose.drawings import drawing
from edge.compose.folders import SEEDS, screens
from edge.domain.feed import CommandAnswered
from edge.domain.member_code import ChainKey
from edge.domain.order import Line, Order, OrderHandedOver, OrderPaid, OrderParked, OrderRefunded, Way
from edge.domain.payment import Payment, PaymentChanged
from sync.hub import seed
from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access, password_hash
from sync.hub.web.route import Furnishing
from sync.hub.web.server import HubWeb
from tests.browser.between import Between
from tests.browser.clientele import Clientele
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import arrival, hello
from tests.sync.pair import running
from tests.sync.servers import Aside
from tests.sync.shop import Shop

PASSWORD = "open sesame"
EPOCH_S = 1_700_000_000  # where the clock of the tests begins
NOW_S = (
    int(datetime(2026, 6, 13, 10, 35, tzinfo=UTC).timestamp()) - EPOCH_S
)  # 18:35 on a Saturday in Shanghai
HOUR_S = 3600
AHEAD_H = 8  # of Shanghai
# Orders of each hour of a day, from midnight.
BUSY = (0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 6, 8, 7, 5, 4, 5, 7, 10, 11, 8, 4, 1, 0)
KINDS = ("tee", "hoodie", "dress", "sneaker", "towel", "tea-tin", "mug", "bag")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Goods:
    sku: str
    product_id: str
    zh: str
    en: str
    variant_zh: str
    variant_en: str
    fen: int


class Trade:
    """The stores of the seeds: s001 all here, s002 with entries nobody could read, s003 cut off."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.hub = MemoryHub(self.clock, ChainKey("the chain's secret"))
        self._goods: tuple[Goods, ...] = ()

    async def open(self) -> HubWeb:
        reading = seed.read(SEEDS).seed
        self.clock.now_s = NOW_S - 50 * HOUR_S
        await self.hub.load(msgspec.structs.replace(reading, staff=(), members=()))
        self._goods = goods(reading)
        people = Clientele(self.hub, self.clock)
        ware = self._goods[0]
        await people.joins(placed(Shop(self.clock), ware, "A6990", 3, "take"))
        self.clock.now_s = NOW_S - 9 * 60
        await people.goes()
        for at, store in enumerate(("s001", "s002", "s003")):
            await self._trade(store, at)
        await self._corrections()
        await Between(self.hub, self.clock, [ware.sku for ware in self._goods], NOW_S).happens()
        self.clock.now_s = NOW_S
        await people.serves()
        access = Access(self.clock, RealClock().new_id, admin_hash=password_hash(PASSWORD))
        return HubWeb(self.hub, access, self.clock, Furnishing(pages=screens(), draw=drawing))

    async def _trade(self, store: str, at: int) -> None:
        shop = Shop(self.clock, f"0197a{at}c8-5b1e-7d10-9b1e-3f0a{at}2b7cc41")
        for one, ware in enumerate(self._goods):
            shop.append(shop.moved(ware.sku, 14 + (one * 7 + at * 5) % 30, "stock_take", "opening"))
        for number, at_s in enumerate(self._moments(at)):
            self.clock.now_s = at_s
            self._sell(shop, number, at)
        if store == "s002":
            paid = [seq for seq, entry in enumerate(shop.log.entries) if entry.kind == "OrderPaid"]
            for seq, kind in ((paid[-2], "StockMoved"), (paid[-5], "PaymentChanged")):
                shop.log.entries[seq] = msgspec.structs.replace(shop.log.entries[seq], kind=kind)
        self.clock.now_s = NOW_S - (9 * 60 + 30 if store == "s003" else 4)
        said = hello(shop.log)
        if store == "s003":
            said = msgspec.structs.replace(said, max_seq=said.max_seq + 186)
        await self.hub.hello(store, said)
        await self._send(shop, store, 1)

    async def _send(self, shop: Shop, store: str, first: int) -> None:
        last = len(shop.log.entries)
        for start in range(first, last + 1, BATCH):
            await self.hub.ingest([arrival(shop.log, start, min(last, start + BATCH - 1), store=store)])

    def _moments(self, at: int) -> list[float]:
        """When the store sold something in the last two days; each store sells less than the one before."""
        found: list[float] = []
        for hour in range(47, -1, -1):
            hours = (NOW_S + EPOCH_S) // HOUR_S - hour
            begun_s, busy = hours * HOUR_S - EPOCH_S, BUSY[(hours + AHEAD_H) % 24]
            orders = busy * (5 - at) // 5 + (hour * 5 + at) % 3 if busy else 0
            found += [begun_s + HOUR_S * (one + 0.5) / orders for one in range(orders)]
        return [moment for moment in found if moment < NOW_S - 600]

    def _sell(self, shop: Shop, number: int, at: int) -> None:
        ware = self._goods[(number * 5 + at * 3) % len(self._goods)]
        way: Way = "ship" if number % 5 == 3 else "take"
        order = placed(shop, ware, f"{'ABC'[at]}{7000 + number}", 1 + number % 3 // 2, way)
        if number % 19 == 7:
            shop.append(
                OrderParked(order=msgspec.structs.replace(order, state="parked", paid_fen=0, version=1))
            )
            return
        payment = Payment(
            payment_id=self.clock.new_id(),
            order_id=order.order_id,
            tender="cash" if number % 4 == 1 else "wallet",
            amount_fen=order.total_fen,
            state="paid",
            settled_ms=self.clock.now_ms(),
        )
        shop.append(PaymentChanged(payment=payment), OrderPaid(order=order))
        shop.append(shop.moved(ware.sku, -order.lines[0].quantity, "sale", order.order_id))
        if way == "ship" and number % 2:
            return
        self.clock.now_s += 140
        done = msgspec.structs.replace(order, state="done", version=3)
        shop.append(OrderHandedOver(order=done, way=way))
        if number % 23 == 4:
            self.clock.now_s += 1300
            back = msgspec.structs.replace(done, state="refunded", refunded_fen=done.paid_fen, version=4)
            shop.append(OrderRefunded(order=back, reason="尺码不合适"))

    async def _corrections(self) -> None:
        shop = Shop(self.clock, "0197a9c8-5b1e-7d10-9b1e-3f0a92b7cc41")
        skus = [ware.sku for ware in self._goods]
        asked = (
            ("s001", skus[0], 12, "仓库补货", 40),
            ("s001", skus[3], -2, "清点差异", 30),
            ("s003", skus[5], 6, "调拨到货", 8),
        )
        for store, sku, quantity, reason, ago_min in asked:
            self.clock.now_s = NOW_S - ago_min * 60
            command = await self.hub.ask_correction(
                store, sku=sku, quantity=quantity, reason=reason, within_ms=HOUR_S * 1000
            )
            if store == "s001":
                refused = "" if quantity > 0 else "no_product"
                shop.append(CommandAnswered(command_id=command.command_id, done=quantity > 0, reason=refused))
        await self.hub.hello("s001", hello(shop.log))
        await self._send(shop, "s001", 1)


def goods(loaded: seed.Seed) -> tuple[Goods, ...]:
    """One of each kind that is sold in all stores."""
    prices = {row.price.sku: row.price.price_fen for row in loaded.prices if not row.store}
    products = {one.product_id: one for one in loaded.products}
    found: dict[str, Goods] = {}
    for variant in loaded.variants:
        product = products[variant.product_id]
        if product.kind in KINDS and product.kind not in found and variant.sku in prices:
            found[product.kind] = Goods(
                sku=variant.sku,
                product_id=product.product_id,
                zh=product.name_zh,
                en=product.name_en,
                variant_zh=f"{variant.color_zh} {variant.size}".strip(),
                variant_en=f"{variant.color_en} {variant.size}".strip(),
                fen=prices[variant.sku],
            )
    return tuple(found[kind] for kind in KINDS if kind in found)


def placed(shop: Shop, ware: Goods, number: str, quantity: int, way: Way) -> Order:
    """A paid order of one line, opened a minute and a half ago."""
    line = Line(
        line_id=shop.clock.new_id(),
        sku=ware.sku,
        product_id=ware.product_id,
        name_zh=ware.zh,
        name_en=ware.en,
        variant_zh=ware.variant_zh,
        variant_en=ware.variant_en,
        quantity=quantity,
        price_fen=ware.fen,
        price_version=1,
        amount_fen=ware.fen * quantity,
        way=way,
    )
    return Order(
        order_id=shop.clock.new_id(),
        place="kiosk-1",
        channel="till" if way == "take" and quantity > 1 else "kiosk",
        state="paid",
        number=number,
        lines=(line,),
        total_fen=line.amount_fen,
        paid_fen=line.amount_fen,
        opened_ms=shop.clock.now_ms() - 90_000,
        version=2,
    )


class Office:
    """The trade's centre, open in a thread of its own at `url`."""

    def __init__(self) -> None:
        self._aside = Aside()
        self.trade = Trade()
        self._page = self._aside.run(self.trade.open())
        self._ends = asyncio.Event()
        self._running = self._aside.start(self._run())
        self._aside.run(self._page.ready.wait())

    @property
    def url(self) -> str:
        return self._page.url

    def close(self) -> None:
        self._aside.run(self._end())
        self._running.result()
        self._aside.close()

    async def _run(self) -> None:
        async with running(self._page):
            await self._ends.wait()

    async def _end(self) -> None:
        self._ends.set()
