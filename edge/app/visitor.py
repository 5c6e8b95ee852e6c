"""Who stands at a place: known by a typed phone, a code or a proven phone, until the place is wiped."""

from __future__ import annotations

import msgspec

from edge.app.basket import put, touched
from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.member import PROVEN, MemberShown, Proof
from edge.domain.message import Event
from edge.domain.order import BasketChanged, Order, OrderParked
from edge.domain.shelf import Shelf, ShelfChanged
from edge.errors import Rejected

Events = tuple[Event, ...]
EARNS = frozenset({"open", "parked", "paying"})


def attached(member_id: str, proof: Proof, order_id: str, uow: Uow, ctx: Context) -> Events:
    """The place, and its open basket or the order named, know this member from now on. Who proved it before
    is not made less by a typed phone.
    """
    shelf = uow.shelves.get(ctx.actor.place)
    if shelf.member_id == member_id and shelf.proof in PROVEN and proof == "typed":
        proof = shelf.proof
    file = uow.members.get(member_id)
    if file is not None:
        uow.members.put(msgspec.structs.replace(file, seen_ms=ctx.now_ms))
    events = _shown(shelf, member_id, proof, uow)
    if order_id:
        return (*events, *_onto(order_id, member_id, uow, ctx))
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    if order is None or order.state != "open":
        return events
    return (*events, *_named(order, member_id, proof, uow))


def dropped(uow: Uow, ctx: Context) -> Events:
    shelf = uow.shelves.get(ctx.actor.place)
    if not shelf.member_id:
        return ()
    events = _shown(shelf, "", "", uow)
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    if order is None or order.state != "open":
        return events
    return (*events, *_named(order, "", "", uow))


def _shown(shelf: Shelf, member_id: str, proof: Proof, uow: Uow) -> Events:
    kept = msgspec.structs.replace(
        shelf, member_id=member_id, proof=proof, notice=None, version=shelf.version + 1
    )
    uow.shelves.put(kept)
    return (ShelfChanged(shelf=kept), MemberShown(place=shelf.place, member_id=member_id, proof=proof))


def _named(order: Order, member_id: str, proof: Proof, uow: Uow) -> Events:
    """Another person's points and coupon leave the basket with that person."""
    same = order.member_id == member_id and proof in PROVEN
    if not same:
        uow.points.release(order.order_id)
        order = msgspec.structs.replace(order, member_id=member_id, points=0, coupon_id="")
    return put(uow, order, order.lines)


def _onto(order_id: str, member_id: str, uow: Uow, ctx: Context) -> Events:
    """Staff name the member of an order that is not paid yet."""
    order = uow.orders.get(order_id)
    if order is None or (ctx.actor.role == "shopper" and order.place != ctx.actor.place):
        raise Rejected("no_order")
    if order.state not in EARNS:
        raise Rejected("order_closed")
    if order.member_id == member_id:
        return ()
    if order.points or order.coupon_id:
        raise Rejected("member_spends")
    kept = touched(order, member_id=member_id)
    uow.orders.put(kept)
    return (OrderParked(order=kept) if kept.state == "parked" else BasketChanged(order=kept),)
