"""A member as people see it at the centre: masked, with its ledgers, and how far its erasing got."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.coupon import Coupon
from edge.domain.points import PointsReason
from edge.domain.profile import Level

MOVES_SHOWN = 20  # lines of points on one page of the sheet
COUPONS_SHOWN = 200
EraseCode = Literal["asked", "guardian", "trial", "unused", "authority", "other"]
ReachState = Literal["done", "waiting", "past"]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    seen_ms: int


class MoveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger of points, the store it was written in, and the balance after it."""

    store: str
    reason: PointsReason
    ref: str
    points: int
    at_ms: int
    capped: bool
    balance: int


class UseRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order that took a coupon."""

    store: str
    order_id: str
    at_ms: int


class CouponRow(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon, who gave it and when (0: not written down then). More than one use means that stores took it
    while they could not ask.
    """

    coupon: Coupon
    given_ms: int = 0
    given_by: str = ""
    uses: tuple[UseRow, ...] = ()


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


class Erasing(msgspec.Struct, frozen=True, kw_only=True):
    """Who decided at the centre that a person is forgotten, when and why."""

    code: EraseCode
    why: str
    by: str
    at_ms: int


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How far an erasing got in one store: done (it said so at `at_ms`), waiting for its word, or past, since
    it saw the person so long ago (`at_ms`) that it forgot them by itself.
    """

    store: str
    state: ReachState
    at_ms: int


class ErasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """An erasing that the centre decided, and how far it got."""

    member_id: str
    erasing: Erasing
    reach: tuple[Reach, ...]


class MemberSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A member with its ledgers. `moves` is one page of `moves_all` lines, the latest first; `seen`: where it
    was last. Of an erased one `reach` says how far that got since `erased_ms`; `erasing` is None where a
    store decided it.
    """

    member: MemberRow
    moves: tuple[MoveRow, ...] = ()
    moves_all: int = 0
    coupons: tuple[CouponRow, ...] = ()
    seen: tuple[Seen, ...] = ()
    erasing: Erasing | None = None
    erased_ms: int = 0
    reach: tuple[Reach, ...] = ()
