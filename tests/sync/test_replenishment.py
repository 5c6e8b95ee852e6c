"""One suite over the centres: between what limits stock shall stand, what is proposed, what is sent of it."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from edge.domain.catalog import Variant
from edge.domain.replenishment import Limit
from edge.domain.transfer import LINES_MAX, TransferReceived, TransferRefused, TransferSent, refused
from edge.errors import Rejected
from sync.hub import replenishment
from sync.hub.desk import WantedLine
from sync.hub.ports import Hub
from sync.hub.replenishment import Choice, Level, Moved, ProposalRow
from tests.sync.chain import PLACE, Chain
from tests.sync.clock import SetClock
from tests.sync.hubs import seed
from tests.sync.transfers import SKU, WISH, gone, here, says

OTHER = "P1-1"
BY = "许知行"
LIMITS = (
    Limit(store="s001", sku=SKU, low=4, high=10),
    Limit(store="s002", sku=SKU, low=1, high=5),
    Limit(store="s003", sku=SKU, low=0, high=0),
)
CHOICE = Choice(source="s003", target="s001", sku=SKU, quantity=7)


@pytest.fixture
async def chain(hub: Hub, clock: SetClock) -> Chain:
    """The first store lacks seven pieces, of which the third has nine."""
    chain = Chain(hub, clock)
    await chain.open(s001=3, s002=3, s003=9)
    await hub.replenishment.set_limits(LIMITS, by=BY)
    return chain


def chosen(row: ProposalRow) -> Choice:
    return Choice(source=row.source, target=row.target, sku=row.sku, quantity=row.quantity)


async def test_pieces_are_counted_once_while_they_are_asked_for_sent_and_there(chain: Chain) -> None:
    """At no step is anything proposed that is under way already."""
    (proposed,) = await chain.hub.replenishment.proposals()
    assert (proposed.source, proposed.target, proposed.quantity) == ("s003", "s001", 7)
    lines = (WantedLine(sku=SKU, quantity=proposed.quantity),)
    asked = await chain.hub.transfers.ask(msgspec.structs.replace(WISH, lines=lines))
    assert await chain.hub.replenishment.proposals() == ()
    await says(chain, "s003", TransferSent(transfer=gone(asked, 7)), -7)
    assert await chain.hub.replenishment.proposals() == ()
    await says(chain, "s001", TransferReceived(transfer=here(gone(asked, 7), 0)), 0)
    (again,) = await chain.hub.replenishment.proposals()
    assert (again.source, again.target, again.quantity) == ("s003", "s001", 2)


async def test_a_refused_or_cancelled_one_is_proposed_again(chain: Chain) -> None:
    asked = await chain.hub.transfers.ask(WISH)
    assert await chain.hub.replenishment.proposals() == ()
    await chain.say("s003", TransferRefused(transfer=refused(asked, "damaged")))
    assert [one.quantity for one in await chain.hub.replenishment.proposals(sku=SKU)] == [7]
    assert await chain.hub.replenishment.proposals(sku="P1-1") == ()


async def test_what_an_order_was_asked_of_a_store_for_is_not_given_away(chain: Chain) -> None:
    line = msgspec.structs.replace(PLACE.lines[0], quantity=8)
    await chain.place(lines=(line,))
    assert [(one.source, one.quantity) for one in await chain.hub.replenishment.proposals()] == [("s003", 1)]


async def test_limits_are_kept_all_or_none(chain: Chain) -> None:
    assert await chain.hub.replenishment.set_limits(LIMITS) == 0
    changed = (msgspec.structs.replace(LIMITS[0], high=12), LIMITS[1])
    assert await chain.hub.replenishment.set_limits(changed) == 1
    for wrong, code in (
        (msgspec.structs.replace(LIMITS[0], low=13, high=12), "limits"),
        (msgspec.structs.replace(LIMITS[0], store="nowhere"), "no_store"),
        (msgspec.structs.replace(LIMITS[0], sku="P9"), "no_item"),
    ):
        with pytest.raises(Rejected, match=code):
            await chain.hub.replenishment.set_limits((msgspec.structs.replace(LIMITS[1], high=9), wrong))
    assert await chain.hub.replenishment.set_limits(changed) == 0


async def test_a_proposal_says_how_both_stores_stand(chain: Chain) -> None:
    line = msgspec.structs.replace(PLACE.lines[0], quantity=1)
    await chain.place(lines=(line,))
    await chain.hub.transfers.ask(
        msgspec.structs.replace(WISH, source="s002", target="s001", lines=(WantedLine(sku=SKU, quantity=1),))
    )
    await chain.hub.replenishment.set_limits((msgspec.structs.replace(LIMITS[0], low=5),), by="沈若愚")
    (row,) = await chain.hub.replenishment.proposals()
    now_ms = chain.clock.now_ms()
    taker = Level(
        store="s001",
        sku=SKU,
        low=5,
        high=10,
        on_hand=3,
        allocated=1,
        incoming=1,
        set_by="沈若愚",
        set_ms=now_ms,
    )
    assert row.taker == taker
    assert (row.giver.on_hand, row.giver.high, row.giver.set_by) == (9, 0, BY)
    assert (row.source, row.target, row.quantity) == ("s003", "s001", 7)
    limits = await chain.hub.replenishment.limits()
    assert [(one.store, one.promised) for one in limits] == [("s001", 0), ("s002", 1), ("s003", 0)]
    assert limits[0] == taker
    proposals = chain.hub.replenishment.proposals
    assert len(await proposals(store="s001")) == len(await proposals(store="s003")) == 1
    assert await proposals(store="s002") == ()


async def test_limits_are_found_by_store_and_item_and_taken_away(chain: Chain) -> None:
    desk = chain.hub.replenishment
    await desk.set_limits((Limit(store="s001", sku=OTHER, low=1, high=2),), by=BY)
    keys = [(one.store, one.sku) for one in await desk.limits()]
    assert keys == [("s001", SKU), ("s002", SKU), ("s003", SKU), ("s001", OTHER)]
    assert [one.sku for one in await desk.limits(store="s001", limit=1)] == [SKU]
    assert [one.store for one in await desk.limits(text=OTHER)] == ["s001"]
    assert len(await desk.limits(text="06970011010030")) == 3
    assert await desk.limits(text="none such") == ()
    first_ms = chain.clock.now_ms()
    assert await desk.delete_limits((("s001", OTHER), ("s001", OTHER), ("s009", SKU)), by=BY) == 1
    assert await desk.delete_limits((("s001", OTHER),), by=BY) == 0
    assert len(await desk.limits(text=" ")) == 3
    chain.clock.now_s += 60
    await desk.delete_limits((("s001", SKU),), by="沈若愚")
    assert await desk.proposals() == ()
    removed = await desk.removed()
    assert [(one.sku, one.removed_by) for one in removed] == [(SKU, "沈若愚"), (OTHER, BY)]
    assert (removed[1].low, removed[1].high, removed[1].removed_ms) == (1, 2, first_ms)
    assert await desk.removed(limit=1) == removed[:1]
    assert await desk.removed(store="s002") == ()


async def test_of_limits_that_were_taken_away_the_latest_are_kept(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replenishment, "REMOVED_MAX", 2)
    desk = chain.hub.replenishment
    for store in ("s001", "s002", "s003"):
        chain.clock.now_s += 60
        assert await desk.delete_limits(((store, SKU),), by=BY) == 1
    assert [one.store for one in await desk.removed()] == ["s003", "s002"]


async def test_a_press_is_one_transfer_however_often_it_comes(chain: Chain) -> None:
    desk = chain.hub.replenishment
    first = await desk.send("k1", (CHOICE,), by=BY)
    (made,) = first.transfers
    assert (made.transfer_id, made.source, made.target, made.state) == ("k1.1", "s003", "s001", "asked")
    assert [(line.sku, line.quantity) for line in made.lines] == [(SKU, 7)]
    assert (await chain.hub.transfers.look("k1.1")).decided.asked_by == BY
    assert await desk.proposals() == ()
    chain.clock.now_s += 1
    assert await desk.send("k1", (CHOICE,), by=BY) == first
    await says(chain, "s003", TransferSent(transfer=gone(made, 7)), -7)
    again = await desk.send("k1", (CHOICE,), by=BY)
    assert ([one.state for one in again.transfers], again.moved) == (["sent"], ())
    with pytest.raises(Rejected, match="key_reused"):
        await desk.send("k1", (msgspec.structs.replace(CHOICE, quantity=6),), by=BY)
    with pytest.raises(Rejected, match="key_reused"):
        await desk.send("k1", (msgspec.structs.replace(CHOICE, target="s002"),), by=BY)
    assert len(await chain.hub.transfers.rows()) == 1


async def test_two_who_press_at_once_do_not_send_twice(chain: Chain) -> None:
    desk = chain.hub.replenishment
    found = await asyncio.gather(*(desk.send(f"k{n}", (CHOICE,), by=BY) for n in range(4)))
    assert sorted(len(one.transfers) for one in found) == [0, 0, 0, 1]
    assert (
        sorted(one.moved for one in found if one.moved)
        == [(Moved(source="s003", target="s001", sku=SKU, quantity=7, now=0),)] * 3
    )
    assert len(await chain.hub.transfers.rows()) == 1


async def test_what_the_stock_does_not_bear_any_more_is_said_and_not_sent(chain: Chain) -> None:
    """Fewer are left to give; of another item all still goes."""
    desk = chain.hub.replenishment
    await chain.say("s003", chain.shops["s003"].moved(OTHER, 4, "stock_take", "t2"))
    await desk.set_limits(
        tuple(msgspec.structs.replace(one, sku=OTHER) for one in (LIMITS[0], LIMITS[2])), by=BY
    )
    both = [chosen(one) for one in await desk.proposals()]
    assert [(one.sku, one.quantity) for one in both] == [(SKU, 7), (OTHER, 4)]
    await chain.say("s003", chain.shops["s003"].moved(SKU, -6, "sale", "o1"))
    done = await desk.send("k1", both, by=BY)
    assert [[(line.sku, line.quantity) for line in one.lines] for one in done.transfers] == [[(OTHER, 4)]]
    assert done.moved == (Moved(source="s003", target="s001", sku=SKU, quantity=7, now=3),)
    assert await desk.send("k1", both, by=BY) == done
    less = (msgspec.structs.replace(CHOICE, quantity=2),)
    assert [one.transfer_id for one in (await desk.send("k2", less, by=BY)).transfers] == ["k2.1"]


async def test_many_items_are_proposed_in_order_and_sent_at_once(chain: Chain) -> None:
    """More than are looked at in one go."""
    desk, shop = chain.hub.replenishment, chain.shops["s003"]
    skus = [f"P1-{n:03}" for n in range(2 * replenishment.SKUS_AT_ONCE + 3)]
    variants = tuple(Variant(sku=sku, product_id="P1", gtin=f"0697001{sku[3:]}0030") for sku in skus)
    await chain.hub.load(seed(variants=variants, staff=()))
    await chain.say("s003", *(shop.moved(sku, 5, "stock_take", "t2") for sku in skus))
    await desk.set_limits(
        [msgspec.structs.replace(one, sku=sku) for sku in skus for one in (LIMITS[0], LIMITS[2])], by=BY
    )
    found = await desk.proposals(limit=500)
    assert [(one.sku, one.quantity) for one in found] == [(SKU, 7), *((sku, 5) for sku in skus)]
    assert await desk.proposals(limit=25) == found[:25]
    (made,) = (await desk.send("k1", [chosen(one) for one in found], by=BY)).transfers
    assert [line.sku for line in made.lines] == [SKU, *skus]
    assert await desk.proposals() == ()


async def test_what_cannot_be_chosen(chain: Chain) -> None:
    desk = chain.hub.replenishment
    with pytest.raises(Rejected, match="twice"):
        await desk.send("k1", (CHOICE, msgspec.structs.replace(CHOICE, quantity=1)), by=BY)
    with pytest.raises(Rejected, match="same_store"):
        await desk.send("k1", (msgspec.structs.replace(CHOICE, target="s003"),), by=BY)
    assert (await desk.send("k1", (msgspec.structs.replace(CHOICE, sku="P9"),), by=BY)).transfers == ()


def test_a_plan_is_the_same_for_the_same_choices_and_no_list_is_too_long() -> None:
    many = [
        Choice(source=source, target="s001", sku=f"P{n:04}", quantity=1)
        for source, count in (("s003", LINES_MAX + 1), ("s002", 1))
        for n in range(count)
    ]
    plan = replenishment.planned("k", many)
    assert [(one.transfer_id, one.source, len(one.lines)) for one in plan] == [
        ("k.1", "s002", 1),
        ("k.2", "s003", LINES_MAX),
        ("k.3", "s003", 1),
    ]
    assert replenishment.planned("k", many[::-1]) == plan
