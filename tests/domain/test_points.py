"""Points and coupons: whole numbers, shares that add up, a balance that no repeat can double."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.domain.coupon import Coupon, worth
from edge.domain.order import Line
from edge.domain.points import allowance, balance, discounted, earned, goods_fen, most
from edge.domain.profile import Level, Told

FEN = st.integers(0, 10**7)
LINES = st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 9)), min_size=1, max_size=12)


def line(number: int, price_fen: int, quantity: int) -> Line:
    return Line(
        line_id=str(number),
        sku=str(number),
        product_id="P",
        name_zh="茶",
        name_en="tea",
        quantity=quantity,
        price_fen=price_fen,
        price_version=1,
        amount_fen=price_fen * quantity,
    )


@pytest.mark.parametrize(
    ("fen", "level", "points"),
    [(199, "basic", 1), (99, "black", 0), (10_000, "silver", 200), (10_099, "gold", 300), (-500, "black", 0)],
)
def test_whole_yuan_earn_by_level(fen: int, level: Level, points: int) -> None:
    assert earned(fen, level) == points


@given(LINES, FEN, FEN)
def test_shares_add_up_however_often_they_are_made(
    rows: list[tuple[int, int]], coupon_fen: int, points: int
) -> None:
    lines = tuple(line(i, price, quantity) for i, (price, quantity) in enumerate(rows))
    goods = sum(goods_fen(one) for one in lines)
    once = discounted(lines, coupon_fen=coupon_fen, points=points)
    assert discounted(once, coupon_fen=coupon_fen, points=points) == once
    assert sum(one.coupon_fen for one in once) == min(coupon_fen, goods)
    assert sum(one.points_fen for one in once) == min(points, goods - min(coupon_fen, goods))
    assert all(one.amount_fen == goods_fen(one) - one.coupon_fen - one.points_fen >= 0 for one in once)
    assert discounted(once, coupon_fen=0, points=0) == lines


@given(FEN)
def test_points_pay_at_most_half(fen: int) -> None:
    assert 0 <= 2 * most(fen) <= fen


@given(st.integers(-500, 500), st.lists(st.integers(-50, 50), max_size=8), st.integers(0, 8))
def test_a_balance_holds_each_line_once_however_much_the_centre_has(
    elsewhere: int, moves: list[int], known: int
) -> None:
    known = min(known, len(moves))
    there = {"log": Told(rows=known, points=sum(moves[:known]))}
    here = {"log": Told(rows=len(moves), points=sum(moves))}
    assert balance(elsewhere + sum(moves[:known]), there, here) == elsewhere + sum(moves)


def test_a_restored_store_does_not_take_away_what_the_centre_knows_better() -> None:
    there = {"log": Told(rows=5, points=500)}
    assert balance(500, there, {"log": Told(rows=2, points=80)}) == 500
    assert balance(500, there, {}) == 500


@pytest.mark.parametrize(
    ("fresh", "spent", "left", "may"),
    [(True, 900, 5_000, 5_000), (False, 0, 5_000, 1_000), (False, 900, 5_000, 100), (False, 1_200, 5_000, 0),
     (False, 0, 300, 300), (True, 0, -40, 0)],
)  # fmt: skip
def test_without_the_centre_a_day_is_capped(fresh: bool, spent: int, left: int, may: int) -> None:  # noqa: FBT001
    assert allowance(fresh=fresh, spent_today=spent, cap_fen=1_000, left=left) == may


@pytest.mark.parametrize(("goods", "now_ms", "off"), [(999, 0, 0), (1_000, 0, 300), (1_000, 10, 0)])
def test_a_coupon_counts_from_its_amount_until_its_day(goods: int, now_ms: int, off: int) -> None:
    coupon = Coupon(coupon_id="c", title_zh="", title_en="", off_fen=300, least_fen=1_000, until_ms=10)
    assert worth(coupon, goods, now_ms) == off
