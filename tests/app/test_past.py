"""What is pulled back is taken as facts: orders, payments, stock, contacts and cars, each once."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from edge.domain.contact import Contact
from edge.domain.logbook import Entry
from edge.domain.order import HandOver, ParkOrder
from edge.domain.parking import PlateSeen
from edge.domain.past import ApplyPast, Mark, PastApplied
from edge.domain.payment import Payment, PaymentState
from edge.domain.stock import Count, StockMoved, TakeStock
from edge.errors import Rejected
from edge.store import read_log
from edge.store.database import copy_to, restore
from tests.app.shop import CAMERA, CASHIER, CENTRE, MANAGER, SYSTEM, Shop, one


def entries(shop: Shop, after: int) -> tuple[Entry, ...]:
    current = shop.writer._logbook.current
    return read_log.entries(shop.connection, current, after=after, limit=500, max_bytes=1 << 20)


def rows(shop: Shop) -> list[tuple[object, ...]]:
    """What the shop's business stands at."""
    tables = ("orders", "payment", "contact", "car", "level", "hold")
    asked = [f"select * from {table} order by 1, 2" for table in tables]  # noqa: S608 - our own names
    return [tuple(row) for sql in asked for row in shop.connection.execute(sql)]


class Lost:
    """A shop whose file is put back to a backup after a day of selling; what it told in that day."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.origin, self.known = shop.writer._logbook.current, shop.writer.seq
        copy_to(shop.connection, folder / "backup.db")
        shop.filled()
        shop.contact()
        done = shop.paid()
        shop.act(HandOver(order_id=done.order_id), CASHIER)
        shop.filled("B", quantity=2)
        shop.paid()
        shop.filled("A")
        shop.act(ParkOrder())
        shop.act(PlateSeen(lane="in", plate="沪A12345", seen_ms=shop.clock.now_ms()), CAMERA)
        self.contact = shop.rows.contacts.get(done.contact_id)
        self.rows, self.entries = rows(shop), entries(shop, self.known)
        shop.connection.close()
        restore(folder / "backup.db", shop.path)
        shop.clock.advance(1_000)
        shop.reopen()

    def told(self, shop: Shop, *, safe: int = 1 << 20) -> ApplyPast:
        assert self.contact is not None
        return ApplyPast(
            origin=self.origin,
            last=self.entries[-1].seq,
            safe=safe,
            entries=self.entries,
            contacts=(self.contact,),
            left=0,
        )


@pytest.fixture
def lost(shop: Shop, tmp_path: Path) -> Lost:
    return Lost(shop, tmp_path)


def test_all_that_was_lost_comes_back_once_and_is_not_told_again(shop: Shop, lost: Lost) -> None:
    assert rows(shop) != lost.rows
    for _ in range(2):
        applied = one(shop.act(lost.told(shop), CENTRE), PastApplied)
        assert len(applied.orders) == 3
        assert without_cars(rows(shop)) == without_cars(lost.rows)
        shop.check()
    assert shop.connection.execute("select count(*) from car").fetchone()[0] == 1
    assert shop.writer.seq == 0
    past = read_log.past(shop.connection)
    assert past.marks == (Mark(origin=lost.origin, seq=lost.entries[-1].seq),)


def without_cars(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """A car that is pulled back goes by its event's id."""
    return [row for row in found if "沪A12345" not in row]


def test_what_the_centre_may_lose_is_told_again_under_its_own_id(shop: Shop, lost: Lost) -> None:
    safe = lost.entries[2].seq
    shop.act(lost.told(shop, safe=safe), CENTRE)
    again = entries(shop, 0)
    assert [(entry.event_id, entry.body) for entry in again] == [
        (entry.event_id, entry.body) for entry in lost.entries[3:]
    ]
    shop.check()
    shop.act(lost.told(shop, safe=safe), CENTRE)
    assert entries(shop, 0) == again


def test_what_was_told_early_and_stands_in_no_log_is_taken_and_told_again(shop: Shop, lost: Lost) -> None:
    """Its log ends before it, so there is no mark to move."""
    told = lost.told(shop, safe=0)
    early = msgspec.structs.replace(told, origin="", last=0, entries=told.entries[3:])
    shop.act(early, CENTRE)
    again = entries(shop, 0)
    assert [entry.event_id for entry in again] == [entry.event_id for entry in lost.entries[3:]]
    assert read_log.past(shop.connection).marks == (Mark(origin=lost.origin, seq=0),)
    shop.check()
    shop.act(early, CENTRE)
    assert entries(shop, 0) == again


def test_a_stock_take_since_then_is_not_moved_by_what_was_lost(shop: Shop, lost: Lost) -> None:
    shop.act(TakeStock(take_id="after", counts=(Count(sku="A", quantity=7),)), MANAGER)
    events = shop.act(lost.told(shop), CENTRE)
    assert shop.level("A").on_hand == shop.ledger("A") == 7
    assert one(events, StockMoved).movements[0].reason == "correction"
    shop.act(lost.told(shop), CENTRE)
    assert shop.level("A").on_hand == 7


def test_what_another_machine_took_back_is_not_taken_back_again(shop: Shop, lost: Lost) -> None:
    """Two machines of one name that both counted would undo each other's undoing for ever."""
    shop.act(TakeStock(take_id="after", counts=(Count(sku="A", quantity=7),)), MANAGER)
    undone = one(shop.act(lost.told(shop), CENTRE), StockMoved).movements[0]
    theirs = msgspec.structs.replace(undone, movement_id="m9", ref=f"past:{undone.movement_id}", quantity=2)
    body = msgspec.json.encode(StockMoved(movements=(theirs,), levels=()))
    entry = msgspec.structs.replace(lost.entries[0], event_id="e9", kind="StockMoved", body=body)
    told = msgspec.structs.replace(lost.told(shop), entries=(entry,))
    assert not any(isinstance(event, StockMoved) for event in shop.act(told, CENTRE))
    assert shop.level("A").on_hand == shop.ledger("A") == 9


def test_a_newer_word_here_stands(shop: Shop, lost: Lost) -> None:
    told = lost.told(shop)
    shop.act(told, CENTRE)
    order_id = shop.connection.execute("select order_id from orders where state='paid'").fetchone()[0]
    done = shop.act(HandOver(order_id=order_id), CASHIER)
    shop.act(told, CENTRE)
    assert shop.order(order_id).state == "done"
    assert done
    shop.check()


def test_an_erased_contact_stays_erased(shop: Shop, lost: Lost) -> None:
    told = lost.told(shop)
    (kept,) = told.contacts
    gone = Contact(contact_id=kept.contact_id, version=kept.version, erased=True)
    shop.act(msgspec.structs.replace(told, contacts=(gone,)), CENTRE)
    shop.act(told, CENTRE)
    assert shop.rows.contacts.get(kept.contact_id) == gone


def test_only_the_centre_tells_it(shop: Shop, lost: Lost) -> None:
    with pytest.raises(Rejected, match="not_allowed"):
        shop.act(lost.told(shop), SYSTEM)


@pytest.mark.parametrize(
    ("told", "told_ms", "here", "here_ms", "wins"),
    [
        ("asked", 0, "intent", 0, True),
        ("paid", 5, "asked", 0, True),
        ("reversed", 5, "reversing", 0, True),
        ("asked", 0, "unknown", 0, False),
        ("unknown", 0, "paid", 5, False),
        ("reversed", 4, "paid", 5, False),
        ("reversed", 6, "paid", 5, True),
        ("paid", 5, "paid", 5, False),
    ],
)
def test_a_payment_never_goes_back(
    told: PaymentState, told_ms: int, here: PaymentState, here_ms: int, *, wins: bool
) -> None:
    payment = Payment(payment_id="p", order_id="o", tender="wallet", amount_fen=1)
    one = msgspec.structs.replace(payment, state=told, settled_ms=told_ms)
    other = msgspec.structs.replace(payment, state=here, settled_ms=here_ms)
    assert (one.reach > other.reach) is wins
