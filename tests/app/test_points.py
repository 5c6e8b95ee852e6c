"""Points and coupons: earned when paid, spent by who is proven, capped without the centre, given back."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.coupon import CouponUsed, UseCoupon
from edge.domain.logbook import DAY_MS
from edge.domain.member import FRESH_MS, NameMember
from edge.domain.order import ClearBasket, HandOver, Order, ParkOrder, SetQuantity
from edge.domain.payment import RefundOrder, TakeCash
from edge.domain.points import PointsEarned, PointsSpent, SpendPoints, balance
from edge.errors import Rejected
from tests.app.members import MEMBER, PHONE, Card, card, coupon, file, show_code, sign_up, told
from tests.app.shop import CASHIER, MANAGER, PRICE_FEN, Shop, one


@pytest.fixture
def centre(shop: Shop) -> Card:
    centre = Card(shop)
    centre.keys()
    centre.tell(card(shop))
    return centre


def bought(shop: Shop) -> Order:
    shop.act(ParkOrder())
    order = shop.basket()
    shop.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen), CASHIER)
    shop.act(ClearBasket())
    return shop.order(order.order_id)


def refunded(shop: Shop, order: Order) -> tuple[object, ...]:
    return shop.act(RefundOrder(order_id=order.order_id, reason="r"), MANAGER)


def may(shop: Shop) -> int:
    """The balance as this store knows it."""
    known = file(shop)
    return balance(known.points, known.told, shop.rows.points.ledger((MEMBER,)))


@pytest.mark.usefixtures("centre")
def test_a_paid_order_earns_by_level_and_a_refund_takes_it_back(shop: Shop) -> None:
    shop.filled("A", 2)
    shop.act(NameMember(phone=PHONE))
    order = bought(shop)
    assert order.points_earned == 39 * 3
    assert may(shop) == 5_000 + 117
    refunded(shop, order)
    assert may(shop) == 5_000


@pytest.mark.usefixtures("centre")
def test_a_typed_phone_earns_and_does_not_spend(shop: Shop) -> None:
    shop.filled()
    shop.act(NameMember(phone=PHONE))
    with pytest.raises(Rejected, match="member_unproven"):
        shop.act(SpendPoints(points=10))
    with pytest.raises(Rejected, match="member_unproven"):
        shop.act(UseCoupon(coupon_id="C1"))


@pytest.mark.usefixtures("centre")
def test_points_pay_half_in_shares_and_come_back_with_the_refund(shop: Shop) -> None:
    shop.filled("A", 2)
    shop.filled("B", 1)
    show_code(shop)
    shop.act(SpendPoints(points=9_999))
    order = shop.basket()
    whole = 2 * PRICE_FEN["A"] + PRICE_FEN["B"]
    assert (order.points, order.total_fen) == (whole // 2, whole - whole // 2)
    assert sum(line.points_fen for line in order.lines) == order.points
    shop.act(SetQuantity(line_id=order.lines[0].line_id, quantity=1))
    order = shop.basket()
    assert order.points == (PRICE_FEN["A"] + PRICE_FEN["B"]) // 2
    paid = bought(shop)
    assert may(shop) == 5_000 - paid.points + paid.points_earned
    refunded(shop, paid)
    assert may(shop) == 5_000


@pytest.mark.usefixtures("centre")
def test_two_baskets_do_not_spend_the_same_points(shop: Shop) -> None:
    shop.feed("member", (card(shop, points=600, as_of_ms=shop.clock.now_ms() + 1),), first=3)
    shop.filled("A", 1)
    show_code(shop)
    shop.act(SpendPoints(points=500))
    shop.act(ParkOrder())
    shop.act(ClearBasket())
    shop.filled("A", 1)
    shop.clock.advance(1_000)
    show_code(shop)
    shop.act(SpendPoints(points=500))
    assert shop.basket().points == 100
    shop.act(ClearBasket())
    shop.filled("A", 1)
    shop.clock.advance(1_000)
    show_code(shop)
    shop.act(SpendPoints(points=500))
    assert shop.basket().points == 100


@pytest.mark.usefixtures("centre")
def test_once_the_centre_is_silent_a_day_is_capped(shop: Shop) -> None:
    shop.clock.advance(FRESH_MS + 1)
    spent = []
    for _ in range(4):
        shop.filled("A", 1)
        show_code(shop)
        try:
            shop.act(SpendPoints(points=900))
        except Rejected as refused:
            spent.append(refused.code)
            break
        spent.append(str(shop.basket().points))
        bought(shop)
        shop.clock.advance(2_000)
    assert spent == ["900", "900", "200", "points_offline"]
    shop.clock.advance(24 * 3_600_000)
    shop.act(SpendPoints(points=900))
    assert shop.basket().points == 900


def test_the_centres_word_and_our_own_lines_count_once(shop: Shop, centre: Card) -> None:
    shop.filled("A", 1)
    show_code(shop)
    bought(shop)
    assert may(shop) == 5_000 + 57
    centre.tell(card(shop, points=5_057, told=told(1, 57, shop), as_of_ms=shop.clock.now_ms() + 5))
    assert may(shop) == 5_057
    centre.tell(card(shop, points=5_000, as_of_ms=shop.clock.now_ms() + 1))  # an older word, come late
    assert may(shop) == 5_057


def test_a_coupon_is_shared_out_and_used_once(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop, coupons=(coupon(shop),), as_of_ms=shop.clock.now_ms() + 1))
    order = shop.filled("B", 1)
    show_code(shop)
    with pytest.raises(Rejected, match="coupon_least"):
        shop.act(UseCoupon(coupon_id="C1"))
    shop.act(SetQuantity(line_id=shop.basket().lines[0].line_id, quantity=3))
    shop.act(UseCoupon(coupon_id="C1"))
    shop.act(SpendPoints(points=9_999))
    order = shop.basket()
    assert (order.total_fen, order.points, order.lines[0].coupon_fen) == (600, 600, 300)
    shop.act(ParkOrder())
    used = one(shop.act(TakeCash(order_id=order.order_id, given_fen=600), CASHIER), CouponUsed)
    assert (used.use.coupon_id, used.use.off_fen) == ("C1", 300)
    shop.act(ClearBasket())
    shop.filled("A", 1)
    shop.clock.advance(1_000)
    show_code(shop)
    with pytest.raises(Rejected, match="no_coupon"):
        shop.act(UseCoupon(coupon_id="C1"))


def test_a_coupon_that_another_store_may_have_taken_is_capped(shop: Shop, centre: Card) -> None:
    given = tuple(
        msgspec.structs.replace(
            coupon(shop, off_fen, 2_001), coupon_id=name, until_ms=shop.clock.now_ms() + 9 * DAY_MS
        )
        for name, off_fen in (("C1", 300), ("C2", 300), ("C3", 2_001), ("C4", 1_700))
    )
    centre.tell(card(shop, coupons=given, as_of_ms=shop.clock.now_ms() + 1))
    shop.clock.advance(FRESH_MS + 1)
    for name in ("C1", "C2"):
        shop.filled("A", 2)
        show_code(shop)
        shop.act(UseCoupon(coupon_id=name))
        bought(shop)
        shop.clock.advance(2_000)
    shop.filled("A", 2)
    show_code(shop)
    for name in ("C3", "C4"):
        with pytest.raises(Rejected, match="coupon_offline"):
            shop.act(UseCoupon(coupon_id=name))
    shop.clock.advance(DAY_MS)
    shop.act(UseCoupon(coupon_id="C4"))
    with pytest.raises(Rejected, match="coupon_offline"):
        shop.act(UseCoupon(coupon_id="C3"))
    centre.tell(card(shop, coupons=given, as_of_ms=shop.clock.now_ms()))
    shop.act(UseCoupon(coupon_id="C3"))


def test_a_coupon_that_no_longer_counts_falls_off_by_itself(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop, coupons=(coupon(shop),), as_of_ms=shop.clock.now_ms() + 1))
    shop.filled("A", 1)
    show_code(shop)
    shop.act(UseCoupon(coupon_id="C1"))
    assert shop.basket().total_fen == PRICE_FEN["A"] - 300
    shop.filled("B", 1)
    first = shop.basket().lines[0]
    shop.act(SetQuantity(line_id=first.line_id, quantity=0))
    assert shop.basket().total_fen == PRICE_FEN["B"]
    shop.act(UseCoupon(coupon_id=""))
    assert shop.basket().coupon_id == ""


def test_an_unknown_member_with_a_code_earns_and_cannot_spend_yet(shop: Shop) -> None:
    Card(shop).keys()
    shop.filled("A", 1)
    show_code(shop)
    with pytest.raises(Rejected, match="member_unknown_here"):
        shop.act(SpendPoints(points=1))
    shop.act(ParkOrder())
    order = shop.basket()
    events = shop.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen), CASHIER)
    assert one(events, PointsEarned).move.points == 19
    assert not [event for event in events if isinstance(event, PointsSpent)]
    shop.act(HandOver(order_id=order.order_id), CASHIER)


def test_who_signed_up_here_has_what_was_earned_here(shop: Shop) -> None:
    member_id = sign_up(shop)
    shop.filled("A", 1)
    order = bought(shop)
    assert order.member_id == member_id
    assert msgspec.structs.asdict(file(shop, member_id))["points"] == 0
    assert shop.rows.points.ledger((member_id,))[shop.writer._logbook.current].points == 19
