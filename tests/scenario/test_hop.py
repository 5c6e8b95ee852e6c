"""An order hops from the store that cannot to the one that can; three stores, one story each."""

from __future__ import annotations

import pytest

from edge.domain.message import Actor
from edge.domain.order import AddToBasket, SetContact, SetWay
from edge.domain.payment import TakeCash
from edge.domain.pickup import HandToShopper
from edge.domain.task import (
    AcceptTask,
    HandToCarrier,
    PackTask,
    PickItem,
    RejectTask,
    ShortPick,
)
from edge.errors import Rejected
from sync.hub.allocation.shapes import PlacedLine
from tests.runtime.virtual import passes
from tests.scenario.chain import SKU, Chain, in_chain

SHOPPER = Actor(role="shopper", place="k1", channel="kiosk")


async def ships(chain: Chain, store: str) -> None:
    """Picked, packed and given to the carrier, as soon as the centre has confirmed the promise."""
    task = await chain.task(store, "asked")
    await chain.act(store, AcceptTask(task_id=task.task_id))
    for line in task.lines:
        for _ in range(line.quantity):
            await chain.act(store, PickItem(task_id=task.task_id, code=line.sku))
    await chain.act(store, PackTask(task_id=task.task_id))
    packed = await chain.task(store, "packed")
    while not packed.confirmed:
        await passes(1)
        packed = await chain.task(store, "packed")
    await chain.act(store, HandToCarrier(task_id=task.task_id, tracking="SF1"))


def test_from_the_store_that_rejects_over_the_one_that_is_silent_to_the_one_that_ships() -> None:
    async def story(chain: Chain) -> None:
        order_id = await chain.place()
        task = await chain.task("s001", "asked")
        await chain.kill("s002")
        await chain.act("s001", RejectTask(task_id=task.task_id, reason="damaged"))
        await ships(chain, "s003")
        view = await chain.seen(order_id, "shipped")
        assert [(one.store, one.state) for one in view.attempts] == [
            ("s001", "rejected"),
            ("s002", "timed_out"),
            ("s003", "shipped"),
        ]
        chain.start("s002")

        async def heard() -> bool:
            return "task" in {one.stream for one in await chain.boxes["s002"].log.cursors()}

        await chain.until(heard)
        assert await chain.boxes["s002"].reads.tasks(("asked", "accepted")) == ()
        assert await chain.level("s002") == (5, 0)
        assert await chain.level("s003") == (4, 0)

    in_chain(story, s001=5, s002=5, s003=5)


def test_a_promise_made_offline_that_comes_too_late_is_let_go_and_never_shipped() -> None:
    async def story(chain: Chain) -> None:
        order_id = await chain.place()
        task = await chain.task("s001", "asked")
        chain.broker.kill()
        await chain.act("s001", AcceptTask(task_id=task.task_id))
        await chain.act("s001", PickItem(task_id=task.task_id, code=SKU))
        await chain.act("s001", PackTask(task_id=task.task_id))
        with pytest.raises(Rejected, match="unconfirmed"):
            await chain.act("s001", HandToCarrier(task_id=task.task_id))
        assert await chain.level("s001") == (1, 1)
        await passes(180)
        assert (await chain.hub.demand(order_id)).state == "finding"
        chain.broker.start()
        await chain.task("s001", "withdrawn")
        await ships(chain, "s002")
        await chain.seen(order_id, "shipped")
        assert await chain.level("s001") == (1, 0)

    in_chain(story, s001=1, s002=1)


def test_a_short_piece_comes_from_another_store() -> None:
    async def story(chain: Chain) -> None:
        order_id = await chain.place(lines=(PlacedLine(sku=SKU, quantity=2),))
        task = await chain.task("s001", "asked")
        await chain.act("s001", AcceptTask(task_id=task.task_id))
        await chain.act("s001", PickItem(task_id=task.task_id, code=SKU))
        await chain.act("s001", ShortPick(task_id=task.task_id, sku=SKU, reason="damaged"))
        await ships(chain, "s002")
        view = await chain.hub.demand(order_id)
        assert [(one.store, one.lines[0].quantity) for one in view.attempts] == [("s001", 1), ("s002", 1)]

    in_chain(story, s001=2, s002=1)


def test_the_kiosk_says_promised_only_when_the_other_store_has_promised() -> None:
    async def story(chain: Chain) -> None:
        await chain.act("s001", AddToBasket(sku=SKU), SHOPPER)
        order_id = (await chain.boxes["s001"].reads.at("k1")).order_id
        file = await chain.boxes["s001"].reads.order(order_id)
        assert file is not None
        await chain.act("s001", SetWay(line_id=file.order.lines[0].line_id, way="ship"), SHOPPER)
        await chain.act("s001", SetContact(name="周", phone="15400001037", address="上城区"), SHOPPER)
        await chain.act("s001", TakeCash(order_id=order_id, given_fen=100_000))

        async def shown() -> str:
            found = await chain.boxes["s001"].reads.order(order_id)
            assert found is not None
            return found.order.fulfilments[0].state

        task = await chain.task("s002", "asked")
        assert await shown() == "finding"
        await passes(30)
        assert await shown() == "finding"
        await chain.act("s002", AcceptTask(task_id=task.task_id))

        async def promised() -> bool:
            return await shown() == "promised"

        await chain.until(promised)
        (label,) = await chain.boxes["s002"].reads.tasks(("accepted",))
        assert label.contact is not None
        assert label.contact.address == "上城区"

    in_chain(story, s002=1)


def test_a_pick_up_code_told_by_the_centre_opens_at_the_counter() -> None:
    async def story(chain: Chain) -> None:
        order_id = await chain.place(way="pickup", store="s003")
        task = await chain.task("s003", "asked")
        await chain.act("s003", AcceptTask(task_id=task.task_id))
        await chain.act("s003", PickItem(task_id=task.task_id, code=SKU))
        await chain.act("s003", PackTask(task_id=task.task_id))
        view = await chain.seen(order_id, "ready")
        await chain.act("s003", HandToShopper(code=view.parts[0].code))
        await chain.seen(order_id, "picked_up")
        assert await chain.level("s003") == (0, 0)

    in_chain(story, s003=1)


def test_a_store_that_dies_with_a_promise_keeps_it() -> None:
    async def story(chain: Chain) -> None:
        order_id = await chain.place()
        task = await chain.task("s001", "asked")
        await chain.act("s001", AcceptTask(task_id=task.task_id))
        await chain.kill("s001")
        chain.start("s001")
        await chain.seen(order_id, "promised")
        assert await chain.level("s001") == (1, 1)
        await chain.hub.cancel_order(order_id)
        await chain.task("s001", "withdrawn")
        assert await chain.level("s001") == (1, 0)

    in_chain(story, s001=1)


def test_who_has_a_thing_is_asked_of_the_centre_for_a_second_at_most() -> None:
    async def story(chain: Chain) -> None:
        finder = chain.boxes["s001"].finder
        found = await finder.stock(SKU)
        assert found is not None
        assert [(one.store_id, one.available) for one in found] == [("s002", 5), ("s003", 7)]
        chain.broker.kill()
        asked_s = chain.clock.monotonic()
        assert await finder.stock(SKU) is None
        assert chain.clock.monotonic() - asked_s <= 1.0

    in_chain(story, s001=1, s002=5, s003=7)
