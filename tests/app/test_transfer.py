"""Goods to and from other stores: the ledger moves once, with the word that the centre hears."""

from __future__ import annotations

import msgspec
import pytest

from edge.app.routing import LOGGED
from edge.app.transfer import WISHES_MAX
from edge.domain.lease import Lease, RecordLease
from edge.domain.message import Command, Event
from edge.domain.stock import Count, Hold, StockMoved
from edge.domain.transfer import (
    Pieces,
    ReceiveTransfer,
    RefuseTransfer,
    SendTransfer,
    Transfer,
    TransferChanged,
    TransferLine,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferTold,
    TransferWished,
    WishTransfer,
    cancelled,
    taken,
)
from edge.errors import Rejected
from edge.store import transfer
from tests.app.shop import CASHIER, CENTRE, SHOPPER, STOCK, Shop, one

OUT = Transfer(
    transfer_id="t1",
    source="s1",
    target="s2",
    lines=(TransferLine(sku="A", quantity=4), TransferLine(sku="B", quantity=2)),
    asked_ms=1,
)
IN = Transfer(
    transfer_id="t2",
    source="s2",
    target="s1",
    lines=(TransferLine(sku="A", quantity=4, sent=3),),
    asked_ms=1,
    state="sent",
    sent_ms=2,
)
SEND = SendTransfer(transfer_id="t1", counts=(Count(sku="A", quantity=3),))
RECEIVE = ReceiveTransfer(transfer_id="t2", counts=(Count(sku="A", quantity=2),))


def tell(shop: Shop, *transfers: Transfer, first: int = 1) -> tuple[Event, ...]:
    return shop.feed("task", tuple(TransferTold(transfer=each) for each in transfers), first=first)


def known(shop: Shop, transfer_id: str) -> Transfer:
    found = shop.rows.transfers.get(transfer_id)
    assert found is not None
    return found


def test_what_is_sent_leaves_the_ledger_once(shop: Shop) -> None:
    assert one(tell(shop, OUT), TransferChanged).transfer == OUT
    events = shop.act(SEND, CASHIER)
    gone = one(events, TransferSent).transfer
    assert [(line.sku, line.sent) for line in gone.lines] == [("A", 3), ("B", 0)]
    assert (gone.state, gone.sent_ms) == ("sent", shop.clock.now_ms())
    (movement,) = one(events, StockMoved).movements
    assert (movement.sku, movement.quantity, movement.reason, movement.ref) == ("A", -3, "transfer", "t1")
    assert shop.act(SEND, CASHIER) == ()
    assert (shop.level("A").on_hand, shop.level("B").on_hand) == (STOCK - 3, STOCK)


def test_what_is_not_sent_has_its_reason_and_what_is_sent_whole_needs_none(shop: Shop) -> None:
    whole = tuple(Count(sku=line.sku, quantity=line.quantity) for line in OUT.lines)
    cases = (("t7", SEND.counts, "damaged"), ("t8", whole, ""))
    for first, (transfer_id, counts, kept) in enumerate(cases, start=1):
        tell(shop, msgspec.structs.replace(OUT, transfer_id=transfer_id), first=first)
        send = SendTransfer(transfer_id=transfer_id, counts=counts, reason=" damaged ")
        assert one(shop.act(send, CASHIER), TransferSent).transfer.reason == kept


def test_the_stock_is_told_before_the_word(shop: Shop) -> None:
    """The centre may take in one without the other, and must not count pieces as free for that long."""
    tell(shop, OUT, IN)
    for act, word in ((SEND, TransferSent), (RECEIVE, TransferReceived)):
        kinds = [type(event) for event in shop.act(act, CASHIER) if type(event) in LOGGED]
        assert kinds == [StockMoved, word]


def test_what_comes_in_is_as_it_was_counted(shop: Shop) -> None:
    tell(shop, IN)
    here = one(shop.act(RECEIVE, CASHIER), TransferReceived).transfer
    assert [(line.sent, line.received) for line in here.lines] == [(3, 2)]
    assert here.state == "received"
    assert shop.act(RECEIVE, CASHIER) == ()
    assert shop.level("A").on_hand == STOCK + 2


def test_a_refusal_moves_nothing(shop: Shop) -> None:
    tell(shop, OUT)
    no = RefuseTransfer(transfer_id="t1", reason=" none left ")
    over = one(shop.act(no, CASHIER), TransferRefused).transfer
    assert (over.state, over.reason) == ("refused", "none left")
    assert shop.act(no, CASHIER) == ()
    with pytest.raises(Rejected, match="transfer_state"):
        shop.act(SEND, CASHIER)
    assert shop.level("A").on_hand == STOCK


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SendTransfer(transfer_id="none", counts=SEND.counts), "no_transfer"),
        (SendTransfer(transfer_id="t2", counts=SEND.counts), "transfer_side"),
        (ReceiveTransfer(transfer_id="t1", counts=RECEIVE.counts), "transfer_side"),
        (RefuseTransfer(transfer_id="t2", reason="x"), "transfer_side"),
        (SendTransfer(transfer_id="t1", counts=()), "transfer_empty"),
        (SendTransfer(transfer_id="t1", counts=(Count(sku="A", quantity=5),)), "quantity"),
        (SendTransfer(transfer_id="t1", counts=(Count(sku="A", quantity=-1),)), "quantity"),
        (SendTransfer(transfer_id="t1", counts=(Count(sku="Z", quantity=1),)), "not_asked"),
        (SendTransfer(transfer_id="t1", counts=(*SEND.counts, *SEND.counts)), "not_asked"),
        (ReceiveTransfer(transfer_id="t2", counts=(Count(sku="B", quantity=1),)), "not_asked"),
    ],
)
def test_what_cannot_be_is_refused(shop: Shop, command: Command, code: str) -> None:
    tell(shop, OUT, IN)
    with pytest.raises(Rejected, match=f"^{code}$"):
        shop.act(command, CASHIER)
    assert (known(shop, "t1"), known(shop, "t2")) == (OUT, IN)


def test_pieces_of_somebody_else_are_not_sent(shop: Shop) -> None:
    tell(shop, OUT)
    shop.rows.stock.hold(Hold(order_id="o", sku="A", quantity=STOCK - 2))
    with pytest.raises(Rejected, match="transfer_short"):
        shop.act(SEND, CASHIER)
    shop.rows.stock.release("o")


def test_only_the_box_that_counts_the_stock_moves_it_and_only_staff_may(shop: Shop) -> None:
    tell(shop, OUT, IN)
    for act in (SEND, RECEIVE):
        with pytest.raises(Rejected, match="not_allowed"):
            shop.act(act, SHOPPER)
    shop.act(RecordLease(lease=Lease(box="b2", mine=False)), CENTRE)
    for act in (SEND, RECEIVE):
        with pytest.raises(Rejected, match="no_lease"):
            shop.act(act, CASHIER)


def test_a_deed_stands_against_a_cancellation_that_crossed_it(shop: Shop) -> None:
    tell(shop, OUT)
    shop.act(SEND, CASHIER)
    tell(shop, cancelled(OUT, "sold out"), OUT, first=2)
    assert (known(shop, "t1").state, known(shop, "t1").reason) == ("sent", "")


def test_a_cancelled_one_is_not_sent(shop: Shop) -> None:
    tell(shop, OUT, cancelled(OUT, "sold out"))
    assert known(shop, "t1").reason == "sold out"
    with pytest.raises(Rejected, match="transfer_state"):
        shop.act(SEND, CASHIER)


def test_those_lately_ended_are_found_by_when_they_ended(shop: Shop) -> None:
    """Not by when they were asked for: an old one that was received a moment ago comes first."""
    later = msgspec.structs.replace(OUT, transfer_id="t3", asked_ms=5)
    tell(shop, OUT, later, IN)
    assert transfer.ended(shop.connection, limit=20) == ()
    shop.act(RefuseTransfer(transfer_id="t3", reason="damaged"), CASHIER)
    shop.act(RECEIVE, CASHIER)
    tell(shop, cancelled(OUT, "not needed"), first=4)
    assert [one.transfer_id for one in transfer.ended(shop.connection, limit=20)] == ["t1", "t2", "t3"]
    assert [one.transfer_id for one in transfer.ended(shop.connection, limit=1)] == ["t1"]


def test_what_differs_is_summed_over_the_lines() -> None:
    lines = (
        TransferLine(sku="A", quantity=4, sent=3, received=1),
        TransferLine(sku="B", quantity=2, sent=2, received=3),
    )
    over = msgspec.structs.replace(IN, lines=lines, state="received")
    assert over.pieces == Pieces(asked=6, sent=5, received=4, fewer=2, more=1)
    assert msgspec.structs.replace(over, state="sent").pieces.fewer == 0


WISH = WishTransfer(transfer_id="t7", source="s2", wants=(Count(sku="A", quantity=3),))


@pytest.fixture
def joined(shop: Shop) -> Shop:
    """The shop with a centre behind it."""
    shop.words = msgspec.structs.replace(shop.words, centre=True)
    shop.reopen()
    return shop


def test_what_is_asked_of_another_store_stands_here_at_once_and_once(joined: Shop) -> None:
    wish = one(joined.act(WISH, CASHIER), TransferWished).transfer
    assert (wish.source, wish.target, wish.state, wish.wished, wish.by) == ("s2", "s1", "asked", True, "c1")
    assert TransferWished in LOGGED
    assert known(joined, "t7") == wish
    assert joined.act(WISH, CASHIER) == ()
    with pytest.raises(Rejected, match="key_reused"):
        joined.act(msgspec.structs.replace(WISH, source="s3"), CASHIER)
    assert joined.level("A").on_hand == STOCK


def test_the_centres_word_about_a_wish_stands_and_an_old_wish_does_not_come_back(joined: Shop) -> None:
    wish = one(joined.act(WISH, CASHIER), TransferWished).transfer
    tell(joined, taken(wish))
    assert known(joined, "t7") == msgspec.structs.replace(wish, wished=False)
    tell(joined, wish, first=2)
    assert not known(joined, "t7").wished
    refused_there = taken(wish, "no_store")
    tell(joined, refused_there, first=3)
    assert known(joined, "t7") == refused_there


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source": "s1"}, "same_store"),
        ({"wants": ()}, "transfer_empty"),
        ({"wants": (Count(sku="A", quantity=1), Count(sku="A", quantity=1))}, "transfer_empty"),
        ({"wants": (Count(sku="A", quantity=0),)}, "quantity"),
        ({"wants": (Count(sku="Z", quantity=1),)}, "no_product"),
    ],
)
def test_what_cannot_be_asked_of_another_store(joined: Shop, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Rejected, match=code):
        joined.act(msgspec.structs.replace(WISH, **fields), CASHIER)


def test_a_store_alone_asks_nobody(shop: Shop) -> None:
    with pytest.raises(Rejected, match="no_centre"):
        shop.act(WISH, CASHIER)


def test_wishes_that_nobody_answered_are_bounded(joined: Shop) -> None:
    for n in range(WISHES_MAX):
        joined.act(msgspec.structs.replace(WISH, transfer_id=f"w{n}"), CASHIER)
    with pytest.raises(Rejected, match="wishes_open"):
        joined.act(WISH, CASHIER)
