"""What a shopper may do at a kiosk, over HTTP."""

import msgspec
import pytest

from edge.domain.message import Actor, Command
from edge.domain.order import (
    AddToBasket,
    ClearBasket,
    ParkOrder,
    SetContact,
    SetQuantity,
    SetWay,
    SwapVariant,
)
from edge.domain.payment import AskPayment, StopPayment
from edge.domain.shelf import ShowProduct
from edge.domain.stock import StoreStock
from edge.errors import Rejected, StoreError
from tests.kiosk_ui.conftest import OpenStand, Stand

ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("show", {"product_id": "P0001"}, ShowProduct(product_id="P0001")),
    ("add", {"sku": "P0001-01", "quantity": 2}, AddToBasket(sku="P0001-01", quantity=2)),
    ("add", {"sku": "P0001-01"}, AddToBasket(sku="P0001-01", quantity=1)),
    ("quantity", {"line_id": "l1", "quantity": 0}, SetQuantity(line_id="l1", quantity=0)),
    ("swap", {"line_id": "l1", "sku": "P0001-02"}, SwapVariant(line_id="l1", sku="P0001-02")),
    ("way", {"line_id": "l1", "way": "ship"}, SetWay(line_id="l1", way="ship")),
    ("contact", {"name": "周", "phone": "1", "address": "x"}, SetContact(name="周", phone="1", address="x")),
    ("pay", {}, AskPayment()),
    ("stop", {"payment_id": "p1"}, StopPayment(payment_id="p1")),
    ("park", {}, ParkOrder()),
    ("leave", {}, ClearBasket()),
)  # fmt: skip


@pytest.mark.parametrize(("act", "body", "command"), ACTS)
async def test_an_act_is_one_command_of_a_shopper(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    headers = {"Idempotency-Key": "tap-1"}
    async with shop.page.post(f"/api/kiosk/{act}?place=kiosk-2", json=body, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    (taken,) = shop.memory.dispatch.taken
    assert taken.command == command
    assert taken.actor == Actor(role="shopper", place="kiosk-2", channel="kiosk")
    assert taken.key == "tap-1"


async def test_a_repeated_key_is_done_once_and_another_body_is_refused(shop: Stand) -> None:
    headers = {"Idempotency-Key": "tap-1"}
    for _ in range(2):
        async with shop.page.post("/api/kiosk/add", json={"sku": "P0001-01"}, headers=headers) as answer:
            assert answer.status == 200
    assert len(shop.memory.dispatch.taken) == 1
    other = await shop.refused("POST", "/api/kiosk/add", json={"sku": "P0001-02"}, headers=headers)
    assert other == (409, "key_reused")


async def test_the_first_kiosk_is_the_default_and_an_unknown_one_is_not(shop: Stand) -> None:
    async with shop.page.post("/api/kiosk/park", json={}) as answer:
        assert answer.status == 200
    assert shop.memory.dispatch.taken[0].actor.place == "kiosk-1"
    assert await shop.refused("POST", "/api/kiosk/park?place=till-1", json={}) == (404, "no_place")


async def test_a_signed_in_browser_is_still_a_shopper_at_the_kiosk(shop: Stand) -> None:
    assert await shop.sign_in("manager") == 200
    async with shop.page.post("/api/kiosk/pay", json={}) as answer:
        assert answer.status == 200
    assert shop.memory.dispatch.taken[-1].actor.role == "shopper"


async def test_the_home_screen_has_categories_and_no_empty_rows(shop: Stand) -> None:
    async with shop.page.get("/api/kiosk/home") as answer:
        home = await answer.json()
    assert [category["category"] for category in home["categories"]] == ["apparel"]
    assert [row["shelf"] for row in home["shelves"]] == ["new", "season", "apparel"]
    assert [card["product_id"] for card in home["shelves"][2]["cards"]] == ["P0001", "P0002"]


async def test_products_are_found_on_shelves_by_words_and_by_id(shop: Stand) -> None:
    async with shop.page.get("/api/kiosk/shelf/apparel", params={"after": "P0001"}) as answer:
        assert [card["product_id"] for card in (await answer.json())["cards"]] == ["P0002"]
    async with shop.page.get("/api/kiosk/search", params={"q": " 圆领 "}) as answer:
        assert len((await answer.json())["cards"]) == 2
    async with shop.page.get("/api/kiosk/search", params={"q": " "}) as answer:
        assert await answer.json() == {"cards": [], "next": ""}
    async with shop.page.get("/api/kiosk/product/P0001") as answer:
        assert (await answer.json())["product_id"] == "P0001"
    assert await shop.refused("GET", "/api/kiosk/product/P9999") == (404, "no_product")
    assert await shop.refused("GET", "/api/kiosk/search", params={"q": "x" * 201}) == (422, "bad_query")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Rejected("out_of_stock", sku="P0001-01"), 409, "out_of_stock"),
        (Rejected("not_allowed"), 403, "not_allowed"),
        (Rejected("no_payment"), 404, "no_payment"),
        (Rejected("busy"), 503, "busy"),
        (StoreError("disk full at /var/lib/store.db"), 503, "store"),
        (ValueError("a secret of the inside"), 500, "broken"),
    ],
)
async def test_a_refusal_is_a_problem_that_tells_nothing_of_the_inside(
    shop: Stand, error: Exception, status: int, code: str
) -> None:
    def fail(_: Command) -> tuple[()]:
        raise error

    shop.memory.dispatch.answers[AddToBasket] = fail
    async with shop.page.post("/api/kiosk/add", json={"sku": "P0001-01"}) as answer:
        text = await answer.text()
        problem = await answer.json()
    assert (answer.status, problem["code"]) == (status, code)
    assert problem["detail"] == ({"sku": "P0001-01"} if code == "out_of_stock" else {})
    assert "secret" not in text
    assert "var/lib" not in text


class Centre:
    """Implements `StockFinder`; None is a centre that does not answer."""

    def __init__(self, found: tuple[StoreStock, ...] | None) -> None:
        self._found = found

    async def stock(self, sku: str) -> tuple[StoreStock, ...] | None:
        return self._found


ANSWER = StoreStock(store_id="s777", name_zh="远店", name_en="Far", available=9, as_of_ms=5)


@pytest.mark.parametrize(
    ("centre", "asked", "rows"),
    [
        (Centre((ANSWER,)), True, [("s777", 9)]),
        (Centre(()), True, []),
        (Centre(None), False, [("s002", 4)]),
        (None, False, [("s002", 4)]),
    ],
)
async def test_who_else_has_it_is_the_centres_word_or_what_was_told_before(
    open_stand: OpenStand, *, centre: Centre | None, asked: bool, rows: list[tuple[str, int]]
) -> None:
    stand = await open_stand(lambda memory: msgspec.structs.replace(memory.desk, stock=centre))
    async with stand.page.get("/api/kiosk/stock/P0001-01") as answer:
        view = await answer.json()
    assert (view["asked"], [(one["store_id"], one["available"]) for one in view["stores"]]) == (asked, rows)
    if centre is None:
        assert await stand.refused("GET", "/api/kiosk/stock/none") == (404, "no_product")
