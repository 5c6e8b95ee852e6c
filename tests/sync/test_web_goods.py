"""The centre's API of goods between stores: limits, what is proposed, what is sent and cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession

from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access
from sync.hub.web.server import HubWeb
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import seed, told
from tests.sync.pair import running
from tests.sync.shop import Shop
from tests.sync.test_web import PROGRAM, Caller

WISH = {
    "transfer_id": "t1",
    "source": "s001",
    "target": "s002",
    "lines": [{"sku": "P1-0", "quantity": 5}],
}
CHOICE = {"source": "s001", "target": "s002", "sku": "P1-0", "quantity": 5}
LIMITS = [
    {"store": "s001", "sku": "P1-0", "low": 0, "high": 2},
    {"store": "s002", "sku": "P1-0", "low": 1, "high": 5},
]


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    clock = SetClock()
    hub = MemoryHub(clock)
    await hub.load(seed(staff=()))
    shop = Shop(clock)
    shop.append(shop.moved("P1-0", 9, "stock_take", "t1"))
    await told(hub, shop)
    page = HubWeb(hub, Access(clock, RealClock().new_id, admin_hash="", token=PROGRAM), clock)
    async with running(page), ClientSession() as session:
        await page.ready.wait()
        yield Caller(session, page.url)


def rows(found: object) -> list[dict[str, Any]]:
    return msgspec.convert(found, list[dict[str, Any]])


async def test_goods_are_asked_for_once_looked_at_and_cancelled_with_a_reason(call: Caller) -> None:
    status, asked = await call("POST", "/api/transfers", WISH)
    assert (status, asked["state"]) == (202, "asked")
    assert (await call("POST", "/api/transfers", WISH))[1] == asked
    assert (await call("POST", "/api/transfers", {**WISH, "target": "s003"}))[1]["code"] == "key_reused"
    assert (await call("POST", "/api/transfers", {**WISH, "lines": []}))[1]["code"] == "body"
    _, file = await call("GET", "/api/transfers/t1")
    decided = {"asked_by": "program", "cancelled_by": "", "cancelled_ms": 0, "cancelled_why": ""}
    assert file["transfer"] == {**asked, "decided": decided}
    assert [one["sku"] for one in rows(file["items"])] == ["P1-0"]
    _, listed = await call("GET", "/api/transfers?store=s002&state=asked")
    assert listed == {"transfers": [file["transfer"]]}
    assert (await call("GET", "/api/transfers?state=none"))[0] == 400
    assert (await call("POST", "/api/transfers/t1/cancel"))[1]["code"] == "body"
    assert (await call("POST", "/api/transfers/t1/cancel", {"why": " "}))[1]["code"] == "reason"
    _, over = await call("POST", "/api/transfers/t1/cancel", {"why": "sold out"})
    assert (over["state"], over["reason"]) == ("cancelled", "sold out")
    _, file = await call("GET", "/api/transfers/t1")
    assert file["transfer"]["decided"]["cancelled_by"] == "program"  # type: ignore[index]
    assert (await call("GET", "/api/transfers/t2"))[0] == 404
    assert (await call("POST", "/api/transfers/t2/cancel", {"why": "late"}))[0] == 404


async def test_limits_are_set_listed_and_taken_away(call: Caller) -> None:
    path = "/api/replenishment/limits"
    assert await call("POST", path, {"limits": LIMITS}) == (200, {"changed": 2})
    assert (await call("POST", path, {"limits": []}))[1]["code"] == "body"
    _, found = await call("GET", f"{path}?store=s001&q=P1-0")
    (level,) = rows(found["limits"])
    assert (level["on_hand"], level["high"], level["set_by"]) == (9, 2, "program")
    assert [one["sku"] for one in rows(found["items"])] == ["P1-0"]
    assert (await call("GET", f"{path}?limit=501"))[1]["code"] == "limit"
    gone = {"limits": [{"store": "s001", "sku": "P1-0"}]}
    assert await call("POST", f"{path}/delete", gone) == (200, {"changed": 1})
    assert await call("POST", f"{path}/delete", gone) == (200, {"changed": 0})
    assert len(rows((await call("GET", path))[1]["limits"])) == 1


async def test_what_is_proposed_is_sent_with_one_press(call: Caller) -> None:
    await call("POST", "/api/replenishment/limits", {"limits": LIMITS})
    _, found = await call("GET", "/api/replenishment?sku=P1-0&store=s002")
    (row,) = rows(found["proposals"])
    assert {name: row[name] for name in CHOICE} == CHOICE
    assert (row["giver"]["on_hand"], row["taker"]["low"]) == (9, 1)
    assert [one["sku"] for one in rows(found["items"])] == ["P1-0"]
    wish = {"key": "k1", "proposals": [CHOICE]}
    status, sent = await call("POST", "/api/replenishment/transfers", wish)
    assert (status, sent["moved"]) == (202, [])
    assert [one["transfer_id"] for one in rows(sent["transfers"])] == ["k1.1"]
    assert (await call("POST", "/api/replenishment/transfers", wish))[1] == sent
    _, other = await call("POST", "/api/replenishment/transfers", {**wish, "key": "k2"})
    assert other == {"transfers": [], "moved": [{**CHOICE, "now": 0}]}
    assert (await call("GET", "/api/replenishment"))[1] == {"proposals": [], "items": []}
    none = {**CHOICE, "quantity": 0}
    wrongs: list[dict[str, object]] = [{"key": ""}, {"key": "a/b"}, {"proposals": []}, {"proposals": [none]}]
    for wrong in wrongs:
        assert (await call("POST", "/api/replenishment/transfers", {**wish, **wrong}))[1]["code"] == "body"
