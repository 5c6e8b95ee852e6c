"""One suite over the centres, in memory and on PostgreSQL: an order placed at the centre finds its store."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.ask import AskFulfilment, EndFulfilment, ShippingTold, Wanted, WithdrawFulfilment
from edge.domain.fulfilment import AGAIN_MS, SOON_MS
from edge.domain.message import Event
from edge.domain.order import OrderPaid, OrderRefunded
from edge.domain.pickup import PickedUp, ReadyForPickup, pickup_code
from edge.domain.returned import Returned
from edge.domain.task import (
    FulfilmentRejected,
    FulfilmentWithdrawn,
    ShortPicked,
)
from edge.errors import Rejected
from sync.hub.allocation.shapes import PlacedLine, Receiver
from sync.hub.ports import Hub
from sync.wire import Range, items_of
from tests.sync.chain import PLACE, Chain, accepted, packed, picked, shipped, sold, states
from tests.sync.clock import SetClock
from tests.sync.hubs import since


@pytest.fixture
def chain(hub: Hub, clock: SetClock) -> Chain:
    return Chain(hub, clock)


async def test_the_nearest_store_is_asked_and_promised_only_when_it_says_so(chain: Chain) -> None:
    await chain.open(s001=0, s002=5, s003=5)
    view = await chain.place()
    assert (view.state, states(view)) == ("finding", [("s002", "asked")])
    (ask,) = await chain.tasks("s002")
    assert isinstance(ask, AskFulfilment)
    assert (ask.attempt, ask.confirmed, ask.lines) == (1, False, (Wanted(sku="P1-0", quantity=1),))
    assert ask.contact is not None
    assert ask.contact.phone == "15400001037"
    await chain.say("s002", accepted(view.order_id))
    view = await chain.hub.demand(view.order_id)
    assert (view.state, view.parts[0].store) == ("promised", "s002")
    (ask,) = await chain.tasks("s002")
    assert isinstance(ask, AskFulfilment)
    assert ask.confirmed
    assert await chain.available("s002") == 4, "what the store holds is allocated"


async def test_the_chain_chooses_where_the_order_names_no_strategy(chain: Chain) -> None:
    await chain.open(s001=0, s002=1, s003=5)
    named = await chain.hub.place_order(msgspec.structs.replace(PLACE, strategy="nearest"), key="k1")
    silent = await chain.hub.place_order(PLACE, key="k2")
    await chain.hub.route("most_stock")
    named, silent = [await chain.hub.demand(one.order_id) for one in (named, silent)]
    assert (named.strategy, states(named)) == ("nearest", [("s002", "asked")])
    assert (silent.strategy, states(silent)) == (None, [("s003", "asked")])


async def test_an_order_is_taken_once_a_key(chain: Chain) -> None:
    await chain.open(s002=5)
    first = await chain.place()
    again = await chain.place()
    assert (again.order_id, again.number) == (first.order_id, first.number)
    with pytest.raises(Rejected, match="key_reused"):
        await chain.place(paid_ref="another")
    assert [row.order_id for row in await chain.hub.demands()] == [first.order_id]
    assert len(await chain.tasks("s002")) == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"lines": (PlacedLine(sku="none"),)}, "no_item"),
        ({"store": "s009"}, "no_store"),
        ({"receiver": None}, "receiver_needed"),
        ({"way": "pickup", "store": ""}, "store_needed"),
        ({"receiver": Receiver(name="周", phone="1", address="x")}, "contact_phone"),
    ],
)
async def test_what_cannot_be_ordered_is_refused(
    chain: Chain, fields: dict[str, object], refusal: str
) -> None:
    await chain.open(s002=5)
    with pytest.raises(Rejected, match=refusal):
        await chain.hub.place_order(msgspec.structs.replace(PLACE, **fields), key="k")
    with pytest.raises(Rejected, match="no_order"):
        await chain.hub.demand("none")
    with pytest.raises(Rejected, match="key_needed"):
        await chain.place(key="")


async def test_a_store_that_says_no_or_nothing_is_passed_over(chain: Chain) -> None:
    await chain.open(s001=1, s002=1, s003=1)
    view = await chain.place(answer_s=60)
    assert states(view) == [("s001", "asked")]
    await chain.say("s001", FulfilmentRejected(order_id=view.order_id, attempt=1, reason="damaged"))
    assert states(await chain.hub.demand(view.order_id))[-1] == ("s002", "asked")
    await chain.passes(60_000)
    view = await chain.hub.demand(view.order_id)
    assert states(view) == [("s001", "rejected"), ("s002", "timed_out"), ("s003", "asked")]
    (gone,) = await chain.tasks("s002")
    assert isinstance(gone, WithdrawFulfilment)
    await chain.say("s003", accepted(view.order_id, 3))
    assert (await chain.hub.demand(view.order_id)).state == "promised"


async def test_a_promise_that_comes_too_late_is_withdrawn_and_its_pieces_counted_until_they_are_free(
    chain: Chain,
) -> None:
    await chain.open(s001=1, s002=1)
    view = await chain.place(answer_s=60)
    await chain.passes(60_000)
    await chain.say("s002", accepted(view.order_id, 2))
    before = (await since(chain.hub, "s001", "task", 0)).head
    await chain.say("s001", accepted(view.order_id, 1))
    view = await chain.hub.demand(view.order_id)
    assert states(view) == [("s001", "timed_out"), ("s002", "accepted")]
    told = await since(chain.hub, "s001", "task", before)
    assert [type(item) for item in items_of(told.items)] == [WithdrawFulfilment]
    assert await chain.available("s001") == 0
    await chain.say("s001", FulfilmentWithdrawn(order_id=view.order_id, attempt=1))
    assert await chain.available("s001") == 1


async def test_a_promise_nobody_asked_for_is_withdrawn(chain: Chain) -> None:
    await chain.open(s001=1)
    await chain.say("s001", accepted("nobody", 7))
    (gone,) = await chain.tasks("s001")
    assert gone == WithdrawFulfilment(order_id="nobody", attempt=7, reason="unknown")


async def test_of_another_stores_attempt_nobody_may_speak(chain: Chain) -> None:
    await chain.open(s001=1, s002=1)
    view = await chain.place()
    await chain.say("s002", accepted(view.order_id, 1))
    assert states(await chain.hub.demand(view.order_id)) == [("s001", "asked")]


async def test_the_last_piece_is_asked_for_once_and_the_next_waits_for_stock(chain: Chain) -> None:
    await chain.open(s002=1)
    first, second = await chain.place("k1"), await chain.place("k2")
    assert (first.state, second.state) == ("finding", "back_order")
    await chain.passes(SOON_MS)
    assert (await chain.hub.demand(second.order_id)).attempts == ()
    await chain.say("s003", chain.shops["s003"].moved("P1-0", 1, "correction", "c1"))
    second = await chain.hub.demand(second.order_id)
    assert (second.state, states(second)) == ("finding", [("s003", "asked")])


async def test_a_back_order_asks_everybody_again_in_time(chain: Chain) -> None:
    await chain.open(s002=1)
    view = await chain.place()
    await chain.say("s002", FulfilmentRejected(order_id=view.order_id, attempt=1, reason="no_stock"))
    assert (await chain.hub.demand(view.order_id)).state == "back_order"
    await chain.passes(SOON_MS)
    assert len((await chain.hub.demand(view.order_id)).attempts) == 1
    await chain.passes(AGAIN_MS)
    assert states(await chain.hub.demand(view.order_id))[-1] == ("s002", "asked")


async def test_what_no_store_has_alone_is_split_over_two(chain: Chain) -> None:
    await chain.open(s001=2, s002=3)
    view = await chain.place(lines=(PlacedLine(sku="P1-0", quantity=4),))
    assert [(one.store, one.lines[0].quantity) for one in view.attempts] == [("s001", 2), ("s002", 2)]
    await chain.say("s001", accepted(view.order_id, 1))
    assert (await chain.hub.demand(view.order_id)).state == "finding", "not every piece is promised"
    await chain.say("s002", accepted(view.order_id, 2))
    assert (await chain.hub.demand(view.order_id)).state == "promised"


async def test_what_is_short_goes_to_another_store(chain: Chain) -> None:
    await chain.open(s001=3, s002=3)
    view = await chain.place(lines=(PlacedLine(sku="P1-0", quantity=3),))
    short = ShortPicked(order_id=view.order_id, attempt=1, sku="P1-0", quantity=2, reason="damaged")
    await chain.say("s001", accepted(view.order_id), short)
    view = await chain.hub.demand(view.order_id)
    assert [(one.store, one.state, one.lines[0].quantity) for one in view.attempts] == [
        ("s001", "accepted", 1),
        ("s002", "asked", 2),
    ]
    assert await chain.available("s001") == 2


async def test_the_whole_way_of_a_parcel_and_of_its_return_in_another_store(chain: Chain) -> None:
    await chain.open(s001=1)
    view = await chain.place()
    order_id = view.order_id
    await chain.say("s001", accepted(view.order_id), picked(order_id), packed(order_id))
    assert states(await chain.hub.demand(view.order_id)) == [("s001", "packed")]
    left = chain.shops["s001"].moved("P1-0", -1, "ship", f"{view.order_id}.1")
    await chain.say("s001", shipped(order_id, "SF1"), left)
    view = await chain.hub.demand(view.order_id)
    assert (view.state, view.parts[0].tracking) == ("shipped", "SF1")
    assert await chain.available("s001") == 0
    back = Returned(return_id="r1", order_id=view.order_id, lines=view.parts[0].lines, reason="small")
    await chain.say("s003", back, chain.shops["s003"].moved("P1-0", 1, "return", "r1"))
    assert (await chain.hub.demand(view.order_id)).state == "returned"
    assert await chain.available("s003") == 1


async def test_a_pick_up_waits_in_its_store_under_a_code(chain: Chain) -> None:
    await chain.open(s001=5, s002=1)
    view = await chain.place(way="pickup", store="s002", receiver=None)
    assert states(view) == [("s002", "asked")]
    (ask,) = await chain.tasks("s002")
    assert isinstance(ask, AskFulfilment)
    ready = ReadyForPickup(order_id=view.order_id, attempt=1, turn=2)
    await chain.say("s002", accepted(view.order_id), ready)
    view = await chain.hub.demand(view.order_id)
    assert (view.state, view.parts[0].code) == ("ready", pickup_code("origin-s002", ask.secret, 2))
    await chain.say("s002", PickedUp(order_id=view.order_id, attempt=1))
    view = await chain.hub.demand(view.order_id)
    assert (view.state, view.parts[0].code) == ("picked_up", "")


@pytest.mark.parametrize("until", ["asked", "accepted", "packed", "shipped"])
async def test_an_order_is_cancelled_at_any_point(chain: Chain, until: str) -> None:
    await chain.open(s001=1)
    view = await chain.place()
    order_id = view.order_id
    said: dict[str, tuple[Event, ...]] = {
        "asked": (),
        "accepted": (accepted(view.order_id),),
        "packed": (accepted(view.order_id), packed(order_id)),
        "shipped": (accepted(view.order_id), packed(order_id), shipped(order_id)),
    }
    if said[until]:
        await chain.say("s001", *said[until])
    view = await chain.hub.cancel_order(view.order_id)
    assert view.state == "cancelled"
    assert view == await chain.hub.cancel_order(view.order_id)
    (item,) = await chain.tasks("s001")
    assert isinstance(item, EndFulfilment if until == "shipped" else WithdrawFulfilment)
    await chain.passes(AGAIN_MS)
    assert len((await chain.hub.demand(view.order_id)).attempts) == 1
    kept = {"asked": 1, "accepted": 0, "packed": 0, "shipped": 1}  # until the store says that it let go
    assert await chain.available("s001") == kept[until]
    if until in {"accepted", "packed"}:
        await chain.say("s001", FulfilmentWithdrawn(order_id=order_id, attempt=1))
        assert await chain.available("s001") == 1


async def test_what_a_kiosk_sold_from_the_cloud_shelf_is_shipped_by_another_store(chain: Chain) -> None:
    await chain.open(s001=1, s002=9)
    await chain.say("s001", OrderPaid(order=sold()))
    view = await chain.hub.demand("kiosk-order")
    assert (view.source, view.state, states(view)) == ("store", "finding", [("s002", "asked")])
    assert await chain.available("s001") == 0, "only what is taken along here is owed here"
    (told,) = await chain.tasks("s001")
    assert told == ShippingTold(order_id="kiosk-order", state="finding")
    await chain.say("s002", accepted("kiosk-order"))
    (told,) = await chain.tasks("s001")
    assert told == ShippingTold(order_id="kiosk-order", state="promised")
    await chain.say("s001", OrderRefunded(order=sold(state="refunded", version=2), reason="changed mind"))
    assert (await chain.hub.demand("kiosk-order")).state == "cancelled"


async def test_another_generation_is_told_all_that_stands_from_the_beginning(chain: Chain) -> None:
    await chain.open(s001=2)
    await chain.place("k1")
    await chain.place("k2")
    found = await since(chain.hub, "s001", "task", 0)
    assert isinstance(found, Range)
    assert (found.first, found.last, len(items_of(found.items))) == (1, 2, 2)
    nothing = await since(chain.hub, "s003", "task", 0)
    assert nothing.head == 0
