"""The desk's questions and decisions, of both centres: dead letters, steps of orders, hours, prices, logs."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.order import OrderCancelled, OrderPaid, OrderRefunded
from edge.domain.stock import StockElsewhere
from edge.errors import Rejected
from sync.hub.centre import PostgresHub
from sync.hub.desk import HOUR_MS, DeadLetter, LetterCounts, PriceChange, hours_from
from sync.hub.memory import MemoryHub
from sync.hub.ports import Hub
from sync.wire import items_of
from tests.sync.chain import Chain, sold
from tests.sync.clock import SetClock
from tests.sync.hubs import seed, told
from tests.sync.shop import Shop
from tests.sync.writers import Hubs, amid

ORIGIN = "origin-1"


async def misnamed(hub: Hub, shop: Shop) -> DeadLetter:
    """A sale that arrived under another kind's name, and so could not be read."""
    order = shop.sell("P1-0")
    shop.append(
        OrderPaid(order=msgspec.structs.replace(order, order_id="late", number="AAA-0099", version=3))
    )
    shop.log.entries[-1] = msgspec.structs.replace(shop.log.entries[-1], kind="StockMoved")
    await told(hub, shop)
    (letter,) = await hub.dead_letters()
    return letter


async def named(hub: Hub, seq: int, kind: str) -> None:
    """What a newer program would read in it."""
    if isinstance(hub, MemoryHub):
        row = hub.logs.rows[ORIGIN, seq]
        hub.logs.rows[ORIGIN, seq] = msgspec.structs.replace(row, kind=kind)
        return
    assert isinstance(hub, PostgresHub)
    async with hub._db.transaction() as conn:
        await conn.execute("update log set kind = $1 where origin = $2 and seq = $3", kind, ORIGIN, seq)


async def test_a_dead_letter_is_looked_at_and_tried_again(hub: Hub, shop: Shop, clock: SetClock) -> None:
    letter = await misnamed(hub, shop)
    assert (letter.state, letter.tries, letter.seq) == ("waiting", 0, 4)
    seen = await hub.dead_letter(ORIGIN, 4)
    assert seen.letter == letter
    assert msgspec.json.decode(seen.body)["order"]["order_id"] == "late"
    clock.now_s += 5
    again = await hub.retry_dead_letter(ORIGIN, 4, by="许")
    assert (again.state, again.tries, again.decided_by) == ("waiting", 1, "许")
    assert again.decided_ms == clock.now_ms()
    assert again.reason
    await named(hub, 4, "OrderPaid")
    done = await hub.retry_dead_letter(ORIGIN, 4, by="许")
    assert (done.state, done.tries) == ("applied", 2)
    assert msgspec.json.decode(await hub.order("late"))["order"]["number"] == "AAA-0099"
    (store,) = await hub.stores()
    assert store.dead == 0
    with pytest.raises(Rejected, match="letter_state"):
        await hub.retry_dead_letter(ORIGIN, 4, by="许")


async def test_stock_of_a_letter_that_was_tried_again_is_told_the_neighbours_once(
    hub: Hub, shop: Shop
) -> None:
    shop.append(shop.moved("P1-0", 7, "stock_take", "t1"))
    shop.log.entries[-1] = msgspec.structs.replace(shop.log.entries[-1], kind="OrderPaid")
    await told(hub, shop)
    assert await hub.untold() == ()
    await named(hub, 1, "StockMoved")
    await hub.retry_dead_letter(ORIGIN, 1, by="许")
    (moved,) = await hub.untold()
    (item,) = items_of(moved.push.items)
    assert (moved.store, item) == (
        "s001",
        StockElsewhere(
            sku="P1-0", store_id="s001", available=7, as_of_ms=(await hub.stock_of("P1-0"))[0].as_of_ms
        ),
    )
    assert await hub.untold() == ()


async def test_a_letter_that_comes_late_changes_nothing_that_is_newer(hub: Hub, shop: Shop) -> None:
    order = shop.sell("P1-0")
    shop.log.entries[0] = msgspec.structs.replace(shop.log.entries[0], kind="StockMoved")
    await told(hub, shop)
    before = await hub.order(order.order_id)
    await named(hub, 1, "OrderPaid")
    assert (await hub.retry_dead_letter(ORIGIN, 1, by="许")).state == "applied"
    after = msgspec.json.decode(await hub.order(order.order_id))
    assert after["order"] == msgspec.json.decode(before)["order"]
    assert [step["step"] for step in after["steps"]] == ["paid", "handed_over"]
    assert [(row.on_hand, row.allocated) for row in await hub.stock_of("P1-0")] == [(-1, 0)]


async def test_a_dead_letter_is_dropped_with_a_reason_and_stays(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    await misnamed(hub, shop)
    for wrong in ("", "   ", "x" * 201, "a\nb"):
        with pytest.raises(Rejected, match="reason"):
            await hub.drop_dead_letter(ORIGIN, 4, why=wrong, by="许")
    dropped = await hub.drop_dead_letter(ORIGIN, 4, why=" a test order ", by="许")
    assert (dropped.state, dropped.why, dropped.decided_by) == ("dropped", "a test order", "许")
    assert dropped.decided_ms == clock.now_ms()
    assert await hub.dead_letters() == (dropped,)
    for act in (
        hub.retry_dead_letter(ORIGIN, 4, by="许"),
        hub.drop_dead_letter(ORIGIN, 4, why="once more", by="许"),
    ):
        with pytest.raises(Rejected, match="letter_state"):
            await act
    assert (await hub.stores())[0].dead == 0


@pytest.mark.process
async def test_a_letter_that_is_tried_again_cannot_be_dropped_meanwhile(hubs: Hubs, shop: Shop) -> None:
    one, other = hubs
    await misnamed(one, shop)
    await named(one, 4, "OrderPaid")

    async def drop() -> None:
        with pytest.raises(Rejected, match="letter_state"):
            await other.drop_dead_letter(ORIGIN, 4, why="a test", by="沈")

    async def again() -> None:
        assert (await one.retry_dead_letter(ORIGIN, 4, by="许")).state == "applied"

    await amid(one, "lock orders", again(), drop())
    assert [(letter.state, letter.decided_by) for letter in await one.dead_letters()] == [("applied", "许")]


async def test_a_letter_nobody_knows(hub: Hub) -> None:
    for act in (
        hub.dead_letter("none", 1),
        hub.retry_dead_letter("none", 1, by="许"),
        hub.drop_dead_letter("none", 1, why="gone", by="许"),
    ):
        with pytest.raises(Rejected, match="no_letter"):
            await act


async def test_what_waits_stands_before_what_was_decided(hub: Hub, shop: Shop, clock: SetClock) -> None:
    for _ in range(3):
        shop.sell("P1-0")
        clock.now_s += 1
    for at in (0, 3, 6):
        shop.log.entries[at] = msgspec.structs.replace(shop.log.entries[at], kind="StockMoved")
    await told(hub, shop)
    await hub.drop_dead_letter(ORIGIN, 7, why="a test", by="许")
    assert [letter.seq for letter in await hub.dead_letters()] == [4, 1, 7]
    for decided, seqs in ((False, [4, 1]), (True, [7])):
        assert [letter.seq for letter in await hub.dead_letters(decided=decided)] == seqs
    assert [letter.seq for letter in await hub.dead_letters(decided=True, limit=1)] == [7]
    assert await hub.letter_counts() == LetterCounts(waiting=2, decided=1)


async def test_the_steps_of_an_order_say_when_and_why(hub: Hub, shop: Shop, clock: SetClock) -> None:
    order = shop.sell("P1-0")
    clock.now_s += 60
    cancelled = msgspec.structs.replace(order, order_id="o2", state="cancelled", version=1)
    shop.append(
        OrderCancelled(order=cancelled, reason="left"), OrderCancelled(order=cancelled, reason="again")
    )
    await told(hub, shop)
    steps = msgspec.json.decode(await hub.order(order.order_id))["steps"]
    assert [(step["step"], step["detail"]) for step in steps] == [("paid", ""), ("handed_over", "take")]
    (step,) = msgspec.json.decode(await hub.order("o2"))["steps"]
    assert (step["step"], step["detail"], step["at_ms"]) == ("cancelled", "left", clock.now_ms())


async def test_orders_by_store_state_and_text(hub: Hub, clock: SetClock) -> None:
    for store, origin in (("s001", "o1"), ("s002", "o2")):
        shop = Shop(clock, origin)
        shop.sell("P1-0")
        clock.now_s += 1
        order = shop.sell("P1-0")
        shop.append(
            OrderCancelled(order=msgspec.structs.replace(order, state="cancelled", version=9), reason="x")
        )
        await told(hub, shop, store=store)
        clock.now_s += 1
    assert [(row.store, row.state) for row in await hub.orders()] == [
        ("s002", "cancelled"),
        ("s002", "done"),
        ("s001", "cancelled"),
        ("s001", "done"),
    ]
    assert [row.store for row in await hub.orders(state="done")] == ["s002", "s001"]
    (row,) = await hub.orders(state="done", store="s001")
    assert [one.order_id for one in await hub.orders(text=row.order_id)] == [row.order_id]
    assert len(await hub.orders(text="aaa-0001")) == 2
    assert await hub.orders(text="A%1") == ()
    assert len(await hub.orders(text="A", limit=3)) == 3


async def test_what_was_taken_in_by_the_hour(hub: Hub, shop: Shop, clock: SetClock) -> None:
    shop.sell("P1-0")
    clock.now_s += HOUR_MS / 1000
    shop.sell("P1-0", quantity=2)
    await told(hub, shop)
    (row,) = await hub.hours(hours_from(clock.now_ms()))
    assert row.store == "s001"
    assert row.orders[-2:] == (1, 1)
    assert row.sales_fen[-2:] == (1990, 3980)
    assert sum(row.orders) == 2
    assert await hub.hours(hours_from(clock.now_ms() + 100 * HOUR_MS)) == ()


async def test_the_prices_of_an_item_and_which_hold(hub: Hub, clock: SetClock) -> None:
    await hub.load(seed(staff=()))
    later = clock.now_ms() + HOUR_MS
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=9000, effective_from_ms=later)])
    rows = await hub.prices_of("P1-1")
    assert [(row.store, row.price_fen, row.effective_from_ms, row.holds) for row in rows] == [
        ("", 9900, 0, True),
        ("", 9000, later, False),
        ("s002", 8800, 0, True),
    ]
    assert await hub.prices_of("nothing") == ()
    for past_ms in (clock.now_ms(), 0, -1):
        change = PriceChange(sku="P1-1", price_fen=1, effective_from_ms=past_ms)
        with pytest.raises(Rejected, match="price_past"):
            await hub.set_prices([change])
    assert await hub.prices_of("P1-1") == rows


async def test_the_logs_of_a_store(hub: Hub, shop: Shop) -> None:
    shop.sell("P1-0")
    await told(hub, shop)
    (row,) = await hub.logs_of("s001")
    assert (row.origin, row.box, row.acked, row.told_seq, row.safe) == (ORIGIN, "b1", 3, 3, None)
    await hub.require_backup(required=True)
    assert [row.safe for row in await hub.logs_of("s001")] == [0]
    with pytest.raises(Rejected, match="no_store"):
        await hub.logs_of("nowhere")


async def test_a_found_item_can_be_drawn(hub: Hub) -> None:
    await hub.load(seed(staff=()))
    (found,) = await hub.find("P1-0")
    assert (found.kind, found.mark, found.color_hex) == ("tee", "", "")


async def test_a_sale_tried_again_after_its_refund_has_nothing_shipped(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    await Chain(hub, clock).open(s002=9)
    shop.append(
        OrderPaid(order=sold()), OrderRefunded(order=sold(state="refunded", version=2), reason="changed mind")
    )
    shop.log.entries[0] = msgspec.structs.replace(shop.log.entries[0], kind="StockMoved")
    await told(hub, shop)
    await named(hub, 1, "OrderPaid")
    assert (await hub.retry_dead_letter(ORIGIN, 1, by="许")).state == "applied"
    await hub.route()
    (row,) = await hub.orders()
    assert (row.state, await hub.demands()) == ("refunded", ())


async def test_who_set_a_price_stands_beside_it_until_another_or_a_file_does(
    hub: Hub, clock: SetClock
) -> None:
    await hub.load(seed())
    later = clock.now_ms() + 60_000

    async def named(sku: str) -> list[tuple[str, int, str, int]]:
        return [(row.store, row.price_fen, row.set_by, row.set_ms) for row in await hub.prices_of(sku)]

    assert await named("P1-1") == [("", 9900, "", 0), ("s002", 8800, "", 0)]
    at_ms = clock.now_ms()
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=7700)], by="许")
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=7000, effective_from_ms=later)], by="沈")
    assert await named("P1-1") == [("", 7700, "许", at_ms), ("", 7000, "沈", at_ms), ("s002", 8800, "", 0)]
    clock.now_s += 5
    assert await hub.set_prices([PriceChange(sku="P1-1", price_fen=7700)], by="沈") == 0
    assert (await named("P1-1"))[0] == ("", 7700, "许", at_ms)
    clock.now_s += 60
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=6600, store="s003")], by="周")
    assert await named("P1-1") == [
        ("", 7000, "沈", at_ms),
        ("s002", 8800, "", 0),
        ("s003", 6600, "周", clock.now_ms()),
    ]
    await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000)], by="许")
    assert await hub.load(seed()) > 0
    assert (await named("P1-0"))[0] == ("", 9900, "", 0)
