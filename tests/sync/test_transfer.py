"""One suite over the centres: goods between stores, counted on their way, and what is proposed."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.transfer import (
    Transfer,
    TransferLine,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferTold,
    TransferWished,
    refused,
)
from edge.errors import Rejected
from sync.hub import transfers
from sync.hub.desk import WantedLine
from sync.hub.ports import Hub
from sync.hub.transfer_sheet import Decided, TransferRow
from tests.sync.chain import Chain
from tests.sync.clock import SetClock
from tests.sync.transfers import SKU, WISH, gone, here, says
from tests.sync.writers import Hubs, amid

WHY = "sold out here too"
BY = "许知行"


@pytest.fixture
async def chain(hub: Hub, clock: SetClock) -> Chain:
    return Chain(hub, clock)


async def heard(chain: Chain, store: str) -> list[Transfer]:
    return [one.transfer for one in await chain.tasks(store) if isinstance(one, TransferTold)]


async def standing(chain: Chain) -> Transfer:
    (one,) = await chain.hub.transfers.rows()
    return as_told(one)


def as_told(row: TransferRow) -> Transfer:
    """Without what only the centre keeps."""
    fields = msgspec.structs.asdict(row)
    del fields["decided"]
    return Transfer(**fields)


async def test_a_transfer_goes_its_way_and_both_stores_hear_what_is_theirs(chain: Chain) -> None:
    await chain.open(s001=3, s003=9)
    asked = await chain.hub.transfers.ask(WISH)
    assert await heard(chain, "s003") == await heard(chain, "s001") == [asked]
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    assert await heard(chain, "s003") == await heard(chain, "s001") == [gone(asked)]
    assert await chain.available("s003") == 4
    await says(chain, "s001", TransferReceived(transfer=here(gone(asked))), 4)
    assert await standing(chain) == here(gone(asked))
    assert await chain.available("s001") == 7
    assert await heard(chain, "s001") == [here(gone(asked))]


def wished(**fields: object) -> Transfer:
    asked = msgspec.structs.replace(transfers.asked(WISH, 3), by="贺", wished=True)
    return msgspec.structs.replace(asked, **fields)


async def test_what_a_store_wishes_of_another_is_asked_of_it_once(chain: Chain) -> None:
    await chain.open(s003=9)
    wish = wished()
    await chain.say("s001", TransferWished(transfer=wish))
    asked = msgspec.structs.replace(wish, wished=False)
    assert await standing(chain) == asked
    assert await heard(chain, "s003") == await heard(chain, "s001") == [asked]
    await chain.say("s001", TransferWished(transfer=wish))
    assert await standing(chain) == asked
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    await chain.say("s001", TransferWished(transfer=wish))
    assert await standing(chain) == gone(asked)
    assert (await heard(chain, "s001"))[-1].by == "贺"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source": "nowhere"}, "no_store"),
        ({"lines": (TransferLine(sku="P9", quantity=1),)}, "no_item"),
    ],
)
async def test_a_wish_that_cannot_be_had_is_refused_with_its_reason(
    chain: Chain, fields: dict[str, object], reason: str
) -> None:
    await chain.open(s003=9)
    await chain.say("s001", TransferWished(transfer=wished(**fields)))
    (told,) = await heard(chain, "s001")
    assert (told.state, told.reason, told.wished) == ("refused", reason, False)
    assert await heard(chain, "s003") == []


def test_wishes_beyond_what_may_be_open_are_refused() -> None:
    asked = [wished(transfer_id=f"t{n}") for n in range(3)]
    found = transfers.barred(asked, {"s003"}, {SKU}, transfers.OPEN_MAX - 2)
    assert found == {"t2": "transfers_open"}


@pytest.mark.parametrize(
    ("store", "fields"),
    [
        ("s002", {}),
        ("s001", {"lines": ()}),
        ("s001", {"lines": (TransferLine(sku=SKU, quantity=0),)}),
        ("s001", {"lines": (TransferLine(sku=SKU, quantity=1), TransferLine(sku=SKU, quantity=1))}),
        ("s001", {"source": "s001"}),
        ("s001", {"state": "sent"}),
    ],
    ids=["of another store", "of nothing", "of none", "twice", "of itself", "already sent"],
)
async def test_a_wish_that_is_none_changes_nothing(
    chain: Chain, store: str, fields: dict[str, object]
) -> None:
    await chain.open(s003=9)
    await chain.say(store, TransferWished(transfer=wished(**fields)))
    assert await chain.hub.transfers.rows() == ()


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
    over = await chain.hub.transfers.cancel("t1", why=f" {WHY} ", by=BY)
    assert (over.state, over.reason) == ("cancelled", WHY)
    assert await heard(chain, "s003") == [over]
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    assert await standing(chain) == gone(asked)
    assert await heard(chain, "s001") == [gone(asked)]
    with pytest.raises(Rejected, match="transfer_state"):
        await chain.hub.transfers.cancel("t1", why=WHY, by=BY)
    with pytest.raises(Rejected, match="no_transfer"):
        await chain.hub.transfers.cancel("t2", why=WHY, by=BY)


async def test_who_asked_and_who_cancelled_and_why_is_kept_whatever_the_stores_say(chain: Chain) -> None:
    await chain.open(s003=9)
    asked = await chain.hub.transfers.ask(WISH, by="沈若愚")
    assert (await chain.hub.transfers.look("t1")).decided == Decided(asked_by="沈若愚")
    for why in ("", "  ", "x" * 201, "two\nlines"):
        with pytest.raises(Rejected, match="reason"):
            await chain.hub.transfers.cancel("t1", why=why, by=BY)
    chain.clock.now_s += 60
    over = await chain.hub.transfers.cancel("t1", why=WHY, by=BY)
    kept = Decided(asked_by="沈若愚", cancelled_by=BY, cancelled_ms=chain.clock.now_ms(), cancelled_why=WHY)
    chain.clock.now_s += 60
    assert await chain.hub.transfers.cancel("t1", why="another", by="somebody else") == over
    assert (await chain.hub.transfers.look("t1")).decided == kept
    await says(chain, "s003", TransferSent(transfer=gone(asked)), -5)
    row = await chain.hub.transfers.look("t1")
    assert (as_told(row), row.decided) == (gone(asked), kept)
    assert BY not in str(await heard(chain, "s003"))
    with pytest.raises(Rejected, match="no_transfer"):
        await chain.hub.transfers.look("t2")


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


async def test_transfers_are_listed_by_store_and_state(chain: Chain) -> None:
    await chain.open(s003=9)
    await chain.hub.transfers.ask(WISH)
    chain.clock.now_s += 1
    await chain.hub.transfers.ask(msgspec.structs.replace(WISH, transfer_id="t2", target="s002"))
    await chain.hub.transfers.cancel("t2", why=WHY, by=BY)
    rows = chain.hub.transfers.rows
    assert [one.transfer_id for one in await rows()] == ["t2", "t1"]
    assert [one.transfer_id for one in await rows(store="s002")] == ["t2"]
    assert [one.transfer_id for one in await rows(state="asked")] == ["t1"]
    assert [one.transfer_id for one in await rows(limit=1)] == ["t2"]


@pytest.mark.process
async def test_what_has_left_is_not_cancelled_by_a_desk_that_saw_it_before(
    hubs: Hubs, clock: SetClock
) -> None:
    one, other = hubs
    chain = Chain(one, clock)
    await chain.open(s003=9)
    asked = await one.transfers.ask(WISH)

    async def cancel() -> None:
        with pytest.raises(Rejected, match="transfer_state"):
            await other.transfers.cancel("t1", why=WHY, by=BY)

    await amid(one, "lock scope", chain.say("s003", TransferSent(transfer=gone(asked))), cancel())
    assert await standing(chain) == gone(asked)
