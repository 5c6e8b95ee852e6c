"""What staff does with an order, over HTTP."""

import msgspec
import pytest

from edge.domain.message import Actor, Command
from edge.domain.order import CancelOrder, HandOver, PrintReceipt, ShipOrder
from edge.domain.payment import RefundOrder, TakeCash
from kiosk_ui.present.pages import QUEUES
from tests.kiosk_ui.conftest import Stand, frame
from tests.kiosk_ui.goods import order_file, parcel

ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("cash", {"given_fen": 30_000}, TakeCash(order_id="o9", given_fen=30_000)),
    ("receipt", {}, PrintReceipt(order_id="o9")),
    ("hand-over", {}, HandOver(order_id="o9")),
    ("ship", {}, ShipOrder(order_id="o9")),
    ("cancel", {"reason": "走了"}, CancelOrder(order_id="o9", reason="走了")),
    (
        "refund",
        {"reason": "破了", "restock": False},
        RefundOrder(order_id="o9", reason="破了", restock=False),
    ),
)


@pytest.mark.parametrize(("act", "body", "command"), ACTS)
async def test_an_act_is_one_command_of_whoever_is_signed_in(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    await shop.sign_in()
    headers = {"Idempotency-Key": "tap-1"}
    async with shop.page.post(f"/api/till/o9/{act}?place=till-2", json=body, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    taken = shop.memory.dispatch.taken[-1]
    assert taken.command == command
    assert taken.actor == Actor(role="cashier", place="till-2", channel="till", person="cashier")
    assert taken.key == "tap-1"


async def test_an_order_is_shown_with_pictures_and_a_masked_contact(shop: Stand) -> None:
    await shop.sign_in()
    async with shop.page.get("/api/till/order/o9") as answer:
        order = await answer.json()
        text = await answer.text()
    assert order["number"] == "K7P-0042"
    assert order["lines"][0]["picture"] == "/media/tee/F6F3EC.svg?m=SL"
    assert order["contact"] == {"name": "周**", "phone": "154****1037", "address": "杭州市上城区***"}
    assert "15400001037" not in text
    assert await shop.refused("GET", "/api/till/order/o1") == (404, "no_order")
    assert await shop.refused("GET", "/api/till/order/o9?place=kiosk-1") == (404, "no_place")


async def test_a_parcels_label_says_where_it_goes_while_it_is_here(shop: Stand) -> None:
    await shop.sign_in()
    orders = shop.memory.reads.orders
    orders["o8"] = parcel("waiting")
    async with shop.page.get("/api/till/order/o8/label") as answer:
        label = await answer.json()
    assert label == {
        "number": "K7P-0042",
        "name": "周晚晴",
        "phone": "154****1037",
        "address": "杭州市上城区栖云路88号2单元",
    }
    contact = orders["o8"].contact
    assert contact is not None
    erased = msgspec.structs.replace(contact, erased=True)
    for gone in (
        parcel("done"),
        parcel("waiting", elsewhere=True),
        msgspec.structs.replace(parcel("waiting"), contact=erased),
        order_file("o8", state="paid"),
    ):
        orders["o8"] = gone
        assert await shop.refused("GET", "/api/till/order/o8/label") == (409, "no_receiver")
    assert await shop.refused("GET", "/api/till/order/o1/label") == (404, "no_order")


async def test_an_order_of_this_store_is_found_by_its_number(shop: Stand) -> None:
    await shop.sign_in()
    shop.memory.reads.orders = {"o8": parcel("done")}
    for typed, found in (("k7p 42", ["o8"]), ("K7P-0042", ["o8"]), ("K7P-0043", []), ("", [])):
        async with shop.page.get("/api/till/orders", params={"q": typed}) as answer:
            assert [row["order_id"] for row in await answer.json()] == found


async def test_a_full_queue_says_that_it_is(shop: Stand) -> None:
    await shop.sign_in()
    most = {name: most for name, _, most in QUEUES}["done"]
    orders = shop.memory.reads.orders
    for many, full in ((most - 1, []), (most, ["done"])):
        orders.update({f"d{count}": order_file(f"d{count}", state="done") for count in range(many)})
        async with shop.page.ws_connect("/api/live/till") as socket:
            view = (await frame(socket))["view"]
        assert isinstance(view, dict)
        assert view["full"] == full
