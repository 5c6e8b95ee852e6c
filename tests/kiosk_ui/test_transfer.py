"""Goods for and from other stores over HTTP: what staff sees of them, and what it does."""

import msgspec
import pytest

from edge.domain.message import Actor, Command
from edge.domain.stock import Count
from edge.domain.transfer import ReceiveTransfer, RefuseTransfer, SendTransfer, WishTransfer
from tests.kiosk_ui.conftest import Stand, frame
from tests.kiosk_ui.goods import transfer

COUNTS: dict[str, object] = {"counts": [{"sku": "P0001-01", "quantity": 3}]}
ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("send", COUNTS, SendTransfer(transfer_id="t9", counts=(Count(sku="P0001-01", quantity=3),))),
    (
        "send",
        {**COUNTS, "reason": "damaged"},
        SendTransfer(transfer_id="t9", counts=(Count(sku="P0001-01", quantity=3),), reason="damaged"),
    ),
    ("receive", COUNTS, ReceiveTransfer(transfer_id="t9", counts=(Count(sku="P0001-01", quantity=3),))),
    ("refuse", {"reason": "卖完了"}, RefuseTransfer(transfer_id="t9", reason="卖完了")),
)


@pytest.mark.parametrize(("act", "body", "command"), ACTS, ids=[act for act, _, _ in ACTS])
async def test_an_act_is_one_command_of_whoever_is_signed_in(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    assert (await shop.refused("POST", f"/api/till/transfer/t9/{act}", json=body))[0] == 401
    await shop.sign_in()
    async with shop.page.post(f"/api/till/transfer/t9/{act}?place=till-2", json=body) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    taken = shop.memory.dispatch.taken[-1]
    assert taken.command == command
    assert taken.actor == Actor(role="cashier", place="till-2", channel="till", person="cashier")


async def test_what_is_asked_of_the_store_and_what_comes_to_it(shop: Stand) -> None:
    rows = shop.memory.reads.transfer_rows
    lines = (msgspec.structs.replace(transfer().lines[0], sent=4, received=3),)
    coming = msgspec.structs.replace(
        transfer(), transfer_id="t8", source="s777", target="s001", state="received", lines=lines
    )
    rows["t8"] = coming
    await shop.sign_in()
    async with shop.page.get("/api/till/transfers") as answer:
        view = await answer.json()
    assert [(row["transfer_id"], row["way"], row["store_en"]) for row in view["open"]] == [
        ("t9", "out", "Chengji Riverbank")
    ]
    assert [(row["transfer_id"], row["way"], row["store_en"]) for row in view["ended"]] == [
        ("t8", "in", "s777")
    ]
    (ended,) = view["ended"]
    assert (ended["pieces"], ended["sent"], ended["received"], ended["fewer"], ended["more"]) == (
        4,
        4,
        3,
        1,
        0,
    )
    async with shop.page.get("/api/till/transfer/t8") as answer:
        (line,) = (await answer.json())["lines"]
    assert (line["sent"], line["received"], line["missing"]) == (4, 3, 1)
    assert (line["variant_zh"], line["variant_en"]) == ("white L", "white L")
    assert line["picture"] == "/media/tee/F6F3EC.svg?m=SL"
    assert await shop.refused("GET", "/api/till/transfer/none") == (404, "no_transfer")


async def test_counts_are_checked_at_the_door(shop: Stand) -> None:
    await shop.sign_in()
    for counts in ([], [{"sku": "A", "quantity": -1}], [{"sku": "", "quantity": 1}]):
        refused = await shop.refused("POST", "/api/till/transfer/t9/send", json={"counts": counts})
        assert refused == (422, "bad_body")


async def test_the_till_shows_live_what_is_open_and_what_lately_ended(shop: Stand) -> None:
    over = msgspec.structs.replace(transfer(), transfer_id="t8", state="refused", reason="damaged")
    shop.memory.reads.transfer_rows["t8"] = over
    await shop.sign_in()
    async with shop.page.ws_connect("/api/live/till?place=till-2") as socket:
        view = (await frame(socket))["view"]
    assert isinstance(view, dict)
    assert [one["transfer_id"] for one in view["transfers"]] == ["t9"]
    assert [(one["transfer_id"], one["reason"]) for one in view["transfers_ended"]] == [("t8", "damaged")]


async def test_what_may_be_asked_for_is_found_by_words_or_one_by_its_code(shop: Stand) -> None:
    assert (await shop.refused("GET", "/api/till/goods?q=tee"))[0] == 401
    await shop.sign_in()
    async with shop.page.get("/api/till/goods?q=tee") as answer:
        found = await answer.json()
    assert len(found["goods"]) > 1
    assert not found["more"]
    one = found["goods"][0]
    async with shop.page.get(f"/api/till/goods?q={one['gtin']}") as answer:
        assert (await answer.json())["goods"] == [one]
    for nothing in ("nothing-like-it", ""):
        async with shop.page.get(f"/api/till/goods?q={nothing}") as answer:
            assert await answer.json() == {"goods": [], "more": False}


async def test_who_has_it_is_said_at_the_till_too(shop: Stand) -> None:
    assert (await shop.refused("GET", "/api/till/stock/P0001-01"))[0] == 401
    await shop.sign_in()
    async with shop.page.get("/api/till/stock/P0001-01") as answer:
        assert (answer.status, (await answer.json())["asked"]) == (200, False)


async def test_goods_asked_of_another_store_are_one_command_of_whoever_is_signed_in(shop: Stand) -> None:
    wish = {"transfer_id": "t1", "source": "s002", "sku": "P0001-01", "quantity": 3}
    assert (await shop.refused("POST", "/api/till/transfer", json=wish))[0] == 401
    await shop.sign_in()
    async with shop.page.post("/api/till/transfer?place=till-2", json=wish) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    taken = shop.memory.dispatch.taken[-1]
    assert taken.command == WishTransfer(
        transfer_id="t1", source="s002", wants=(Count(sku="P0001-01", quantity=3),)
    )
    assert taken.actor.person == "cashier"
    for wrong in ({"quantity": 0}, {"source": ""}, {"transfer_id": "a b"}):
        assert await shop.refused("POST", "/api/till/transfer", json={**wish, **wrong}) == (422, "bad_body")


async def test_a_wish_is_shown_until_the_centre_has_it(shop: Stand) -> None:
    wish = msgspec.structs.replace(
        transfer(), transfer_id="t1", source="s002", target="s001", by="贺", wished=True
    )
    shop.memory.reads.transfer_rows = {"t1": wish}
    await shop.sign_in()
    async with shop.page.get("/api/till/transfers") as answer:
        (row,) = (await answer.json())["open"]
    assert (row["way"], row["state"], row["wished"], row["by"]) == ("in", "asked", True, "贺")
