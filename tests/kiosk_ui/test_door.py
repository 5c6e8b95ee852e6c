"""Who may knock, what a body may be, and what every answer carries."""

import gzip
import re

import msgspec
import pytest
from yarl import URL

from kiosk_ui.body import BODY_MAX, where
from kiosk_ui.route import Route
from kiosk_ui.routes import ROUTES
from tests.kiosk_ui.conftest import OpenStand, Stand

JSON = {"Content-Type": "application/json"}
STAFF_ONLY = [route for route in ROUTES if route.right in {"till", "board"} and not route.live]
LAB_ONLY = [route for route in ROUTES if route.right == "lab" and not route.live]


@pytest.mark.parametrize("route", STAFF_ONLY, ids=lambda route: route.path)
async def test_nobody_reaches_the_till_or_the_board_without_signing_in(shop: Stand, route: Route) -> None:
    method, path = route.method, re.sub(r"{\w+}", "o9", route.path)
    assert await shop.refused(method, path, json={}) == (401, "sign_in")
    assert await shop.refused(method, path, json={}, cookies={"staff_s001": "secret-0"}) == (401, "sign_in")
    assert not shop.memory.dispatch.taken


@pytest.mark.parametrize("route", LAB_ONLY, ids=lambda route: route.path)
async def test_a_real_store_has_no_lab(shop: Stand, route: Route) -> None:
    await shop.sign_in("manager")
    path = route.path.replace("{device}", "scanner-1")
    assert await shop.refused(route.method, path, json={}) == (404, "not_found")


async def test_virtual_devices_alone_make_no_lab(open_stand: OpenStand) -> None:
    shop = await open_stand(lambda memory: msgspec.structs.replace(memory.desk, demo=False))
    await shop.sign_in("manager")
    assert await shop.refused("POST", "/api/lab/barrier-1/plug", json={"plugged": False}) == (
        404,
        "not_found",
    )
    assert await shop.refused("GET", "/lab") == (404, "not_found")


async def test_the_till_needs_a_pin_in_the_demo_too_and_the_board_does_not(demo: Stand) -> None:
    assert await demo.refused("GET", "/api/till/order/o9") == (401, "sign_in")
    async with demo.page.get("/api/board") as answer:
        assert answer.status == 200


async def test_an_attendant_may_look_at_the_board_and_not_use_the_till(shop: Stand) -> None:
    assert await shop.sign_in("gate") == 200
    assert await shop.refused("POST", "/api/till/o9/receipt", json={}) == (403, "not_allowed")
    async with shop.page.get("/api/board") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:80"])
async def test_a_foreign_name_for_this_machine_is_refused(shop: Stand, host: str) -> None:
    for path in ("/api/kiosk/home", "/health", "/kiosk"):
        assert await shop.refused("GET", path, headers={"Host": host}) == (403, "unknown_host")


@pytest.mark.parametrize("host", ["localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080"])
async def test_the_loopback_names_are_known(shop: Stand, host: str) -> None:
    async with shop.page.get("/api/kiosk/home", headers={"Host": host}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_a_foreign_page_can_do_nothing(shop: Stand, headers: dict[str, str]) -> None:
    assert await shop.refused("POST", "/api/kiosk/pay", json={}, headers=headers) == (403, "foreign_page")
    upgrade = headers | {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert await shop.refused("GET", "/api/live/kiosk", headers=upgrade) == (403, "foreign_page")
    assert not shop.memory.dispatch.taken


async def test_our_own_page_can(shop: Stand) -> None:
    headers = {"Origin": shop.url, "Sec-Fetch-Site": "same-origin"}
    async with shop.page.post("/api/kiosk/pay", json={}, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{}", {"Content-Type": "text/plain"}, 415, "json_only"),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "json_only"),
        (b"{", JSON, 400, "bad_json"),
        (b'{"sku": "\xff"}', JSON, 400, "bad_json"),
        (b"[" * 30_000, JSON, 422, "bad_body"),
        (b" " * (BODY_MAX + 1), JSON, 413, "too_large"),
        (
            gzip.compress(b" " * (BODY_MAX + 1), mtime=0),
            JSON | {"Content-Encoding": "gzip"},
            413,
            "too_large",
        ),
        (b"no gzip", JSON | {"Content-Encoding": "gzip"}, 400, "bad_body"),
        (b'{"sku": "A"}', JSON | {"Idempotency-Key": "k" * 129}, 400, "bad_key"),
        (b'{"sku": "A"}', JSON | {"Idempotency-Key": "\u00e9"}, 400, "bad_key"),
        (b"[]", JSON, 422, "bad_body"),
        (b'{"sku": "A\\u0000"}', JSON, 422, "bad_body"),
    ],
)
async def test_a_body_that_cannot_be_is_refused(
    shop: Stand, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    assert await shop.refused("POST", "/api/kiosk/add", data=body, headers=headers) == (status, code)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "sku"),
        ({"sku": 7}, "sku"),
        ({"sku": "A", "quantity": 0}, "quantity"),
        ({"sku": "A", "quantity": 10**30}, "quantity"),
        ({"sku": "A", "price_fen": 1}, "price_fen"),
        ({"sku": "'; drop table orders"}, "sku"),
    ],
)
async def test_the_field_that_cannot_be_is_named(shop: Stand, body: dict[str, object], field: str) -> None:
    async with shop.page.post("/api/kiosk/add", json=body) as answer:
        problem = await answer.json()
    assert (answer.status, problem["code"], problem["detail"]["field"]) == (422, "bad_body", field)


@pytest.mark.parametrize("name", ["A\\u0000", "A\\\\\\u0000"])
async def test_a_nul_in_a_text_is_refused_at_the_door(shop: Stand, name: str) -> None:
    wish = f'{{"name": "{name}", "phone": "15400001037", "address": "x"}}'
    refused = await shop.refused("POST", "/api/kiosk/contact", data=wish.encode(), headers=JSON)
    assert refused == (422, "bad_body")
    backslash = wish.replace(name, "A\\\\u0000").encode()
    async with shop.page.post("/api/kiosk/contact", data=backslash, headers=JSON) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("stock/%00", 404, "not_found"),
        ("product/a%00", 404, "not_found"),
        ("search?q=%00", 422, "bad_query"),
        ("shelf/new?after=%00", 422, "bad_query"),
    ],
)
async def test_a_nul_in_an_address_is_refused_at_the_door(
    shop: Stand, path: str, status: int, code: str
) -> None:
    address = URL(f"{shop.url}/api/kiosk/{path}", encoded=True)
    assert await shop.refused("GET", address) == (status, code)


async def test_only_an_id_is_asked_of_the_centre(shop: Stand) -> None:
    for sku in ("a b", "x" * 65, "'"):
        assert await shop.refused("GET", f"/api/kiosk/stock/{sku}") == (422, "bad_query")


def test_a_path_inside_a_body_is_dotted() -> None:
    assert where("Expected `int`, got `str` - at `$.lines[2].quantity`") == (
        "lines[2].quantity",
        "Expected `int`, got `str`",
    )
    assert where("Object missing required field `sku` - at `$.lines[0]`")[0] == "lines[0].sku"
    assert where("Expected `object`, got `array`") == ("", "Expected `object`, got `array`")


async def test_every_answer_carries_the_security_headers(shop: Stand) -> None:
    for path in ("/", "/kiosk", "/api/kiosk/home", "/nowhere", "/api/till/order/o9", "/media/tee/F6F3EC.svg"):
        async with shop.page.get(path, allow_redirects=False) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Server"] == "store-edge"


async def test_what_is_not_there_and_what_cannot_be_done_are_problems(shop: Stand) -> None:
    assert await shop.refused("GET", "/api/nowhere") == (404, "not_found")
    assert await shop.refused("POST", "/api/kiosk/home", json={}) == (405, "wrong_method")
    assert await shop.refused("GET", "/assets/..%2f..%2fviews.py") == (404, "not_found")
