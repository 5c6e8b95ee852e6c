"""One suite over both centres: what left a house is not sent again, though the centre knew nothing of it."""

from __future__ import annotations

import pytest

from edge.domain.ask import AskFulfilment, EndFulfilment, Wanted, WithdrawFulfilment
from edge.domain.order import OrderPaid
from edge.domain.task import FulfilmentRejected, Shipped
from sync.hub.allocation.shapes import PlacedLine
from sync.hub.allocation.sold import RETELL_MS
from sync.hub.ports import Hub
from tests.sync.backups import Rig
from tests.sync.chain import Chain, accepted, sold, states
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival


def left(order_id: str, attempt: int, quantity: int = 1) -> Shipped:
    lines = (Wanted(sku="P1-0", quantity=quantity),)
    return Shipped(order_id=order_id, attempt=attempt, tracking="SF1", lines=lines)


async def test_a_late_parcel_stops_both_stores_that_its_part_was_split_over(
    hub: Hub, clock: SetClock
) -> None:
    chain = Chain(hub, clock)
    await chain.open(s001=2, s002=1, s003=1)
    view = await chain.place(lines=(PlacedLine(sku="P1-0", quantity=2),), answer_s=60)
    await chain.passes(60_000)
    await chain.say("s003", accepted(view.order_id, 3))
    await chain.say("s001", left(view.order_id, 1, 2))
    view = await chain.hub.demand(view.order_id)
    assert states(view) == [("s001", "shipped"), ("s002", "withdrawn"), ("s003", "withdrawn")]
    assert [(part.state, part.store) for part in view.parts] == [("shipped", "s001")]
    for store in ("s002", "s003"):
        (gone,) = await chain.tasks(store)
        assert isinstance(gone, WithdrawFulfilment)
    assert await chain.available("s002") == 1


async def test_a_part_of_which_less_left_is_asked_for_again(hub: Hub, clock: SetClock) -> None:
    chain = Chain(hub, clock)
    await chain.open(s001=2, s002=2)
    view = await chain.place(lines=(PlacedLine(sku="P1-0", quantity=2),), answer_s=60)
    await chain.passes(60_000)
    await chain.say("s001", left(view.order_id, 1, 1))
    view = await chain.hub.demand(view.order_id)
    assert [(one.store, one.part, one.state) for one in view.attempts] == [
        ("s001", 2, "shipped"),
        ("s002", 1, "withdrawn"),
        ("s002", 1, "asked"),
    ]


@pytest.mark.parametrize("first", ["router", "store"])
async def test_a_parcel_that_a_restored_centre_lacks_is_not_sent_again(
    rig: Rig, clock: SetClock, first: str
) -> None:
    chain = Chain(rig.hub, clock)
    await chain.open(s001=1, s002=1, s003=1)
    view = await chain.place(answer_s=30)
    await rig.back_up()
    await chain.say("s001", FulfilmentRejected(order_id=view.order_id, attempt=1, reason="no_stock"))
    await chain.say("s002", accepted(view.order_id, 2), left(view.order_id, 2))
    assert (await chain.hub.demand(view.order_id)).state == "shipped"
    await rig.restore()
    chain.hub = rig.hub
    log = chain.shops["s002"].log
    await chain.passes(RETELL_MS - 1)
    assert states(await chain.hub.demand(view.order_id)) == [("s001", "asked")], "the stores speak first"
    if first == "router":
        await chain.passes(1_000)
        assert states(await chain.hub.demand(view.order_id))[1:] == [("s002", "asked")]
        (ask,) = await chain.tasks("s002")
        assert isinstance(ask, AskFulfilment)
        assert ask.attempt > 2, "no number is given twice"
    await chain.hub.ingest([arrival(log, 2, 2, store="s002")])
    await chain.hub.ingest([arrival(log, 3, 3, store="s002")])
    await chain.passes(2 * RETELL_MS)
    view = await chain.hub.demand(view.order_id)
    assert [one.state for one in view.attempts if one.state not in {"withdrawn", "timed_out"}] == ["shipped"]
    assert (view.state, [(part.store, part.tracking) for part in view.parts]) == (
        "shipped",
        [("s002", "SF1")],
    )
    assert EndFulfilment(order_id=view.order_id, attempt=2, state="shipped") in await chain.tasks("s002")


async def test_what_the_centre_never_asked_is_withdrawn_and_a_parcel_of_it_is_nobodys(
    hub: Hub, clock: SetClock
) -> None:
    chain = Chain(hub, clock)
    await chain.open(s001=1, s002=1)
    view = await chain.place()
    await chain.say("s002", accepted(view.order_id, 1))
    assert states(await chain.hub.demand(view.order_id)) == [("s001", "asked")]
    (gone,) = await chain.tasks("s002")
    assert gone == WithdrawFulfilment(order_id=view.order_id, attempt=1, reason="unknown")
    await chain.say("s002", left(view.order_id, 1))
    assert states(await chain.hub.demand(view.order_id)) == [("s001", "asked")]
    assert await chain.tasks("s002") == (gone,)


async def test_what_was_sold_before_the_centre_began_may_have_been_shipped_already(
    hub: Hub, clock: SetClock
) -> None:
    """The database is lost without a backup: the stores retell it all, the shipping store a little later."""
    chain = Chain(hub, clock)
    await chain.open(s001=1, s002=2, s003=2)
    clock.now_s -= 3_600
    chain.shops["s001"].append(OrderPaid(order=sold()))
    clock.now_s += 3_600
    await chain.say("s001")
    await chain.passes(RETELL_MS - 1)
    assert states(await hub.demand("kiosk-order")) == []
    await chain.say("s003", left("kiosk-order", 1, 2))
    await chain.passes(RETELL_MS)
    view = await hub.demand("kiosk-order")
    assert (view.state, states(view)) == ("shipped", [("s003", "shipped")])
