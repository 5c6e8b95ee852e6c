"""Points and coupons on a basket, and the ledger lines that its payment and its refund write."""

from __future__ import annotations

import msgspec

from edge.app.basket import open_order, put
from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.coupon import Coupon, CouponUse, CouponUsed, UseCoupon, trusted, worth
from edge.domain.logbook import DAY_MS
from edge.domain.member import PROVEN, MemberFile
from edge.domain.message import Event
from edge.domain.order import Order, OrderCancelled, OrderPaid, OrderRefunded
from edge.domain.points import (
    PointsEarned,
    PointsMove,
    PointsReason,
    PointsSpent,
    SpendPoints,
    allowance,
    balance,
    earned,
    goods_fen,
    most,
)
from edge.errors import Rejected

Events = tuple[Event, ...]


def spend_points(command: SpendPoints, uow: Uow, ctx: Context) -> Events:
    """As many as asked for, within the balance, half the basket, and what may be spent without the centre."""
    order, file = _proven(uow, ctx)
    uow.points.release(order.order_id)
    if command.points <= 0:
        return put(uow, msgspec.structs.replace(order, points=0), order.lines)
    member_id, fresh = file.profile.member_id, is_fresh(file, ctx)
    may = may_spend(file, uow, ctx, besides=order.order_id)
    if may <= 0:
        raise Rejected("points_none" if fresh else "points_offline")
    points = min(command.points, may, most(_goods(order) - _off(order)))
    if points <= 0:
        raise Rejected("points_none")
    uow.points.hold(order.order_id, member_id, points, capped=not fresh, day=ctx.today)
    return put(uow, msgspec.structs.replace(order, points=points), order.lines)


def use_coupon(command: UseCoupon, uow: Uow, ctx: Context) -> Events:
    order, file = _proven(uow, ctx)
    if not command.coupon_id:
        return put(uow, msgspec.structs.replace(order, coupon_id="", coupon_fen=0), order.lines)
    coupon = _coupon(file, command.coupon_id, uow)
    if coupon is None:
        raise Rejected("no_coupon")
    off_fen = worth(coupon, _goods(order), ctx.now_ms)
    if off_fen <= 0:
        raise Rejected("coupon_least", least_fen=coupon.least_fen)
    ids = uow.members.group(file.profile.member_id)
    used_fen = uow.points.coupons_used_fen(ids, ctx.now_ms - DAY_MS)
    cap_fen = ctx.shop.members.offline_fen
    if not trusted(coupon, fresh=is_fresh(file, ctx), used_fen=used_fen, cap_fen=cap_fen):
        raise Rejected("coupon_offline", most_fen=max(0, cap_fen - used_fen))
    named = msgspec.structs.replace(
        order, coupon_id=coupon.coupon_id, coupon_fen=off_fen, coupon_least_fen=coupon.least_fen
    )
    return put(uow, named, order.lines)


def is_fresh(file: MemberFile, ctx: Context) -> bool:
    """Whether the centre's word about the balance counts as of now."""
    return 0 <= ctx.now_ms - file.heard_ms <= ctx.shop.members.fresh_ms and file.heard_ms > 0


def may_spend(file: MemberFile, uow: Uow, ctx: Context, *, besides: str = "") -> int:
    ids = uow.members.group(file.profile.member_id)
    left = balance(file.points, file.told, uow.points.ledger(ids)) - uow.points.held(ids, besides=besides)
    return allowance(
        fresh=is_fresh(file, ctx),
        spent_today=uow.points.capped(ids, ctx.today, besides=besides),
        cap_fen=ctx.shop.members.offline_fen,
        left=left,
    )


def to_earn(order: Order, paid_fen: int, uow: Uow) -> int:
    """Points that this order will bring its member."""
    if not order.member_id:
        return 0
    file = uow.members.get(order.member_id)
    if file is None:
        return earned(paid_fen, "basic")
    return 0 if file.profile.erased else earned(paid_fen, file.profile.level)


def settle(event: OrderPaid, uow: Uow, ctx: Context) -> Events:
    """A reaction: what was held is spent, what was paid earns."""
    order = event.order
    capped = uow.points.release(order.order_id)
    events: Events = _move(order, "spend", -order.points, uow, ctx, capped=capped)
    if order.coupon_id:
        use = CouponUse(
            coupon_id=order.coupon_id,
            member_id=order.member_id,
            order_id=order.order_id,
            off_fen=sum(line.coupon_fen for line in order.lines),
            at_ms=ctx.now_ms,
        )
        if uow.points.use_coupon(use):
            events = (*events, CouponUsed(use=use))
    return (*events, *_move(order, "earn", order.points_earned, uow, ctx))


def give_back(event: OrderRefunded, uow: Uow, ctx: Context) -> Events:
    """A reaction: the refund takes back what the order earned and gives back the points it was paid with."""
    order = event.order
    if order.state != "refunded":
        return ()
    back = _move(order, "give_back", sum(line.points_fen for line in order.lines), uow, ctx)
    return (*back, *_move(order, "take_back", -order.points_earned, uow, ctx))


def free(event: OrderCancelled, uow: Uow, _: Context) -> Events:
    """A reaction: points held for an order that is not to be paid are free again."""
    uow.points.release(event.order.order_id)
    return ()


def _move(
    order: Order, reason: PointsReason, points: int, uow: Uow, ctx: Context, *, capped: bool = False
) -> Events:
    if not points or not order.member_id:
        return ()
    move = PointsMove(
        member_id=order.member_id,
        reason=reason,
        ref=order.order_id,
        points=points,
        at_ms=ctx.now_ms,
        capped=capped,
        log=uow.logbook.current,
    )
    if not uow.points.move(move, ctx.today):
        return ()
    return (PointsEarned(move=move) if reason in {"earn", "take_back"} else PointsSpent(move=move),)


def _proven(uow: Uow, ctx: Context) -> tuple[Order, MemberFile]:
    order, shelf = open_order(uow, ctx), uow.shelves.get(ctx.actor.place)
    if not shelf.member_id:
        raise Rejected("no_member")
    if shelf.proof not in PROVEN:
        raise Rejected("member_unproven")
    file = uow.members.get(shelf.member_id)
    if file is None or file.profile.erased:
        raise Rejected("member_unknown_here")
    return order, file


def _coupon(file: MemberFile, coupon_id: str, uow: Uow) -> Coupon | None:
    found = next((one for one in file.coupons if one.coupon_id == coupon_id), None)
    return None if found is None or uow.points.coupon_used(coupon_id) else found


def _goods(order: Order) -> int:
    return sum(goods_fen(line) for line in order.lines)


def _off(order: Order) -> int:
    return sum(line.coupon_fen for line in order.lines)
