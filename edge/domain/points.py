"""Points: a ledger of moves. A point is worth a fen; the centre owns the balance, a store its own lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from edge.domain.message import Command, Event
from edge.domain.money import BASIS_POINTS, line_amount, share
from edge.domain.order import Line
from edge.domain.profile import Level, Told

PointsReason = Literal["earn", "take_back", "spend", "give_back"]
PER_YUAN: Mapping[Level, int] = {"basic": 1, "silver": 2, "gold": 3, "black": 5}
FEN_PER_YUAN = 100
SPEND_BP = 5_000  # of a basket that points may pay


class PointsMove(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger, signed. `(reason, ref)` is unique, `ref` an order. `capped`: spent while the
    centre could not be asked. `log`: the one it was written in, whichever tells of it.
    """

    member_id: str
    reason: PointsReason
    ref: str
    points: int
    at_ms: int
    capped: bool = False
    log: str = ""


class SpendPoints(Command, frozen=True, kw_only=True):
    """Pay a part of the basket at this place with points; 0 takes them back."""

    points: int


class PointsEarned(Event, frozen=True, kw_only=True):
    """Earned with an order, or taken back with its refund."""

    move: PointsMove


class PointsSpent(Event, frozen=True, kw_only=True):
    """Paid with points, or given back with the refund."""

    move: PointsMove


def earned(paid_fen: int, level: Level) -> int:
    """Points for an amount paid: whole yuan times the level's rate, never less than nothing."""
    return max(0, paid_fen) // FEN_PER_YUAN * PER_YUAN[level]


def most(goods_fen: int) -> int:
    """Points that may pay for goods of this amount."""
    return max(0, goods_fen) * SPEND_BP // BASIS_POINTS


def balance(points: int, told: Mapping[str, Told], here: Mapping[str, Told]) -> int:
    """The centre's balance and what it does not hold yet. A log of which the centre has as many lines as we
    do, or more (we were restored), adds nothing.
    """
    missing = 0
    for log, own in here.items():
        there = told.get(log, Told())
        if own.rows > there.rows:
            missing += own.points - there.points
    return points + missing


def allowance(*, fresh: bool, spent_today: int, cap_fen: int, left: int) -> int:
    """How many points may be spent now: all that is left, or while the centre's answer is old, what the day's
    cap leaves of it.
    """
    free = max(0, left)
    return free if fresh else min(free, max(0, cap_fen - spent_today))


def goods_fen(line: Line) -> int:
    """A line's amount before coupon and points."""
    whole = line_amount(price_fen=line.price_fen, quantity=line.quantity, step=line.step)
    return whole - (line.discount_fen - line.coupon_fen - line.points_fen)


def discounted(lines: Iterable[Line], *, coupon_fen: int, points: int) -> tuple[Line, ...]:
    """The lines with their shares of a coupon and of points, largest remainder, summing exactly: the coupon
    over the goods, the points over what it leaves.
    """
    rows = tuple(lines)
    goods = [goods_fen(line) for line in rows]
    coupon_fen = max(0, min(coupon_fen, sum(goods)))
    off = share(coupon_fen, goods)
    left = [amount - part for amount, part in zip(goods, off, strict=True)]
    paid = share(max(0, min(points, sum(left))), left)
    return tuple(
        msgspec.structs.replace(
            line,
            coupon_fen=coupon,
            points_fen=point,
            discount_fen=line.discount_fen - line.coupon_fen - line.points_fen + coupon + point,
            amount_fen=amount - coupon - point,
        )
        for line, amount, coupon, point in zip(rows, goods, off, paid, strict=True)
    )
