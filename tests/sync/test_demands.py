"""The list of the orders placed at a centre, in memory and on PostgreSQL: which are found, who has them."""

from __future__ import annotations

import pytest

from edge.domain.fulfilment import ANSWER_MS
from edge.domain.task import FulfilmentRejected
from sync.hub.ports import Hub
from tests.sync.chain import Chain, accepted, states
from tests.sync.clock import SetClock
from tests.sync.writers import Hubs, amid


@pytest.fixture
def chain(hub: Hub, clock: SetClock) -> Chain:
    return Chain(hub, clock)


async def test_rows_by_state_and_store(chain: Chain) -> None:
    await chain.open(s002=1)
    first, second = await chain.place("k1"), await chain.place("k2")
    assert [row.order_id for row in await chain.hub.demands(state="back_order")] == [second.order_id]
    assert [row.order_id for row in await chain.hub.demands(store="s002")] == [first.order_id]
    assert len(await chain.hub.demands(limit=1)) == 1
    for text in (first.order_id, first.number, first.number[-3:].lower()):
        assert [row.order_id for row in await chain.hub.demands(text=text)] == [first.order_id]
    assert await chain.hub.demands(text=first.order_id[:9]) == await chain.hub.demands(text="%") == ()
    assert await chain.hub.demands(text=first.number, state="back_order") == ()


async def test_a_row_names_the_store_that_has_it_after_each_turn(chain: Chain) -> None:
    await chain.open(s001=1, s002=1)
    order_id = (await chain.place(store="s001")).order_id

    async def holders() -> tuple[str, tuple[str, ...]]:
        (row,) = await chain.hub.demands()
        return row.store, row.holders

    assert await holders() == ("s001", ("s001",))
    await chain.say("s001", FulfilmentRejected(order_id=order_id, attempt=1, reason="too_busy"))
    assert await holders() == ("s001", ("s002",))
    await chain.passes(ANSWER_MS)
    assert states(await chain.hub.demand(order_id)) == [("s001", "rejected"), ("s002", "timed_out")]
    assert await holders() == ("s001", ())
    await chain.hub.cancel_order(order_id)
    assert await holders() == ("s001", ("s002",))


async def test_of_one_that_is_cancelled_the_store_that_had_it_is_named(chain: Chain) -> None:
    await chain.open(s002=1)
    view = await chain.place()
    await chain.say("s002", accepted(view.order_id))
    await chain.hub.cancel_order(view.order_id)
    (row,) = await chain.hub.demands(state="cancelled")
    assert row.holders == ("s002",)


@pytest.mark.process
@pytest.mark.parametrize(("first", "left"), [("desk", "withdrawn"), ("store", "cancelled")])
async def test_a_store_says_yes_while_the_desk_cancels(
    hubs: Hubs, clock: SetClock, first: str, left: str
) -> None:
    """Whoever comes second goes on from what the first has written: neither word is lost."""
    one, other = hubs
    chain = Chain(one, clock)
    await chain.open(s001=1)
    order_id = (await chain.place()).order_id

    async def cancel() -> None:
        await other.cancel_order(order_id)

    words = [cancel(), chain.say("s001", accepted(order_id))]
    await amid(one, "lock attempt", *(words if first == "desk" else reversed(words)))
    view = await one.demand(order_id)
    assert (view.state, states(view)) == ("cancelled", [("s001", left)])
