"""One suite over the centres: goods between stores, counted on their way, and what is proposed."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.message import Event
from edge.domain.replenishment import Limit
from edge.domain.stock import Count
from edge.domain.transfer import (
    Transfer,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferTold,
    received,
    refused,
    sent,
)
from edge.errors import Rejected
from sync.hub import transfers
from sync.hub.desk import NewTransfer, WantedLine
from sync.hub.ports import Hub
from tests.sync.chain import PLACE, Chain
from tests.sync.clock import SetClock

SKU = "P1-0"
WISH = NewTransfer(transfer_id="t1", source="s003", target="s001", lines=(WantedLine(sku=SKU, quantity=6),))
LIMITS = (
    Limit(store="s001", sku=SKU, low=4, high=10),
    Limit(store="s002", sku=SKU, low=1, high=5),
    Limit(store="s003", sku=SKU, low=0, high=0),
)


@pytest.fixture
async def chain(hub: Hub, clock: SetClock) -> Chain:
    return Chain(hub, clock)


def gone(transfer: Transfer, pieces: int = 5) -> Transfer:
    return sent(transfer, (Count(sku=SKU, quantity=pieces),), 7)


def here(transfer: Transfer, pieces: int = 4) -> Transfer:
    return received(transfer, (Count(sku=SKU, quantity=pieces),), 8)


async def says(chain: Chain, store: str, word: Event, pieces: int) -> None:
    """As a store tells it: the stock before the word."""
    await chain.say(store, chain.shops[store].moved(SKU, pieces, "transfer", "t1"), word)


async def heard(chain: Chain, store: str) -> list[Transfer]:
    return [one.transfer for one in await chain.tasks(store) if isinstance(one, TransferTold)]


async def standing(chain: Chain) -> Transfer:
    (one,) = await chain.hub.transfers.rows()
    return one


async def test_a_transfer_goes_its_way_and_both_stores_hear_what_is_theirs(chain: Chain) -> None:
    await chain.open(s001=3, s003=9)
    asked = await chain.hub.transfers.ask(WISH)
    assert (await heard(chain, "s003"), await heard(chain, "s001")) == ([asked], [])
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    assert await heard(chain, "s003") == await heard(chain, "s001") == [gone(asked)]
    assert await chain.available("s003") == 4
    await says(chain, "s001", TransferReceived(transfer=here(gone(asked))), 4)
    assert await standing(chain) == here(gone(asked))
    assert await chain.available("s001") == 7
    assert await heard(chain, "s001") == [here(gone(asked))]


async def test_a_wish_is_taken_once(chain: Chain) -> None:
    await chain.open(s003=9)
    first = await chain.hub.transfers.ask(WISH)
    chain.clock.now_s += 1
    assert await chain.hub.transfers.ask(WISH) == first
    with pytest.raises(Rejected, match="key_reused"):
        await chain.hub.transfers.ask(msgspec.structs.replace(WISH, target="s002"))
    assert len(await heard(chain, "s003")) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"target": "s003"}, "same_store"),
        ({"target": "nowhere"}, "no_store"),
        ({"source": "nowhere"}, "no_store"),
        ({"lines": (WantedLine(sku="P9", quantity=1),)}, "no_item"),
        ({"lines": (*WISH.lines, *WISH.lines)}, "twice"),
    ],
)
async def test_what_cannot_be_asked_for(chain: Chain, fields: dict[str, object], code: str) -> None:
    await chain.open()
    with pytest.raises(Rejected, match=code):
        await chain.hub.transfers.ask(msgspec.structs.replace(WISH, **fields))
    assert await chain.hub.transfers.rows() == ()


async def test_cancelled_while_it_is_asked_but_a_deed_that_crossed_it_stands(chain: Chain) -> None:
    await chain.open(s003=9)
    asked = await chain.hub.transfers.ask(WISH)
    over = await chain.hub.transfers.cancel("t1")
    assert over.state == "cancelled"
    assert await chain.hub.transfers.cancel("t1") == over
    assert await heard(chain, "s003") == [over]
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    assert await standing(chain) == gone(asked)
    assert await heard(chain, "s001") == [gone(asked)]
    with pytest.raises(Rejected, match="transfer_state"):
        await chain.hub.transfers.cancel("t1")
    with pytest.raises(Rejected, match="no_transfer"):
        await chain.hub.transfers.cancel("t2")


async def test_the_words_may_come_in_any_order_and_to_a_centre_that_lacks_it(chain: Chain) -> None:
    await chain.open(s001=0, s003=9)
    lost = transfers.asked(WISH, 1)
    await says(chain, "s001", TransferReceived(transfer=here(gone(lost))), 4)
    await says(chain, "s003", TransferSent(transfer=gone(lost)), -5)
    assert await standing(chain) == here(gone(lost))
    assert (await chain.available("s001"), await chain.available("s003")) == (4, 4)


async def test_a_store_speaks_for_itself_alone(chain: Chain) -> None:
    await chain.open(s003=9)
    asked = await chain.hub.transfers.ask(WISH)
    await chain.say("s002", TransferSent(transfer=gone(asked)))
    await chain.say("s001", TransferRefused(transfer=refused(asked, "no")))
    assert await standing(chain) == asked


async def test_pieces_are_counted_once_while_they_are_asked_for_sent_and_there(chain: Chain) -> None:
    """At no step is anything proposed that is under way already."""
    await chain.open(s001=3, s002=3, s003=9)
    await chain.hub.transfers.set_limits(LIMITS)
    (proposed,) = await chain.hub.transfers.proposals()
    assert (proposed.source, proposed.target, proposed.quantity) == ("s003", "s001", 7)
    lines = (WantedLine(sku=SKU, quantity=proposed.quantity),)
    asked = await chain.hub.transfers.ask(msgspec.structs.replace(WISH, lines=lines))
    assert await chain.hub.transfers.proposals() == ()
    await says(chain, "s003", TransferSent(transfer=gone(asked, 7)), -7)
    assert await chain.hub.transfers.proposals() == ()
    await says(chain, "s001", TransferReceived(transfer=here(gone(asked, 7), 0)), 0)
    (again,) = await chain.hub.transfers.proposals()
    assert (again.source, again.target, again.quantity) == ("s003", "s001", 2)


async def test_a_refused_or_cancelled_one_is_proposed_again(chain: Chain) -> None:
    await chain.open(s001=3, s002=3, s003=9)
    await chain.hub.transfers.set_limits(LIMITS)
    asked = await chain.hub.transfers.ask(WISH)
    assert await chain.hub.transfers.proposals() == ()
    await chain.say("s003", TransferRefused(transfer=refused(asked, "damaged")))
    assert [one.quantity for one in await chain.hub.transfers.proposals(sku=SKU)] == [7]
    assert await chain.hub.transfers.proposals(sku="P1-1") == ()


async def test_what_an_order_was_asked_of_a_store_for_is_not_given_away(chain: Chain) -> None:
    await chain.open(s001=3, s002=3, s003=9)
    await chain.hub.transfers.set_limits(LIMITS)
    line = msgspec.structs.replace(PLACE.lines[0], quantity=8)
    await chain.place(lines=(line,))
    assert [(one.source, one.quantity) for one in await chain.hub.transfers.proposals()] == [("s003", 1)]


async def test_limits_are_kept_all_or_none(chain: Chain) -> None:
    await chain.open()
    assert await chain.hub.transfers.set_limits(LIMITS) == 3
    assert await chain.hub.transfers.set_limits(LIMITS) == 0
    changed = (msgspec.structs.replace(LIMITS[0], high=12), LIMITS[1])
    assert await chain.hub.transfers.set_limits(changed) == 1
    for wrong, code in (
        (msgspec.structs.replace(LIMITS[0], low=13, high=12), "limits"),
        (msgspec.structs.replace(LIMITS[0], store="nowhere"), "no_store"),
        (msgspec.structs.replace(LIMITS[0], sku="P9"), "no_item"),
    ):
        with pytest.raises(Rejected, match=code):
            await chain.hub.transfers.set_limits((msgspec.structs.replace(LIMITS[1], high=9), wrong))
    assert await chain.hub.transfers.set_limits(changed) == 0


async def test_transfers_are_listed_by_store_and_state(chain: Chain) -> None:
    await chain.open(s003=9)
    await chain.hub.transfers.ask(WISH)
    chain.clock.now_s += 1
    await chain.hub.transfers.ask(msgspec.structs.replace(WISH, transfer_id="t2", target="s002"))
    await chain.hub.transfers.cancel("t2")
    rows = chain.hub.transfers.rows
    assert [one.transfer_id for one in await rows()] == ["t2", "t1"]
    assert [one.transfer_id for one in await rows(store="s002")] == ["t2"]
    assert [one.transfer_id for one in await rows(state="asked")] == ["t1"]
    assert [one.transfer_id for one in await rows(limit=1)] == ["t2"]
