"""The API document agrees with the routes, and the pages' types with the document."""

import re
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from kiosk_ui.front import Front
from kiosk_ui.openapi import TYPES, WEB, title, types
from kiosk_ui.routes import ROUTES, document_bytes
from kiosk_ui.server import build_app
from tests.kiosk_ui.conftest import Stand
from tests.kiosk_ui.goods import parcel

DOCUMENT: dict[str, Any] = msgspec.json.decode(document_bytes())


def operations() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}


async def test_the_document_names_every_route_the_server_answers(shop: Stand) -> None:
    app = build_app(Front(shop.memory.desk))
    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    hidden = {(route.method, route.path) for route in ROUTES if route.hidden}
    assert operations() == served - hidden
    assert all(path.startswith(("/api/", "/health", "/metrics")) for _, path in operations())


def test_every_api_route_is_in_the_document() -> None:
    told = {(route.method, route.path) for route in ROUTES if route.path.startswith("/api/")}
    assert told - operations() == {("GET", "/api/openapi.json")}


def test_no_two_routes_share_an_address() -> None:
    addresses = [(route.method, route.path) for route in ROUTES]
    assert len(addresses) == len(set(addresses))


async def test_the_document_is_served(shop: Stand) -> None:
    async with shop.page.get("/api/openapi.json") as answer:
        assert await answer.json() == DOCUMENT
    assert DOCUMENT["openapi"] == "3.1.0"


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', document_bytes().decode()))
    assert named == set(DOCUMENT["components"]["schemas"])


def test_every_operation_has_its_body_its_answer_and_its_refusals() -> None:
    for route in ROUTES:
        if route.hidden:
            continue
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        assert ("requestBody" in operation) == (route.method == "POST")
        assert ("101" if route.live else "200") in operation["responses"]
        assert {"422"} <= set(operation["responses"]) or route.method == "GET"
        named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", route.path))
    assert len(
        {one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()}
    ) == len(operations())


def test_what_is_answered_is_always_whole() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["KioskView"]["required"]) == set(schemas["KioskView"]["properties"])
    assert set(schemas["VariantView"]["required"]) == set(schemas["VariantView"]["properties"])
    assert "quantity" not in schemas["AddWish"]["required"]


PARTS = {
    "shelf": "new",
    "product_id": "P0001",
    "order_id": "o9",
    "task_id": "o9.1",
    "sku": "P0001-01",
    "transfer_id": "t9",
}


async def test_answers_are_what_the_document_says(demo: Stand) -> None:
    await demo.sign_in("manager")
    demo.memory.reads.orders["o9"] = parcel()
    for route in ROUTES:
        if route.hidden or route.live or route.method != "GET" or route.media != "application/json":
            continue
        path = route.path
        for name, value in PARTS.items():
            path = path.replace(f"{{{name}}}", value)
        async with demo.page.get(path) as answer:
            assert answer.status == 200, path
            msgspec.json.decode(await answer.read(), type=route.answer)


def test_the_document_is_written_for_who_asks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk_ui.openapi"], capture_output=True, check=True, cwd=WEB.parents[1]
    )
    assert done.stdout == document_bytes()
    wrong = subprocess.run(
        [sys.executable, "-m", "kiosk_ui.openapi", "--none"],
        capture_output=True,
        check=False,
        cwd=WEB.parents[1],
    )
    assert wrong.returncode == 2


def test_the_pages_types_are_of_this_document() -> None:
    first = TYPES.read_text("utf-8").splitlines(keepends=True)[0]
    assert first == title(document_bytes()), "run: python -m kiosk_ui.openapi --types"


def test_the_pages_types_are_what_the_generator_makes() -> None:
    if not (WEB / "node_modules" / "openapi-typescript").is_dir():
        pytest.skip("the screens' packages are not installed here: make setup installs them")
    assert TYPES.read_text("utf-8") == types(document_bytes())
