"""What a store's stream of tasks says of what has ended: at first that it did, after half a year nothing."""

from __future__ import annotations

import pytest

from edge.domain.ask import AskFulfilment, EndFulfilment, ShippingTold, WithdrawFulfilment
from edge.domain.feed import FeedItem
from edge.domain.order import OrderPaid
from edge.domain.task import FulfilmentWithdrawn
from edge.domain.transfer import TransferTold
from sync.hub.allocation import ending
from sync.hub.desk import NewTransfer, WantedLine
from sync.hub.ports import Hub
from tests.sync.chain import Chain, accepted, packed, shipped, sold
from tests.sync.clock import SetClock


@pytest.fixture
def chain(hub: Hub, clock: SetClock) -> Chain:
    return Chain(hub, clock)


async def kinds(chain: Chain, store: str) -> list[type[FeedItem]]:
    return [type(item) for item in await chain.tasks(store)]


async def later(chain: Chain, ms: int) -> int:
    """How many items are told no longer after so long."""
    await chain.passes(ms)
    count = 0
    while step := await chain.hub.forget_ended():
        count += step
    return count


async def test_a_parcel_that_left_is_over_in_the_stream_and_forgotten_after_half_a_year(chain: Chain) -> None:
    await chain.open(s001=0, s002=9)
    await chain.say("s001", OrderPaid(order=sold()))
    order_id = "kiosk-order"
    await chain.say("s002", accepted(order_id), packed(order_id), shipped(order_id))
    assert await chain.tasks("s002") == (EndFulfilment(order_id=order_id, attempt=1, state="shipped"),)
    assert await chain.tasks("s001") == (ShippingTold(order_id=order_id, state="done"),)
    assert await later(chain, ending.KEPT_MS) == 0
    assert await later(chain, 1) == 2
    assert await chain.tasks("s001") == await chain.tasks("s002") == ()
    await chain.say("s002", accepted(order_id), shipped(order_id))  # a file of that time, put back
    view = await chain.hub.demand(order_id)
    assert (view.state, await chain.tasks("s002")) == ("shipped", ())


async def test_what_is_under_way_or_still_held_is_never_forgotten(chain: Chain) -> None:
    await chain.open(s001=1, s002=1)
    kept = await chain.place("k1", answer_s=86_400)
    gone = await chain.place("k2", answer_s=86_400)
    stores = {one.attempts[0].store: one.order_id for one in (kept, gone)}
    for store, order_id in stores.items():
        await chain.say(store, accepted(order_id))
    await chain.hub.cancel_order(stores["s002"])
    assert await later(chain, 2 * ending.KEPT_MS) == 0
    assert await kinds(chain, "s001") == [AskFulfilment]
    assert await kinds(chain, "s002") == [WithdrawFulfilment], "it was never said that it let go"
    await chain.say("s002", FulfilmentWithdrawn(order_id=stores["s002"], attempt=1))
    assert await later(chain, ending.KEPT_MS + 1) == 1
    assert (await kinds(chain, "s001"), await kinds(chain, "s002")) == ([AskFulfilment], [])
    await chain.say("s002", accepted(stores["s002"]))
    assert await kinds(chain, "s002") == [WithdrawFulfilment], "a late promise is withdrawn all the same"


async def test_a_transfer_is_told_until_long_after_its_end(chain: Chain) -> None:
    await chain.open(s001=3)
    for number in ("t1", "t2"):
        wish = NewTransfer(
            transfer_id=number,
            source="s001",
            target="s002",
            lines=(WantedLine(sku="P1-0", quantity=1),),
        )
        await chain.hub.transfers.ask(wish)
    await chain.hub.transfers.cancel("t1", why="not needed", by="许")
    assert await kinds(chain, "s001") == [TransferTold, TransferTold]
    assert await later(chain, ending.KEPT_MS + 1) == 2, "in the streams of both its stores"
    (left,) = await chain.tasks("s001")
    assert isinstance(left, TransferTold)
    assert left.transfer.transfer_id == "t2"
