"""Coupons: granted by the centre, used once; the share of each line is stored."""

from __future__ import annotations

import msgspec

from edge.domain.message import Command, Event

COUPONS_MAX = 20  # of one member, told to a store
TITLE_MAX = 60


class Coupon(msgspec.Struct, frozen=True, kw_only=True):
    """`off_fen` from `least_fen` of goods on, until `until_ms`."""

    coupon_id: str
    title_zh: str
    title_en: str
    off_fen: int
    least_fen: int
    until_ms: int


class CouponUse(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger: this coupon paid for a part of that order."""

    coupon_id: str
    member_id: str
    order_id: str
    off_fen: int
    at_ms: int


class UseCoupon(Command, frozen=True, kw_only=True):
    """Put a coupon of the member here onto the basket; '' takes it off."""

    coupon_id: str


class CouponUsed(Event, frozen=True, kw_only=True):
    use: CouponUse


def worth(coupon: Coupon, goods_fen: int, now_ms: int) -> int:
    """What it takes off now; 0 where it does not count."""
    counts = now_ms < coupon.until_ms and goods_fen >= coupon.least_fen
    return min(coupon.off_fen, goods_fen) if counts else 0


def trusted(coupon: Coupon, *, fresh: bool, used_fen: int, cap_fen: int) -> bool:
    """Whether it may be taken on what this store knows: another one may have taken it since the centre was
    asked, so while that is long ago a member's coupons of a day come to `cap_fen` at most.
    """
    return fresh or used_fen + coupon.off_fen <= cap_fen
