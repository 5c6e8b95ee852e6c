"""What a scan means: GTINs, GS1 messages, the shop's own codes; and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.domain.barcode import Barcode, classify
from edge.domain.gs1 import CARRIERS, GS
from edge.domain.gtin import check_digit, gtin14
from edge.domain.shop_code import ShopCodes, template_problem

ITEM = "09506000134352"
OWN = ShopCodes(weighed=("21IIIIIWWWWWC", "22IIIIVPPPPPC", "0299IIIWWWWWC"))


def fields(code: Barcode) -> tuple[str, str, str, int, str]:
    return code.gtin, code.lot, code.expires, code.weight_g, code.doubt


@pytest.mark.parametrize(
    ("text", "symbology", "wanted"),
    [
        (f"01{ITEM}10ABC{GS}3103001750", "]C1", (ITEM, "ABC", "", 1750, "")),
        (f"01{ITEM}310300175010ABC", "]C1", (ITEM, "ABC", "", 1750, "")),
        (f"01{ITEM}10ABC3103001750", "]C1", (ITEM, "", "", 0, "no_separator")),
        (f"01{ITEM}10ABC17251231", "", (ITEM, "", "", 0, "no_separator")),
        (f"01{ITEM}17251231", "]d2", (ITEM, "", "2025-12-31", 0, "")),
        (f"01{ITEM}17991399", "]d2", (ITEM, "", "", 0, "bad_element")),
        (f"(01){ITEM}(17)251231(10)A-7", "", (ITEM, "A-7", "2025-12-31", 0, "")),
        (f"https://id.gs1.org/01/{ITEM}/10/ABC?17=251231", "]Q1", (ITEM, "ABC", "2025-12-31", 0, "")),
        ("0102001234567893", "]e0", ("02001234567893", "", "", 0, "")),
        (f"]C101{ITEM}", "", (ITEM, "", "", 0, "")),
        ("]E05030159003930", "", ("05030159003930", "", "", 0, "")),
    ],
)
def test_gs1_messages(text: str, symbology: str, wanted: tuple[str, str, str, int, str]) -> None:
    code = classify(text, symbology)
    assert (code.kind, fields(code)) == ("gtin", wanted)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("]", "shop", ""),
        ("", "bad", "empty"),
        ("]C1", "bad", "empty"),
        (f"01{ITEM[:-1]}3", "bad", "truncated"),
        ("https://shop.example/01/12", "shop", ""),
        ("(01)12", "shop", ""),
        ("K7P-0042", "shop", ""),
        ("MB-0001", "member", ""),
        ("CP-9", "coupon", ""),
        ("PU-K7P-0042", "pickup", ""),
        ("PT-20260101-1", "ticket", ""),
        ("MB-", "shop", ""),
        ("a\x00b", "bad", "not_printable"),
    ],
)
def test_what_is_no_product(text: str, kind: str, reason: str) -> None:
    code = classify(text)
    assert (code.kind, code.reason, code.gtin) == (kind, reason, "")


def ean(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("body", "base", "weight_g", "price_fen"),
    [
        ("211234500750", "211234500000", 750, 0),
        ("221234901990", "221234000000", 0, 1990),
        ("029912312345", "029912300000", 12345, 0),
    ],
)
def test_labels_of_the_counter(body: str, base: str, weight_g: int, price_fen: int) -> None:
    code = classify(ean(body), "", OWN)
    assert (code.kind, code.gtin) == ("weighed", gtin14(ean(base)))
    assert (code.weight_g, code.price_fen) == (weight_g, price_fen)
    assert classify(ean(body)).kind == "gtin"  # without a template it is a number like any other


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("21IIIIIWWWWWC", ""),
        ("02IIIIIPPPPPC", ""),
        ("28IIIIVPPPPPC", ""),
        ("21IIIIIWWWWC", "12 places"),
        ("69IIIIIWWWWWC", "begin with 02"),
        ("21IIWWIWWWWWC", "begin with 02"),
        ("21IIIIIWWWWWW", "begin with 02"),
    ],
)
def test_templates_are_checked(template: str, fault: str) -> None:
    assert (template_problem(template) == "") == (fault == "")
    assert fault in template_problem(template)


DIGITS = st.text("0123456789", max_size=40)
PIECES = st.sampled_from(["]", "]C1", "01", "10", "17", "(", ")", GS, ITEM, "https://id.gs1.org/01/", "3103"])
GARBAGE = st.text(max_size=60) | DIGITS | st.lists(PIECES | DIGITS, max_size=8).map("".join)


@given(GARBAGE, st.sampled_from(["", "]E0", *sorted(CARRIERS)]) | st.text(max_size=4))
@example("]", "]C1")
@example("01", "]d2")
def test_any_text_of_any_symbology_is_classified(text: str, symbology: str) -> None:
    code = classify(text, symbology, OWN)
    assert (code.kind == "bad") == bool(code.reason)
    assert (code.kind in ("gtin", "weighed")) == bool(code.gtin)
    assert not code.gtin or (len(code.gtin) == 14 and check_digit(code.gtin[:-1]) == code.gtin[-1])
    assert code.kind != "weighed" or not (code.weight_g and code.price_fen)


@given(st.sampled_from(OWN.weighed), st.text("0123456789", min_size=12, max_size=12))
def test_a_label_keeps_its_item_whatever_it_weighs(template: str, digits: str) -> None:
    body = "".join(
        mark if mark.isdigit() else digit for mark, digit in zip(template[:-1], digits, strict=True)
    )
    heavier = "".join("9" if mark in "WP" else d for mark, d in zip(template[:-1], body, strict=True))
    assert classify(ean(body), "", OWN).gtin == classify(ean(heavier), "", OWN).gtin
