"""Stock-takes and corrections count once."""

from __future__ import annotations

import pytest

from edge.domain.contact import ContactErased, ContactKept, EraseContact, KeepContact
from edge.domain.order import HandOver
from edge.domain.staff import (
    TRIES_FREE,
    WAIT_FIRST_S,
    AddStaff,
    RecordSignIn,
    SignedIn,
    SignInRefused,
    SignOut,
    StaffAdded,
)
from edge.domain.stock import CorrectStock, Count, StockMoved, TakeStock
from edge.errors import Rejected
from tests.app.shop import CASHIER, MANAGER, STOCK, SYSTEM, Shop, one


def test_a_stock_take_is_taken_once(shop: Shop) -> None:
    take = TakeStock(take_id="t1", counts=(Count(sku="A", quantity=7), Count(sku="B", quantity=STOCK)))
    (movement,) = one(shop.act(take, MANAGER), StockMoved).movements
    assert (movement.sku, movement.quantity) == ("A", 7 - STOCK)
    for sku in ("A", "B"):
        shop.filled(sku)
    shop.act(HandOver(order_id=shop.paid().order_id), CASHIER)
    assert shop.act(take, MANAGER) == ()
    assert (shop.level("A").on_hand, shop.level("B").on_hand) == (6, STOCK - 1)


def test_a_correction_counts_once(shop: Shop) -> None:
    wish = CorrectStock(ref="c1", sku="A", quantity=-3, reason="broken")
    assert one(shop.act(wish, MANAGER), StockMoved).levels[0].on_hand == STOCK - 3
    assert shop.act(wish, MANAGER) == ()
    assert shop.level("A").on_hand == STOCK - 3


def test_mistyped_quantities_are_refused(shop: Shop) -> None:
    for quantity in (0, 1_000_001):
        with pytest.raises(Rejected, match="quantity"):
            shop.act(CorrectStock(ref="c", sku="A", quantity=quantity, reason="x"), MANAGER)
    with pytest.raises(Rejected, match="quantity"):
        shop.act(TakeStock(take_id="t", counts=(Count(sku="A", quantity=-1),)), MANAGER)
    with pytest.raises(Rejected, match="no_product"):
        shop.act(CorrectStock(ref="c", sku="none", quantity=1, reason="x"), MANAGER)


def test_wrong_pins_make_the_next_wait(shop: Shop) -> None:
    staff_id = one(shop.act(AddStaff(name="何", role="cashier", pin_hash="h"), MANAGER), StaffAdded).staff_id
    now_ms = shop.clock.now_ms()
    wrong = RecordSignIn(staff_id=staff_id, right=False)
    waits = [one(shop.act(wrong, SYSTEM), SignInRefused).next_ms - now_ms for _ in range(TRIES_FREE + 1)]
    assert waits == [0] * (TRIES_FREE - 1) + [WAIT_FIRST_S * 1_000, 2 * WAIT_FIRST_S * 1_000]
    right = RecordSignIn(staff_id=staff_id, right=True, token_hash="t1")
    one(shop.act(right, SYSTEM), SignedIn)
    assert shop.rows.staff.tries(staff_id).wrong == 0
    assert len(shop.act(SignOut(token_hash="t1"), SYSTEM)) == 1
    assert shop.act(SignOut(token_hash="t1"), SYSTEM) == ()
    with pytest.raises(Rejected, match="not_allowed"):
        shop.act(RecordSignIn(staff_id="none", right=True, token_hash="t"), SYSTEM)
    with pytest.raises(Rejected, match="staff_name"):
        shop.act(AddStaff(name=" ", role="cashier", pin_hash="h"), MANAGER)


def test_who_works_here_stands_in_no_log(shop: Shop) -> None:
    added = one(shop.act(AddStaff(name="何知微", role="cashier", pin_hash="h"), MANAGER), StaffAdded)
    kept = shop.rows.staff.get(added.staff_id)
    assert kept is not None
    assert kept.name == "何知微"
    (body,) = shop.connection.execute("select body from log where kind = 'StaffAdded'").fetchone()
    assert added.staff_id.encode() in body
    assert "何知微".encode() not in body


def test_a_person_is_forgotten_and_never_in_the_log(shop: Shop) -> None:
    wish = KeepContact(name="林小姐", phone="138 0000-1234", address="街 1")
    contact_id = one(shop.act(wish, CASHIER), ContactKept).contact_id
    kept = shop.rows.contacts.get(contact_id)
    assert kept is not None
    assert (kept.phone, kept.version) == ("13800001234", 1)
    erased = one(shop.act(EraseContact(contact_id=contact_id), MANAGER), ContactErased)
    assert erased.version == 2
    assert shop.act(EraseContact(contact_id=contact_id), MANAGER) == ()
    gone = shop.rows.contacts.get(contact_id)
    assert gone is not None
    assert (gone.name, gone.phone, gone.address, gone.erased) == ("", "", "", True)
    bodies = b"".join(row[0] for row in shop.connection.execute("select body from log"))
    assert b"13800001234" not in bodies
    assert "林小姐".encode() not in bodies
