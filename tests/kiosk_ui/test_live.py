"""The live views: snapshot, then revisions, to whoever may look and takes them."""

import asyncio

import msgspec
import pytest
from aiohttp import ClientWebSocketResponse
from prometheus_client.parser import text_string_to_metric_families

from edge.app.reads import OrderFile, Sight
from edge.domain.feed import FeedApplied
from edge.domain.logbook import LogAcked
from edge.domain.message import Event
from edge.domain.order import BasketChanged
from edge.domain.payment import Payment, PaymentChanged
from edge.domain.shelf import Shelf, ShelfChanged
from edge.domain.stock import StockHeld
from edge.errors import StoreError
from tests.kiosk_ui.conftest import Stand, frame
from tests.kiosk_ui.goods import order_file, tee

View = dict[str, object]


def scan(stand: Stand, *, place: str = "kiosk-1", product_id: str = "P0001") -> None:
    """Another scan at a kiosk."""
    before = stand.memory.reads.shelves.get(place, Shelf(place=place))
    shelf = msgspec.structs.replace(
        before, product_id=product_id, sku=f"{product_id}-01", scanned_ms=before.scanned_ms + 1
    )
    stand.memory.reads.shelves[place] = shelf
    stand.memory.events.publish(ShelfChanged(shelf=shelf))


def put_order(stand: Stand, file: OrderFile, *, place: str = "kiosk-1") -> None:
    stand.memory.reads.orders[file.order.order_id] = file
    stand.memory.reads.shelves[place] = Shelf(place=place, order_id=file.order.order_id)
    stand.memory.events.publish(BasketChanged(order=file.order))


async def view(socket: ClientWebSocketResponse) -> View:
    found = (await frame(socket))["view"]
    assert isinstance(found, dict)
    return found


async def counted(stand: Stand, name: str) -> float:
    async with stand.page.get("/metrics") as answer:
        families = text_string_to_metric_families(await answer.text())
        return sum(one.value for family in families for one in family.samples if one.name == name)


async def code(socket: ClientWebSocketResponse) -> int | None:
    """The close code, after whatever still comes."""
    async with asyncio.timeout(10):
        async for _ in socket:
            pass
    return socket.close_code


async def test_a_scan_is_on_the_kiosk_after_a_snapshot(shop: Stand) -> None:
    async with shop.page.ws_connect("/api/live/kiosk?place=kiosk-1", origin=shop.url) as socket:
        first = await frame(socket)
        assert first["rev"] == 1
        assert first["view"]["shown"] is None  # type: ignore[index]
        scan(shop)
        second = await frame(socket)
    shown = second["view"]["shown"]  # type: ignore[index]
    assert second["rev"] == 2
    assert [variant["sku"] for variant in shown["variants"]] == ["P0001-02", "P0001-01", "P0001-03"]
    assert second["view"]["shown_sku"] == "P0001-01"  # type: ignore[index]


async def test_a_kiosk_hears_of_its_own_basket_and_payment(shop: Stand) -> None:
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        await frame(socket)
        put_order(shop, order_file("o1", state="paying"))
        order = (await view(socket))["order"]
        assert isinstance(order, dict)
        assert order["payments"] == []
        now_ms = shop.clock.now_ms()
        asked = Payment(
            payment_id="p1", order_id="o1", tender="wallet", amount_fen=1, state="asked", qr="Q",
            expires_ms=now_ms + 1,
        )  # fmt: skip
        shop.memory.reads.orders["o1"] = order_file("o1", state="paying", payments=(asked,))
        shop.memory.events.publish(PaymentChanged(payment=asked))
        order = (await view(socket))["order"]
        assert isinstance(order, dict)
        assert order["payments"][0]["qr"] == "Q"


@pytest.mark.parametrize(
    "event",
    [
        StockHeld(skus=("P0001-02",)),
        FeedApplied(stream="price", pos=1, products=("P0001",)),
        FeedApplied(stream="elsewhere", pos=1),
    ],
    ids=lambda event: type(event).__name__,
)
async def test_price_and_stock_of_the_shown_product_arrive(shop: Stand, event: Event) -> None:
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        scan(shop)
        while not (shown := (await view(socket))["shown"]):
            pass
        offer = tee()
        changed = tuple(
            msgspec.structs.replace(one, price=one.price and msgspec.structs.replace(one.price, price_fen=1))
            for one in offer.offers
        )
        shop.memory.reads.products["P0001"] = msgspec.structs.replace(offer, offers=changed)
        shop.memory.events.publish(event)
        later = (await view(socket))["shown"]
    assert isinstance(shown, dict)
    assert isinstance(later, dict)
    assert shown["variants"][0]["price_fen"] != 1
    assert later["variants"][0]["price_fen"] == 1


async def test_what_concerns_another_place_is_not_sent(shop: Stand) -> None:
    async with shop.page.ws_connect("/api/live/kiosk?place=kiosk-1") as socket:
        assert (await frame(socket))["rev"] == 1
        for _ in range(5):
            scan(shop, place="kiosk-2")
        shop.memory.events.publish(BasketChanged(order=order_file("ox", place="kiosk-2").order))
        shop.memory.events.publish(StockHeld(skus=("P0002-01",)))
        scan(shop)
        assert (await frame(socket))["rev"] == 2


async def test_what_changes_while_a_view_is_read_is_not_missed(shop: Stand) -> None:
    put_order(shop, order_file("o1"))
    reading, go_on = asyncio.Event(), asyncio.Event()
    reads = shop.memory.reads
    at_once = reads.sight

    async def slow(place: str) -> Sight:
        sight = await at_once(place)
        reading.set()
        await go_on.wait()
        return sight

    reads.sight = slow  # type: ignore[method-assign]
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        await reading.wait()
        paid = Payment(payment_id="p1", order_id="o1", tender="wallet", amount_fen=1, state="paid")
        reads.orders["o1"] = order_file("o1", state="paid", payments=(paid,))
        shop.memory.events.publish(PaymentChanged(payment=paid))
        await asyncio.sleep(0)
        go_on.set()
        states = [(await view(socket))["order"]["state"]]  # type: ignore[index]
        while states[-1] != "paid":
            states.append((await view(socket))["order"]["state"])  # type: ignore[index]


async def test_one_build_serves_all_who_look_at_the_same(shop: Stand) -> None:
    async with (
        shop.page.ws_connect("/api/live/kiosk") as one,
        shop.page.ws_connect("/api/live/kiosk") as two,
    ):
        await frame(one)
        rev = (await frame(two))["rev"]
        while (await counted(shop, "store_edge_live_frames_total")) != rev:
            pass
        scan(shop)
        frames = [await frame(one), await frame(two)]
        while frames[0]["rev"] != frames[1]["rev"]:
            frames[0] = await frame(one)
        assert frames[0] == frames[1]
        assert await counted(shop, "store_edge_live_frames_total") == frames[0]["rev"]
        assert await counted(shop, "store_edge_live_sockets") == 2


async def test_the_board_gathers_a_burst_into_few_frames(demo: Stand) -> None:
    async with demo.page.ws_connect("/api/live/board") as socket:
        await frame(socket)
        for acked in range(1, 201):
            demo.memory.log.wait = msgspec.structs.replace(demo.memory.log.wait, acked_ms=acked)
            demo.memory.events.publish(LogAcked(origin="o", acked=acked, safe=0))
            await asyncio.sleep(0)
        last = await frame(socket)
        while last["view"]["acked_ms"] != 200:  # type: ignore[index]
            last = await frame(socket)
        assert isinstance(last["rev"], int)
        assert last["rev"] < 20


async def test_a_part_that_fails_is_told_to_every_page_that_shows_it(demo: Stand) -> None:
    await demo.sign_in()
    async with (
        demo.page.ws_connect("/api/live/kiosk") as kiosk,
        demo.page.ws_connect("/api/live/till") as till,
    ):
        assert (await view(kiosk))["wallet_ok"] is True
        assert (await view(till))["printer_ok"] is True
        demo.memory.health.report("wallet", "down")
        assert (await view(kiosk))["wallet_ok"] is False
        demo.memory.health.report("printer-1", "needs_person")
        assert (await view(till))["printer_ok"] is False


async def test_the_lab_shows_what_moved(demo: Stand) -> None:
    async with demo.page.ws_connect("/api/live/lab") as socket:
        before = await view(socket)
        await demo.memory.lab.plug("barrier-1", plugged=False)
        after = await view(socket)
    assert before["papers"] == after["papers"]
    plugged = {one["device"]: one["plugged"] for one in after["devices"]}  # type: ignore[attr-defined]
    assert plugged["barrier-1"] is False


async def test_a_till_shows_the_queue_and_who_stands_there(shop: Stand) -> None:
    await shop.sign_in("manager")
    async with shop.page.ws_connect("/api/live/till?place=till-2") as socket:
        till = await view(socket)
    assert (till["place"], till["staff_name"], till["role"]) == ("till-2", "名manager", "manager")
    assert [row["order_id"] for row in till["parked"]] == ["o9"]  # type: ignore[attr-defined]
    assert till["printer_ok"] is False


@pytest.mark.parametrize(("error", "expected"), [(StoreError("busy"), 1013), (ValueError("a fault"), 1011)])
async def test_a_page_that_cannot_be_read_is_closed_and_comes_back(
    shop: Stand, error: Exception, expected: int
) -> None:
    reads = shop.memory.reads

    async def fail(place: str) -> Shelf:
        raise error

    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        await frame(socket)
        reads.at = fail  # type: ignore[method-assign]
        scan(shop)
        assert await code(socket) == expected
    del reads.at
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        assert (await view(socket))["shown"]


async def test_events_that_were_lost_are_made_up_for(shop: Stand) -> None:
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        await frame(socket)
        shop.memory.reads.shelves["kiosk-1"] = Shelf(place="kiosk-1", product_id="P0001", scanned_ms=5)
        for subscription in shop.memory.events.subscriptions:
            subscription.lost = True
        shop.memory.events.publish(LogAcked(origin="o", acked=1, safe=0))
        assert (await view(socket))["scanned_ms"] == 5
        assert not any(subscription.lost for subscription in shop.memory.events.subscriptions)
