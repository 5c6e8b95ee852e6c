"""Scans, lines, ways and contacts."""

from __future__ import annotations

import pytest

from edge.domain.message import Actor
from edge.domain.order import (
    AddToBasket,
    ClearBasket,
    OrderCancelled,
    ParkOrder,
    SetContact,
    SetQuantity,
    SetWay,
    SwapVariant,
)
from edge.domain.payment import AskPayment
from edge.domain.shelf import HEARD_MAX, CodeRefused, ScanCode, ShowProduct
from edge.errors import Rejected
from tests.app.shop import CASHIER, GTIN, PRICE_FEN, SCANNER, Shop, one

COUNTER = Actor(role="device", place="till-1", channel="device")


def test_a_scan_makes_a_line_and_a_second_one_grows_it(shop: Shop) -> None:
    for _ in range(2):
        shop.act(ScanCode(text=GTIN["A"], symbology="EAN13"), SCANNER)
    (line,) = shop.basket().lines
    assert (line.sku, line.quantity, line.amount_fen, line.scanned) == ("A", 2, 2 * PRICE_FEN["A"], True)
    assert (shop.shelf().sku, shop.shelf().notice) == ("A", None)
    assert shop.basket().channel == "kiosk"


def test_at_a_counter_a_scan_is_told_and_fills_no_basket(shop: Shop) -> None:
    texts = (GTIN["A"], GTIN["A"], f"01{GTIN['B'].zfill(14)}10LOT7", "4006381333931", "K7P-0042")
    for text in texts:
        shop.act(ScanCode(text=text, symbology="]d2" if text.startswith("01") else ""), COUNTER)
    shelf = shop.rows.shelves.get(COUNTER.place)
    assert [(one.code, one.text) for one in shelf.heard] == [
        ("item_scanned", "A"),
        ("item_scanned", "A"),
        ("item_scanned", "B"),
        ("unknown", "4006381333931"),
        ("order_scanned", "K7P-0042"),
    ]
    assert len({one.at_ms for one in shelf.heard}) == len(texts)
    assert (shelf.order_id, shelf.sku) == ("", "")


def test_a_counter_forgets_what_was_scanned_long_ago(shop: Shop) -> None:
    for _ in range(2 * HEARD_MAX):
        shop.act(ScanCode(text=GTIN["A"]), COUNTER)
    heard = shop.rows.shelves.get(COUNTER.place).heard
    assert len(heard) == HEARD_MAX
    assert [one.at_ms for one in heard] == list(range(heard[0].at_ms, heard[0].at_ms + HEARD_MAX))


def test_two_scans_in_one_millisecond_can_be_told_apart(shop: Shop) -> None:
    shop.act(ScanCode(text=GTIN["A"]), SCANNER)
    first = shop.shelf().scanned_ms
    shop.act(ScanCode(text=GTIN["A"]), SCANNER)
    assert shop.shelf().scanned_ms > first


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6970011010998", "check_digit"),
        (GTIN["A"][:9], "truncated"),
        ("96385074", "unknown"),
        ("no-such-sku", "unknown"),
        ("a\tb", "not_printable"),
        (" ", "empty"),
    ],
)
def test_a_code_that_is_no_product_is_a_word(shop: Shop, text: str, reason: str) -> None:
    refused = one(shop.act(ScanCode(text=text), SCANNER), CodeRefused)
    assert (refused.reason, refused.place) == (reason, "k1")
    notice = shop.shelf().notice
    assert notice is not None
    assert notice.code == reason
    assert shop.shelf().order_id == ""


@pytest.mark.parametrize("text", ["MB-0001", "CP-9", "PU-7", "PT-20260101-1"])
def test_a_code_for_another_place_is_no_wrong_code(shop: Shop, text: str) -> None:
    assert not [event for event in shop.act(ScanCode(text=text), SCANNER) if isinstance(event, CodeRefused)]
    notice = shop.shelf().notice
    assert notice is not None
    assert (notice.code, notice.text) == ("not_used_here", text)


def test_a_gs1_message_is_the_product_that_it_names(shop: Shop) -> None:
    shop.act(ScanCode(text=f"01{GTIN['A'].zfill(14)}10LOT7", symbology="]d2"), SCANNER)
    assert [line.sku for line in shop.basket().lines] == ["A"]


def test_an_order_number_is_not_a_wrong_code(shop: Shop) -> None:
    shop.filled()
    shop.act(ParkOrder())
    shop.act(ScanCode(text=shop.basket().number), SCANNER)
    notice = shop.shelf().notice
    assert notice is not None
    assert (notice.code, notice.text) == ("order_scanned", shop.basket().number)


def test_a_scan_while_paying_shows_why_it_is_not_taken(shop: Shop) -> None:
    shop.filled()
    shop.act(AskPayment())
    shop.act(ScanCode(text=GTIN["B"]), SCANNER)
    notice = shop.shelf().notice
    assert notice is not None
    assert notice.code == "paying"
    assert len(shop.basket().lines) == 1


def test_quantities_have_bounds_and_zero_takes_out(shop: Shop) -> None:
    line = shop.filled().lines[0]
    with pytest.raises(Rejected, match="quantity"):
        shop.act(SetQuantity(line_id=line.line_id, quantity=1_000))
    with pytest.raises(Rejected, match="quantity"):
        shop.act(SetQuantity(line_id=line.line_id, quantity=-1))
    with pytest.raises(Rejected, match="no_line"):
        shop.act(SetQuantity(line_id="other", quantity=1))
    shop.act(SetQuantity(line_id=line.line_id, quantity=3))
    assert shop.basket().total_fen == 3 * PRICE_FEN["A"]
    shop.act(SetQuantity(line_id=line.line_id, quantity=0))
    assert (shop.basket().lines, shop.basket().total_fen) == ((), 0)


def test_only_a_variant_of_the_same_product_is_swapped_in(shop: Shop) -> None:
    line = shop.filled().lines[0]
    with pytest.raises(Rejected, match="no_product"):
        shop.act(SwapVariant(line_id=line.line_id, sku="B"))
    assert shop.basket().lines == (line,)


def test_an_unknown_product_is_refused(shop: Shop) -> None:
    with pytest.raises(Rejected, match="no_product"):
        shop.act(AddToBasket(sku="none"))
    with pytest.raises(Rejected, match="no_product"):
        shop.act(ShowProduct(product_id="none"))
    shop.act(ShowProduct(product_id="PB", sku="B"))
    assert (shop.shelf().product_id, shop.shelf().sku) == ("PB", "B")


def test_what_is_shipped_needs_a_contact(shop: Shop) -> None:
    line = shop.filled().lines[0]
    shop.act(SetWay(line_id=line.line_id, way="ship"))
    for wish in (AskPayment(), ParkOrder()):
        with pytest.raises(Rejected, match="contact_needed"):
            shop.act(wish)
    for name, phone, address, code in (
        ("", "13800000000", "街", "contact_name"),
        ("林", "123", "街", "contact_phone"),
        ("林", "13800000000", " ", "contact_address"),
    ):
        with pytest.raises(Rejected, match=code):
            shop.act(SetContact(name=name, phone=phone, address=address))
    shop.contact()
    first = shop.basket().contact_id
    shop.contact()
    kept = shop.rows.contacts.get(first)
    assert kept is not None
    assert (shop.basket().contact_id, kept.version) == (first, 2)
    shop.act(ParkOrder())
    (part,) = shop.basket().fulfilments
    assert (part.way, part.contact_id) == ("ship", first)


def test_a_shopper_who_leaves_leaves_nothing(shop: Shop) -> None:
    order = shop.filled()
    left = one(shop.act(ClearBasket()), OrderCancelled)
    assert (left.order.order_id, shop.order(order.order_id).state) == (order.order_id, "cancelled")
    assert shop.shelf().order_id == ""
    assert shop.filled().order_id != order.order_id


def test_a_parked_basket_outlives_its_shopper(shop: Shop) -> None:
    order = shop.filled()
    shop.act(ParkOrder())
    assert shop.act(ParkOrder()) == ()
    shop.act(ClearBasket())
    assert shop.order(order.order_id).state == "parked"


def test_who_may_not_is_told(shop: Shop) -> None:
    with pytest.raises(Rejected, match="not_allowed"):
        shop.act(ScanCode(text=GTIN["A"]), CASHIER)
