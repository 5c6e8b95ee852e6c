"""The centre's API document agrees with its routes and answers, and the page's types with the document."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession

from edge.domain.order import OrderPaid
from kiosk_ui.openapi import CENTRE_TYPES, WEB, title, types
from sync.hub.members import id_of
from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access
from sync.hub.web.hours import Hours
from sync.hub.web.overdue import overdue
from sync.hub.web.route import Front
from sync.hub.web.routes import ROUTES, document_bytes
from sync.hub.web.server import HubWeb, application
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import seed, told
from tests.sync.pair import running
from tests.sync.shop import Shop

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = msgspec.json.decode(document_bytes())
PLACED = {"lines": [{"sku": "P1-0"}], "way": "pickup", "store": "s001", "paid_ref": "w1"}
LINE = {"sku": "P1-0", "quantity": 1}
SHOWN = [route for route in ROUTES if not route.hidden]


def operations() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


async def test_the_document_names_every_route_the_server_answers(clock: SetClock) -> None:
    hub = MemoryHub(clock)
    access = Access(clock, RealClock().new_id, admin_hash="")
    front = Front(
        desk=hub,
        access=access,
        clock=clock,
        gen=hub.gen,
        hours=Hours(hub),
        overdue=overdue(hub.members),
    )
    app = application(front)
    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None
    }
    assert operations() == served - {(route.method, route.path) for route in ROUTES if route.hidden}
    told = {(route.method, route.path) for route in ROUTES if route.path.startswith("/api/")}
    assert told - operations() == {("GET", "/api/openapi.json"), ("GET", "/api/asyncapi.json")}
    assert len(ROUTES) == len({(route.method, route.path) for route in ROUTES})


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', document_bytes().decode()))
    assert named == set(DOCUMENT["components"]["schemas"])


def test_every_operation_has_its_body_its_answer_and_its_refusals() -> None:
    for route in SHOWN:
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        assert ("requestBody" in operation) == (route.method == "POST")
        assert str(route.status) in operation["responses"]
        assert "401" in operation["responses"]
        assert ("security" in operation) != route.open
        named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", route.path))


@pytest.fixture
async def session(clock: SetClock) -> AsyncIterator[ClientSession]:
    hub = MemoryHub(clock)
    await hub.load(seed(staff=()))
    shop = Shop(clock)
    order = msgspec.structs.replace(shop.sell("P1-0"), order_id="o1")
    shop.append(OrderPaid(order=order))
    shop.log.entries[0] = msgspec.structs.replace(shop.log.entries[0], kind="StockMoved")
    await told(hub, shop)
    page = HubWeb(hub, Access(clock, RealClock().new_id, admin_hash="", token="t"), clock)
    async with running(page):
        await page.ready.wait()
        async with ClientSession(page.url, headers={"Authorization": "Bearer t"}) as session:
            yield session


@pytest.mark.parametrize("route", [one for one in SHOWN if one.method == "GET"], ids=lambda one: one.path)
async def test_answers_are_what_the_document_says(session: ClientSession, route: Any) -> None:  # noqa: ANN401
    async with session.post("/api/orders", json=PLACED, headers={"Idempotency-Key": "k"}) as answer:
        placed = (await answer.json())["order_id"]
    wish = {"transfer_id": "t1", "source": "s001", "target": "s002", "lines": [LINE]}
    await session.post("/api/transfers", json=wish)
    order_id = placed if "fulfilments" in route.path else "o1"
    named = {
        "store": "s001",
        "sku": "P1-0",
        "order_id": order_id,
        "origin": "origin-1",
        "seq": "1",
        "transfer_id": "t1",
    }
    path = route.path.format(member_id=id_of("M1"), **named)
    async with session.get(path) as answer:
        assert answer.status == 200, path
        msgspec.json.decode(await answer.read(), type=route.answer)


async def test_the_document_is_served(session: ClientSession) -> None:
    async with session.get("/api/openapi.json") as answer:
        assert await answer.json() == DOCUMENT


def test_the_document_is_written_for_who_asks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sync.hub.web.openapi"], capture_output=True, check=True, cwd=ROOT
    )
    assert done.stdout == document_bytes()


def test_the_pages_types_are_of_this_document() -> None:
    first = CENTRE_TYPES.read_text("utf-8").splitlines(keepends=True)[0]
    cure = "run: python -m sync.hub.web.openapi | python -m kiosk_ui.openapi --centre"
    assert first == title(document_bytes(), "--centre"), cure


def test_the_pages_types_are_what_the_generator_makes() -> None:
    if not (WEB / "node_modules" / "openapi-typescript").is_dir():
        pytest.skip("the screens' packages are not installed here: make setup installs them")
    assert CENTRE_TYPES.read_text("utf-8") == types(document_bytes(), "--centre")
