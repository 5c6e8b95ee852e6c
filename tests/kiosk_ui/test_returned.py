"""Goods that come back, over HTTP: what the centre says of an order, and what staff takes of it."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.ask import Wanted
from edge.domain.message import Actor
from edge.domain.returned import GivenBack, SoldLine, SoldOrder, TakeReturn
from kiosk_ui.desk import Desk
from kiosk_ui.memory.desk import MemoryDesk
from tests.kiosk_ui.conftest import OpenStand, Stand

SKU = "P0001-01"
THERE = GivenBack(return_id="r7", order_id="o9", store="s002", lines=(Wanted(sku=SKU, quantity=1),), at_ms=7)
SOLD = SoldOrder(
    order_id="o9",
    number="K7P-0042",
    source="store",
    store="s003",
    store_zh="澄集·西城店",
    store_en="Chengji West",
    made_ms=5,
    lines=(SoldLine(sku=SKU, quantity=4, left=4), SoldLine(sku="gone", quantity=1)),
    returns=(THERE,),
)
WISH = {"return_id": "r1", "order_id": "o9", "lines": [{"sku": SKU, "quantity": 2}], "reason": "size"}


class Centre:
    """Implements `edge.app.ports.OrderFinder`."""

    def __init__(self) -> None:
        self.orders: tuple[SoldOrder, ...] | None = (SOLD,)
        self.asked: list[str] = []

    async def sold(self, text: str) -> tuple[SoldOrder, ...] | None:
        self.asked.append(text)
        return self.orders


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
async def store(open_stand: OpenStand, centre: Centre) -> Stand:
    def desk(memory: MemoryDesk) -> Desk:
        return msgspec.structs.replace(memory.as_run(), sold=centre)

    return await open_stand(desk)


async def test_an_order_of_another_store_is_shown_with_what_came_back(store: Stand, centre: Centre) -> None:
    assert (await store.refused("GET", "/api/till/sold?q=K7P-0042"))[0] == 401
    await store.sign_in()
    here = msgspec.structs.replace(THERE, return_id="r8", store="s001", at_ms=9)
    store.memory.reads.backs = (here,)
    async with store.page.get("/api/till/sold?q=%20K7P-0042%20") as answer:
        (order,) = (await answer.json())["orders"]
    assert centre.asked == ["K7P-0042"]
    assert (order["store_zh"], order["own"], order["over"], order["may"]) == ("澄集·西城店", False, "", 2)
    known, gone = order["lines"]
    assert (known["quantity"], known["left"], known["back"], known["may"]) == (4, 4, 2, 2)
    assert known["picture"] == "/media/tee/F6F3EC.svg?m=SL"
    assert (gone["name_en"], gone["may"]) == ("gone", 0)
    assert [(one["store_en"], one["pieces"], one["here"]) for one in order["returns"]] == [
        ("Chengji Riverbank", 1, False),
        ("Chengji Lakeside", 1, True),
    ]


async def test_what_staff_takes_is_one_command_with_the_centres_word_of_now(store: Stand) -> None:
    await store.sign_in()
    async with store.page.post("/api/till/return?place=till-2", json={**WISH, "sellable": False}) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    taken = store.memory.dispatch.taken[-1]
    assert taken.command == TakeReturn(
        return_id="r1", order=SOLD, lines=(Wanted(sku=SKU, quantity=2),), reason="size", sellable=False
    )
    assert taken.actor == Actor(role="cashier", place="till-2", channel="till", person="cashier")
    assert taken.key == "", "the return's own id makes a repeat harmless"


@pytest.mark.parametrize(
    ("orders", "refusal"),
    [(None, (503, "sold_unknown")), ((), (404, "sold_nowhere"))],
    ids=["no line", "nobody has it"],
)
async def test_without_the_centres_word_nothing_is_taken(
    store: Stand, centre: Centre, orders: tuple[SoldOrder, ...] | None, refusal: tuple[int, str]
) -> None:
    await store.sign_in()
    centre.orders = orders
    assert await store.refused("GET", "/api/till/sold?q=K7P-0042") == refusal
    assert await store.refused("POST", "/api/till/return", json=WISH) == refusal
    assert not any(isinstance(one.command, TakeReturn) for one in store.memory.dispatch.taken)


async def test_a_store_without_a_centre_says_so(shop: Stand) -> None:
    await shop.sign_in()
    assert await shop.refused("GET", "/api/till/sold?q=K7P-0042") == (503, "sold_unknown")


async def test_a_wish_is_checked_at_the_door(store: Stand) -> None:
    await store.sign_in()
    none = [{"sku": SKU, "quantity": 0}]
    wishes: tuple[dict[str, object], ...] = (
        {"reason": "小了"},
        {"lines": []},
        {"lines": none},
        {"return_id": ""},
    )
    for wrong in wishes:
        assert await store.refused("POST", "/api/till/return", json={**WISH, **wrong}) == (422, "bad_body")
    async with store.page.get("/api/till/sold?q=") as answer:
        assert (answer.status, await answer.json()) == (200, {"orders": []})
