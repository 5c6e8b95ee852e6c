"""One suite over the centres: what was sold under a number, what left, and what came back where."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.ask import Wanted
from edge.domain.fulfilment import Attempt, Demand, Part
from edge.domain.order import Fulfilment, Line, Order, OrderHandedOver, OrderPaid, OrderParked, OrderRefunded
from edge.domain.returned import Returned, SoldLine, SoldOrder, may_come_back
from sync.hub.allocation import returned
from sync.hub.ports import Hub
from sync.question import FindOrder
from tests.sync.chain import Chain, accepted, packed, picked, shipped
from tests.sync.clock import SetClock

SKU = "P1-0"
LINE = Line(
    line_id="l1",
    sku=SKU,
    product_id="P1",
    name_zh="白T恤",
    name_en="Tee",
    quantity=2,
    price_fen=9900,
    price_version=1,
    amount_fen=19800,
)
PAID = Order(
    order_id="o1",
    place="till-1",
    channel="till",
    state="paid",
    number="K7P-0042",
    lines=(LINE,),
    fulfilments=(Fulfilment(fulfilment_id="f1", way="take"),),
    total_fen=19800,
    paid_fen=19800,
    opened_ms=5,
    version=1,
)
DONE = msgspec.structs.replace(
    PAID, state="done", fulfilments=(Fulfilment(fulfilment_id="f1", way="take", state="done"),), version=2
)


@pytest.fixture
async def chain(hub: Hub, clock: SetClock) -> Chain:
    chain = Chain(hub, clock)
    await chain.open(s001=9, s002=9)
    return chain


async def asked(chain: Chain, text: str) -> tuple[SoldOrder, ...]:
    return (await chain.hub.find_order(FindOrder(box="b1", ask="7", text=text))).orders


def back(return_id: str, quantity: int, order_id: str = "o1") -> Returned:
    lines = (Wanted(sku=SKU, quantity=quantity),)
    return Returned(return_id=return_id, order_id=order_id, lines=lines, reason="size")


async def test_what_a_store_sold_is_told_by_its_number_once_it_is_paid(chain: Chain) -> None:
    await chain.say("s001", OrderParked(order=msgspec.structs.replace(PAID, state="parked", version=0)))
    assert await asked(chain, "K7P-0042") == ()
    await chain.say("s001", OrderPaid(order=PAID))
    (order,) = await asked(chain, " k7p0042 ")
    assert (order.order_id, order.number, order.source) == ("o1", "K7P-0042", "store")
    assert (order.store, order.store_zh, order.store_en) == ("s001", "店1", "Store 1")
    assert order.lines == (SoldLine(sku=SKU, quantity=2),), "paid, and nothing left the house"
    await chain.say("s001", OrderHandedOver(order=DONE, way="take"))
    assert (await asked(chain, "o1"))[0].lines == (SoldLine(sku=SKU, quantity=2, left=2),)
    assert await asked(chain, "K7P-0043") == await asked(chain, "%") == ()


async def test_what_came_back_is_told_with_where_it_did_and_once(chain: Chain) -> None:
    await chain.say("s001", OrderPaid(order=PAID), OrderHandedOver(order=DONE, way="take"))
    await chain.say("s002", back("r1", 1), chain.shops["s002"].moved(SKU, 1, "return", "r1"))
    await chain.say("s002", back("r1", 1))
    (order,) = await asked(chain, "K7P-0042")
    assert [(one.store, one.return_id, one.lines) for one in order.returns] == [
        ("s002", "r1", (Wanted(sku=SKU, quantity=1),))
    ]
    assert may_come_back(order, "s003", ()) == {SKU: 1}
    assert order.over == ""


async def test_what_came_back_with_the_refund_does_not_come_back_again(chain: Chain) -> None:
    await chain.say("s001", OrderPaid(order=PAID), OrderHandedOver(order=DONE, way="take"))
    refunded = msgspec.structs.replace(DONE, state="refunded", refunded_fen=19800, version=3)
    moved = chain.shops["s001"].moved(SKU, 2, "return", "o1")
    await chain.say("s001", moved, OrderRefunded(order=refunded, reason="尺码"))
    (order,) = await asked(chain, "K7P-0042")
    assert (order.over, may_come_back(order, "s003", ())) == ("refunded", {SKU: 0})


async def test_an_order_of_the_centre_comes_back_where_it_was_not_sent(chain: Chain) -> None:
    view = await chain.place()
    await chain.say("s001", accepted(view.order_id), picked(view.order_id), packed(view.order_id))
    (order,) = await asked(chain, view.number)
    assert (order.source, order.lines) == ("cloud", (SoldLine(sku=SKU, quantity=1),))
    await chain.say("s001", shipped(view.order_id))
    (order,) = await asked(chain, view.number)
    assert order.lines == (SoldLine(sku=SKU, quantity=1, left=1, sent=1),)
    await chain.say("s003", back("r1", 1, view.order_id))
    (order,) = await asked(chain, view.order_id)
    assert may_come_back(order, "s002", ()) == {SKU: 0}
    assert [one.store for one in order.returns] == ["s003"]


async def test_what_a_store_sold_and_another_sent_is_one_order(chain: Chain) -> None:
    far = msgspec.structs.replace(LINE, line_id="l2", quantity=1, way="ship", elsewhere=True)
    parts = (
        Fulfilment(fulfilment_id="f1", way="take", state="done"),
        Fulfilment(fulfilment_id="f2", way="ship", state="finding", elsewhere=True),
    )
    both = msgspec.structs.replace(PAID, lines=(LINE, far), fulfilments=parts)
    await chain.say("s003", OrderPaid(order=both))
    (order,) = await asked(chain, "K7P-0042")
    assert order.lines == (SoldLine(sku=SKU, quantity=3, left=2),)
    await chain.say("s002", accepted("o1"), picked("o1"), packed("o1"), shipped("o1"))
    (order,) = await asked(chain, "K7P-0042")
    assert order.lines == (SoldLine(sku=SKU, quantity=3, left=3, sent=1),)
    assert may_come_back(order, "s003", ()) == {SKU: 1}, "its own two come back with its refund"
    assert may_come_back(order, "s001", ()) == {SKU: 3}


async def test_orders_of_one_number_are_all_told_the_newest_first_and_not_too_many(chain: Chain) -> None:
    for n in range(returned.SOLD_MAX + 2):
        twin = msgspec.structs.replace(PAID, order_id=f"o{n}", opened_ms=n)
        await chain.say("s001", OrderPaid(order=twin))
    found = await asked(chain, "K7P-0042")
    assert [one.order_id for one in found] == ["o6", "o5", "o4", "o3", "o2"]


def test_what_came_back_before_each_return_was_kept_still_counts() -> None:
    lines = (Wanted(sku=SKU, quantity=2),)
    attempt = Attempt(
        attempt=1, part=1, store="s001", lines=lines, asked_ms=1, deadline_ms=2, changed_ms=2, state="shipped"
    )
    demand = Demand(
        order_id="o1",
        number="NET-000001",
        source="cloud",
        way="ship",
        made_ms=1,
        parts=(Part(part=1, lines=lines),),
        attempts=(attempt,),
        returned=(Wanted(sku=SKU, quantity=1),),
    )
    order = returned.sold(None, demand, (), {})
    assert (order.lines[0].left, may_come_back(order, "s003", ())) == (2, {SKU: 1})
