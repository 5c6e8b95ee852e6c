"""A member as people see it at the centre: masked, with its ledgers."""

from __future__ import annotations

import msgspec

from edge.domain.coupon import Coupon
from edge.domain.points import PointsReason
from edge.domain.profile import Level

MOVES_SHOWN = 200


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    seen_ms: int


class MoveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger of points, and the store it was written in."""

    store: str
    reason: PointsReason
    ref: str
    points: int
    at_ms: int
    capped: bool


class CouponRow(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon; `used` more than once means that two stores took it while they could not ask."""

    coupon: Coupon
    used: int


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member as people see it: masked. `overdrawn`: more was spent without the centre than there was."""

    member_id: str
    name: str
    phone: str
    verified: bool
    level: Level
    consent: bool
    erased: bool
    points: int
    overdrawn: bool
    aliases: tuple[str, ...] = ()


class MemberSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A member with its ledgers. `seen`: where it was last; `erased`: which stores said it is gone there."""

    member: MemberRow
    moves: tuple[MoveRow, ...] = ()
    coupons: tuple[CouponRow, ...] = ()
    seen: tuple[Seen, ...] = ()
    erased: tuple[Seen, ...] = ()
