"""One transaction a batch: a refusal undoes itself, a full disk only what did not fit."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.app.batch import Committed, Envelope
from edge.domain.contact import ContactKept, EraseContact, KeepContact
from edge.domain.logbook import RecordAck
from edge.domain.order import AddToBasket, ParkOrder, SetQuantity
from edge.domain.parking import PlateSeen
from edge.domain.payment import TakeCash
from edge.errors import Rejected, StoreError
from edge.store import writer
from tests.app.shop import CAMERA, CASHIER, CENTRE, SHOPPER, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "store.db")
    shop.seed()
    yield shop
    shop.check()
    shop.connection.close()


def plates(count: int) -> list[Envelope]:
    return [
        Envelope(command=PlateSeen(lane=f"l{number}", plate=f"沪A{number}"), actor=CAMERA)
        for number in range(count)
    ]


def test_the_same_key_and_body_is_answered_from_the_record(shop: Shop) -> None:
    wish = AddToBasket(sku="A")
    first = shop.result(wish, key="k")
    again = shop.result(wish, key="k")
    assert isinstance(first, Committed)
    assert isinstance(again, Committed)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.events == first.events
    assert shop.basket().lines[0].quantity == 1


def test_the_same_key_for_another_wish_is_refused(shop: Shop) -> None:
    shop.act(AddToBasket(sku="A"), key="k")
    with pytest.raises(Rejected, match="key_reused"):
        shop.act(AddToBasket(sku="B"), key="k")
    shop.act(AddToBasket(sku="B"), CASHIER, key="k")


def test_a_refused_wish_may_be_repeated_under_its_key(shop: Shop) -> None:
    wish = AddToBasket(sku="C")
    for _ in range(2):
        with pytest.raises(Rejected, match="no_product"):
            shop.act(wish, key="k")


def test_keys_survive_a_restart(shop: Shop) -> None:
    first = shop.act(AddToBasket(sku="A"), key="k")
    shop.reopen()
    assert shop.act(AddToBasket(sku="A"), key="k") == first


def test_a_refusal_undoes_itself_and_nothing_else(shop: Shop) -> None:
    wishes = (AddToBasket(sku="A"), SetQuantity(line_id="none", quantity=1), AddToBasket(sku="B"))
    results = shop.writer.apply([Envelope(command=one, actor=SHOPPER) for one in wishes], budget_s=0)
    assert [isinstance(one, Committed) for one in results] == [True, False, True]
    assert isinstance(results[1], Rejected)
    assert [line.sku for line in shop.basket().lines] == ["A", "B"]


def test_a_fault_between_two_entries_leaves_no_gap(shop: Shop) -> None:
    shop.filled()
    shop.act(ParkOrder())
    ids, seq = iter(["only-one"]), shop.writer.seq
    shop.writer._logbook._new_id = lambda: next(ids)
    cash = TakeCash(order_id=shop.basket().order_id, given_fen=5_000)
    assert isinstance(shop.result(cash, CASHIER), StopIteration)
    assert (shop.writer.seq, shop.basket().state) == (seq, "parked")
    shop.writer._logbook._new_id = shop.clock.new_id
    shop.act(cash, CASHIER)


def test_a_batch_stops_when_its_time_is_up(shop: Shop) -> None:
    shop.clock.monotonic = lambda: float(next(ticks))  # type: ignore[method-assign]
    ticks = iter(range(100))
    assert len(shop.writer.apply(plates(10), budget_s=3)) == 3


def test_a_full_disk_loses_only_what_does_not_fit(shop: Shop) -> None:
    pages = shop.connection.execute("pragma page_count").fetchone()[0]
    shop.connection.execute(f"pragma max_page_count={pages + 4}")
    small, big = "林", "长" * 190
    wishes = [
        KeepContact(name=small, phone="13800000000", address=big if number % 2 else small)
        for number in range(400)
    ]
    results = shop.writer.apply([Envelope(command=one, actor=CASHIER) for one in wishes], budget_s=0)
    kept = [one for one in results if isinstance(one, Committed)]
    lost = [one for one in results if isinstance(one, StoreError)]
    assert len(kept) + len(lost) == len(wishes)
    assert kept
    assert lost
    rows = shop.connection.execute("select count(*) from contact").fetchone()
    assert rows == (len(kept),)
    shop.check()
    shop.connection.execute("pragma max_page_count=1000000")
    shop.act(wishes[1], CASHIER)
    shop.check()
    shop.reopen()
    shop.act(wishes[0], CASHIER)


def test_a_disk_too_full_to_wipe_after_an_erasure_repeats_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = shop.act(KeepContact(name="林", phone="13800000000", address="x"), CASHIER)[0]
    assert isinstance(kept, ContactKept)
    tried: list[object] = []

    def full(connection: object) -> bool:
        tried.append(connection)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(writer, "emptied", full)
    wishes = [
        Envelope(command=EraseContact(contact_id=kept.contact_id), actor=CENTRE),
        Envelope(command=AddToBasket(sku="A"), actor=SHOPPER),
    ]
    before = shop.writer.transactions
    assert all(isinstance(one, Committed) for one in shop.writer.apply(wishes, budget_s=0))
    assert shop.writer.transactions == before + 1
    assert shop.basket().lines[0].quantity == 1
    shop.act(AddToBasket(sku="A"))
    assert (shop.basket().lines[0].quantity, len(tried)) == (2, 2)

    def room(connection: object) -> bool:
        tried.append(connection)
        return True

    monkeypatch.setattr(writer, "emptied", room)
    shop.act(AddToBasket(sku="A"))
    shop.act(AddToBasket(sku="A"))
    assert len(tried) == 3, "wiped once there was room, and then no more"


def test_the_log_goes_on_after_a_restart(shop: Shop) -> None:
    shop.writer.apply(plates(5), budget_s=0)
    seq, name = shop.writer.seq, shop.writer._logbook.current
    shop.clock.step(-3_600_000)
    shop.reopen()
    assert (shop.writer.seq, shop.writer._logbook.current) == (seq, name)
    shop.writer.apply(plates(3), budget_s=0)
    hlcs = [row[0] for row in shop.connection.execute("select hlc from log order by seq")]
    assert all(later > earlier for earlier, later in itertools.pairwise(hlcs))


def test_nothing_logged_moves_no_number(shop: Shop) -> None:
    before = shop.writer.seq
    shop.act(AddToBasket(sku="A"))
    shop.act(RecordAck(origin=shop.writer._logbook.current, acked=0, safe=0), CENTRE)
    assert shop.writer.seq == before
