"""What the pages and the uplink read is what the rows say, in short bounded transactions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from edge.app.reads import Hour, LogReads, Reads, Sight, Today, Waiting
from edge.domain.catalog import Category, Product, Variant
from edge.domain.effect import Effect, OpenBarrier
from edge.domain.feed import Cursor
from edge.domain.order import Order, OrderState
from edge.domain.payment import Payment
from edge.domain.price import Price, current
from edge.domain.shelf import Shelf
from edge.domain.staff import Tries
from edge.store.database import open_writer
from edge.store.reads import SqlLog, SqlReads

NOW_MS = 1_750_000_000_000  # 2025-06-15 23:06:40 in Shanghai
HOUR_MS = 3_600_000
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Shop:
    """A file filled by plain SQL, and its readers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = open_writer(path)
        self.reads = SqlReads(path, now_ms=lambda: NOW_MS, zone=SHANGHAI)
        self.log = SqlLog(self.reads.readers)

    def row(self, table: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        self.writer.execute(f"insert into {table} values ({marks})", values)  # noqa: S608 - our own names

    def product(self, product_id: str, *, category: str = "tea", shelf: str = "", gen: int = 0) -> None:
        product = Product(
            product_id=product_id, category=category, brand="", name_zh="茶", name_en="Tea", kind="tea"
        )
        self.row("product", gen, product_id, category, shelf, msgspec.json.encode(product))

    def variant(self, sku: str, product_id: str, *, gtin: str = "", gen: int = 0) -> None:
        body = msgspec.json.encode(Variant(sku=sku, product_id=product_id, gtin=gtin))
        self.row("variant", gen, sku, product_id, gtin, body)

    def order(
        self,
        order_id: str,
        state: OrderState,
        opened_ms: int,
        *,
        contact_id: str = "",
        number: str = "",
        **fen: int,
    ) -> None:
        order = Order(
            order_id=order_id,
            place="k1",
            channel="kiosk",
            state=state,
            opened_ms=opened_ms,
            contact_id=contact_id,
            number=(number or f"N-{order_id}") if state != "cancelled" else "",
        )
        total, paid, refunded = (fen.get(name, 0) for name in ("total", "paid", "refunded"))
        body = msgspec.json.encode(order)
        day = "2025-06-15" if opened_ms > NOW_MS - 20 * HOUR_MS else "2025-06-14"
        sums = (total, paid, refunded)
        self.row("orders", order_id, state, "k1", order.number, day, opened_ms, 0, *sums, body)

    def effect(self, effect_id: str, state: str, due_ms: int) -> None:
        effect = msgspec.convert(
            {
                "effect_id": effect_id,
                "target": "barrier",
                "payload": {"type": "OpenBarrier", "plate": "沪A", "lane": "in"},
                "due_ms": due_ms,
                "deadline_ms": due_ms,
                "state": state,
            },
            Effect,
        )
        assert effect.payload == OpenBarrier(plate="沪A", lane="in")
        body = msgspec.json.encode(effect)
        self.row("effect", effect_id, "barrier", "OpenBarrier", state, due_ms, due_ms, body)

    def entry(self, origin: str, seq: int, body: bytes = b"{}") -> None:
        self.row("log", origin, seq, f"{origin}-{seq}", 1_000 * seq, seq, "CarSeen", body, f"chain{seq}")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    one = Shop(tmp_path / "store.db")
    yield one
    await one.reads.close()
    one.writer.close()


async def test_an_empty_store_answers_everything(shop: Shop) -> None:
    reads: Reads = shop.reads
    log: LogReads = shop.log
    assert (await reads.categories(), await reads.lanes(), await reads.staff()) == ((), (), ())
    assert (await reads.product("P1"), await reads.order("o1"), await reads.session("t")) == (
        None,
        None,
        None,
    )
    assert await reads.at("k1") == Shelf(place="k1")
    assert await reads.sight("k1") == Sight(shelf=Shelf(place="k1"), shown=None, order=None)
    assert await reads.tries("s1") == Tries()
    assert await reads.today() == Today(
        business_day="2025-06-15", sales_fen=0, orders=0, refunds_fen=0, cars=0, below_zero=0, hours=()
    )
    assert await log.waiting() == Waiting(entries=0, oldest_ms=0, acked_ms=0)


async def test_a_product_comes_whole(shop: Shop) -> None:
    shop.product("P1")
    shop.variant("P1-1", "P1", gtin="06970011010036")
    shop.variant("P1-2", "P1")
    shop.row("price", 0, "P1-1", 0, 1, 900, 1_000)
    shop.row("level", "P1-1", 5, 2)
    shop.row("elsewhere", 0, "P1-1", "B", 3, 77)
    shop.row("elsewhere", 0, "P1-1", "A", 4, 77)
    found = await shop.reads.product("P1")
    assert found is not None
    first, second = found.offers
    assert first.price == Price(sku="P1-1", price_fen=900, list_price_fen=1_000, version=1)
    assert (first.level.on_hand, first.level.available) == (5, 3)
    assert [(one.store_id, one.available) for one in first.elsewhere] == [("A", 4), ("B", 3)]
    assert (second.variant.sku, second.price, second.level.on_hand, second.elsewhere) == ("P1-2", None, 0, ())


async def test_a_place_is_seen_whole(shop: Shop) -> None:
    shop.product("P1")
    shop.variant("P1-1", "P1")
    shop.order("o1", "open", 5)
    shelf = Shelf(place="k1", product_id="P1", sku="P1-1", order_id="o1")
    shop.row("shelf", "k1", msgspec.json.encode(shelf))
    sight = await shop.reads.sight("k1")
    assert sight.shelf == await shop.reads.at("k1") == shelf
    assert sight.shown == await shop.reads.product("P1")
    assert sight.order == await shop.reads.order("o1")
    assert sight.order is not None
    shop.row("shelf", "k2", msgspec.json.encode(Shelf(place="k2", product_id="gone", order_id="gone")))
    lost = await shop.reads.sight("k2")
    assert (lost.shown, lost.order) == (None, None)


async def test_the_price_in_force_is_the_domains_rule(shop: Shop) -> None:
    starts = (0, NOW_MS - 10, NOW_MS, NOW_MS + 1)
    shop.product("P1")
    for count in range(1, 1 << len(starts)):
        sku = f"S{count:02}"
        shop.variant(sku, "P1")
        chosen = [start for i, start in enumerate(starts) if count >> i & 1]
        for start in chosen:
            for version in (9, 10):
                shop.row("price", 0, sku, start, version, start % 1_000 + version, 0)
    found = await shop.reads.product("P1")
    assert found is not None
    rows = shop.writer.execute("select sku, effective_from_ms, version, price_fen from price").fetchall()
    for offer in found.offers:
        prices = [
            Price(sku=sku, effective_from_ms=start, version=version, price_fen=fen)
            for sku, start, version, fen in rows
            if sku == offer.variant.sku
        ]
        assert offer.price == current(prices, NOW_MS)


async def test_shelves_and_categories_are_paged(shop: Shop) -> None:
    for number in range(5):
        shop.product(f"P{number}", shelf="new" if number != 2 else "")
    page = await shop.reads.shelf("new", limit=3)
    assert ([one.product.product_id for one in page.products], page.next) == (["P0", "P1", "P3"], "P3")
    last = await shop.reads.shelf("new", after=page.next, limit=3)
    assert ([one.product.product_id for one in last.products], last.next) == (["P4"], "")
    assert len((await shop.reads.shelf("tea")).products) == 5
    assert (await shop.reads.shelf("clearance")).products == ()


async def test_only_the_served_generation_is_seen(shop: Shop) -> None:
    shop.product("P1", gen=3)
    shop.variant("P1-1", "P1", gtin="06970011010036", gen=3)
    category = Category(category="tea", name_zh="茶", name_en="Tea", kind="tea")
    shop.row("category", 3, "tea", 1, msgspec.json.encode(category))
    assert await shop.reads.by_code("6970011010036") is None
    shop.row("feed", "catalog", "hub", 12, 3)
    assert await shop.reads.categories() == (category,)
    for code in ("6970011010036", " 06970011010036 ", "P1-1"):
        found = await shop.reads.by_code(code)
        assert found is not None
        assert (found[0].sku, found[1].product_id) == ("P1-1", "P1")
    assert await shop.reads.by_code("6970011010037") is None
    assert await shop.log.cursors() == (Cursor(stream="catalog", hub_gen="hub", pos=12),)


async def test_the_queue_holds_the_newest_oldest_first(shop: Shop) -> None:
    for number in range(4):
        shop.order(f"o{number}", "parked" if number % 2 else "paid", 100 + number, contact_id=f"c{number}")
    shop.order("o9", "cancelled", 999)
    shop.row("contact", "c3", 1, "林", "13800000000", "街 1", 0)
    payment = Payment(payment_id="p1", order_id="o2", tender="cash", amount_fen=5)
    shop.row("payment", "p1", "o2", "paid", msgspec.json.encode(payment))
    files = await shop.reads.queue(["parked", "paid"], limit=3)
    assert [file.order.order_id for file in files] == ["o1", "o2", "o3"]
    assert [file.payments for file in files] == [(), (payment,), ()]
    assert [file.contact and file.contact.name for file in files] == [None, None, "林"]
    assert await shop.reads.queue([], limit=3) == ()
    assert await shop.reads.queue(["cancelled"], limit=3) == ()  # left before it had a number
    assert await shop.reads.order("o2") == files[1]


async def test_an_order_is_found_by_its_number_however_old(shop: Shop) -> None:
    shop.order("o1", "done", 100, number="K7P-0001")
    shop.order("o2", "refunded", 200, number="K7P-0001")  # of the machine that was replaced
    shop.order("o3", "cancelled", 300)  # left before it had a number
    found = await shop.reads.numbered("K7P-0001")
    assert [file.order.order_id for file in found] == ["o2", "o1"]
    assert await shop.reads.numbered("K7P-0002") == await shop.reads.numbered("") == ()


async def test_the_day_is_the_shops_own(shop: Shop) -> None:
    shop.order("o1", "paid", NOW_MS, total=500)
    shop.order("o2", "done", NOW_MS - HOUR_MS, total=300)
    shop.order("o3", "refunded", NOW_MS - HOUR_MS, total=200, refunded=200)
    shop.order("o4", "cancelled", NOW_MS, total=999)
    shop.order("o5", "paid", NOW_MS - 30 * HOUR_MS, total=999)
    shop.row("car", "c1", "in", "沪A", "2025-06-15", NOW_MS)
    shop.row("car", "c2", "in", "沪B", "2025-06-14", NOW_MS)
    shop.row("level", "S1", -1, 0)
    shop.row("level", "S2", 0, 0)
    assert await shop.reads.today() == Today(
        business_day="2025-06-15",
        sales_fen=1_000,
        orders=3,
        refunds_fen=200,
        cars=1,
        below_zero=1,
        hours=(Hour(hour=22, sales_fen=500, orders=2), Hour(hour=23, sales_fen=500, orders=1)),
    )


async def test_effects_are_sorted_by_who_must_act(shop: Shop) -> None:
    for due_ms, state in enumerate(("due", "missed", "started", "unknown", "done", "due")):
        shop.effect(f"e{due_ms}", state, due_ms)
    assert [one.effect_id for one in await shop.reads.effects_open()] == ["e0", "e2", "e5"]
    assert [one.effect_id for one in await shop.reads.unanswered()] == ["e3", "e1"]
    assert [one.effect_id for one in await shop.reads.unanswered(limit=1)] == ["e3"]


async def test_staff_of_the_centre_and_of_the_store(shop: Shop) -> None:
    shop.row("feed", "staff", "hub", 1, 2)
    shop.row("staff", -1, "local", "何", "cashier", "h", 1)
    shop.row("staff", -1, "both", "old", "cashier", "h", 1)
    shop.row("staff", 2, "both", "new", "manager", "h", 1)
    shop.row("staff", 1, "gone", "x", "manager", "h", 1)
    shop.row("staff", 2, "left", "y", "manager", "h", 0)
    names = [(one.staff_id, one.name, one.active) for one in await shop.reads.staff()]
    assert names == [("both", "new", True), ("left", "y", False), ("local", "何", True)]
    for token, staff_id in (("t1", "both"), ("t2", "local"), ("t3", "left"), ("t4", "gone")):
        shop.row("session", token, staff_id, NOW_MS + 1)
    shop.row("session", "t5", "local", NOW_MS)
    sessions = [await shop.reads.session(f"t{number}") for number in range(1, 6)]
    assert [one and one.staff.name for one in sessions] == ["new", "何", None, None, None]
    shop.row("tries", "both", 6, 99)
    assert await shop.reads.tries("both") == Tries(wrong=6, next_ms=99)


async def test_the_log_is_read_in_pieces(shop: Shop) -> None:
    shop.row("origin", "b", 1, 4, "chain4", 1, 0, 50, 1)
    shop.row("origin", "z", 1, 7, "chain7", 5, 5, 60, 0)
    for seq in range(1, 5):
        shop.entry("b", seq, b"x" * 10)
    shop.entry("z", 6)
    shop.entry("z", 7)
    log = shop.log
    assert [(one.origin, one.current) for one in await log.origins()] == [("z", False), ("b", True)]
    assert [one.seq for one in await log.entries("b", after=1, limit=10, max_bytes=20)] == [2, 3]
    assert [one.seq for one in await log.entries("b", after=0, limit=10, max_bytes=1)] == [1]
    assert [one.seq for one in await log.entries("b", after=1, limit=1, max_bytes=99)] == [2]
    assert await log.entries("b", after=4, limit=10, max_bytes=99) == ()
    assert [await log.chain_at("b", seq) for seq in (0, 1, 9)] == ["", "chain1", ""]
    assert await log.waiting() == Waiting(entries=5, oldest_ms=2_000, acked_ms=60)


async def test_contacts_come_in_the_order_asked(shop: Shop) -> None:
    shop.row("contact", "c1", 2, "", "", "", 1)
    shop.row("contact", "c2", 1, "林", "13800000000", "街 1", 0)
    found = await shop.log.contacts(["c2", "none", "c1", "c2"])
    assert [(one.contact_id, one.erased) for one in found] == [("c2", False), ("c1", True)]
