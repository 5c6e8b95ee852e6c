"""Money is shared out to the fen, codes are read without surprise, ids grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.domain.barcode import GTIN_LENGTHS, TEXT_MAX, check_digit, classify, gtin14, is_gtin
from edge.domain.contact import mask_phone
from edge.domain.ids import hlc_ms, merge, order_number, origin_tag, read_number, tick
from edge.domain.logbook import link
from edge.domain.money import included_tax, line_amount, share
from edge.domain.price import Price, current
from edge.domain.staff import TRIES_FREE, WAIT_MAX_S, Tries, after_wrong

FEN = st.integers(-(10**9), 10**9)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)
DIGITS = st.text("0123456789", min_size=1, max_size=20)
MS = st.integers(0, 1 << 45)


@given(FEN, WEIGHTS)
def test_shares_add_up_and_are_within_a_fen_of_fair(total_fen: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1, *weights], 1
    parts = share(total_fen, weights)
    assert sum(parts) == total_fen
    assert all(
        abs(part * whole - total_fen * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_what_cannot_be_shared_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share(1, weights)
    assert share(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("price_fen", "quantity", "step", "amount_fen"),
    [(1_990, 3, 1, 5_970), (399, 250, 500, 200), (401, 250, 500, 201), (1, 1, 3, 0), (-399, 250, 500, -200)],
)
def test_half_a_fen_rounds_away_from_zero(price_fen: int, quantity: int, step: int, amount_fen: int) -> None:
    assert line_amount(price_fen=price_fen, quantity=quantity, step=step) == amount_fen


def test_tax_is_inside_the_price() -> None:
    assert included_tax(11_300, 1_300) == 1_300
    assert included_tax(-11_300, 1_300) == -1_300
    assert included_tax(500, 0) == 0


@given(st.sampled_from(GTIN_LENGTHS), st.data())
def test_one_wrong_digit_is_always_seen(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    code = body + check_digit(body)
    assert is_gtin(code)
    assert classify(code).gtin == gtin14(code)
    at = data.draw(st.integers(0, length - 1))
    wrong = str((int(code[at]) + data.draw(st.integers(1, 9))) % 10)
    changed = code[:at] + wrong + code[at + 1 :]
    assert not is_gtin(changed)
    assert classify(changed).reason == "check_digit"


@pytest.mark.parametrize(("body", "digit"), [("629104150021", "3"), ("03600029145", "2"), ("7351353", "7")])
def test_check_digits_are_the_published_ones(body: str, digit: str) -> None:
    assert check_digit(body) == digit


@given(st.text(max_size=TEXT_MAX + 20) | DIGITS)
def test_any_text_is_classified(text: str) -> None:
    code = classify(text)
    assert (code.kind == "bad") == bool(code.reason)
    assert (code.kind == "gtin") == bool(code.gtin)
    assert len(code.text) <= TEXT_MAX
    assert classify(f"  {text} ").kind == code.kind


@given(st.lists(MS | st.tuples(MS, MS), max_size=60))
def test_the_clock_of_the_log_only_grows(steps: list[int | tuple[int, int]]) -> None:
    last = 0
    for step in steps:
        if isinstance(step, tuple):
            remote, now_ms = step
            merged = merge(last, remote << 16, now_ms=now_ms, ahead_ms=1_000)
            assert last <= merged <= max(last, (now_ms + 1_000) << 16)
            last = merged
        else:
            later = tick(last, step)
            assert later > last
            assert hlc_ms(later) >= step
            last = later


@given(st.text(min_size=1, max_size=40))
def test_numbers_are_read_aloud(origin: str) -> None:
    tag = origin_tag(origin)
    assert len(tag) == 3
    assert not set(tag) & set("01ILOU")
    assert order_number(tag, 42) == f"{tag}-0042"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("K7P-0042", "K7P-0042"),
        (" k7p 42 ", "K7P-0042"),
        ("k7p0042", "K7P-0042"),
        ("K7P-12345", "K7P-12345"),
        ("0042", "004-0002"),
        ("K7P", ""),
        ("K7P-00A2", ""),
        ("K7P-" + "9" * 20, ""),
        ("单号", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed: str, number: str) -> None:
    assert read_number(typed) == number


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_chain_tells_bodies_and_order_apart(first: bytes, second: bytes) -> None:
    if first != second:
        assert link("", first) != link("", second)
        assert link(link("", first), second) != link(link("", second), first)


@given(st.integers(0, 500))
def test_waiting_for_the_next_pin_is_bounded(wrong: int) -> None:
    tries = after_wrong(Tries(wrong=wrong), 0)
    assert tries.wrong == wrong + 1
    assert (tries.next_ms == 0) == (wrong + 1 < TRIES_FREE)
    assert tries.next_ms <= WAIT_MAX_S * 1_000


def test_a_price_of_tomorrow_is_not_in_force() -> None:
    old = Price(sku="A", price_fen=1, version=9, effective_from_ms=0)
    new = Price(sku="A", price_fen=2, version=1, effective_from_ms=100)
    fixed = Price(sku="A", price_fen=3, version=2, effective_from_ms=100)
    assert current([old, new, fixed], 99) == old
    assert current([fixed, old, new], 100) == fixed
    assert current([new], 99) is None


@pytest.mark.parametrize(("phone", "shown"), [("13812340000", "138****0000"), ("1234567", "*" * 7), ("", "")])
def test_phones_are_masked(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown
