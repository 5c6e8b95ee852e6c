"""Who stands at a place, and what they may spend there now."""

from __future__ import annotations

from edge.app.reads import MemberAt
from edge.domain.coupon import trusted
from edge.domain.logbook import DAY_MS
from edge.domain.member import MemberPolicy
from edge.domain.points import allowance, balance
from edge.store import points
from edge.store.database import Connection
from edge.store.member import group, member_file
from edge.store.read_shelf import shelf_of


def at(connection: Connection, place: str, *, now_ms: int, day: str, policy: MemberPolicy) -> MemberAt | None:
    shelf = shelf_of(connection, place)
    if not shelf.member_id:
        return None
    file = member_file(connection, shelf.member_id)
    if file is None:
        return MemberAt(member_id=shelf.member_id, proof=shelf.proof)
    if file.profile.erased:
        return None
    ids = group(connection, file.profile.member_id)
    fresh = file.heard_ms > 0 and 0 <= now_ms - file.heard_ms <= policy.fresh_ms
    left = balance(file.points, file.told, points.ledger(connection, ids)) - points.held(
        connection, ids, besides=shelf.order_id
    )
    may = allowance(
        fresh=fresh,
        spent_today=points.capped(connection, ids, day, besides=shelf.order_id),
        cap_fen=policy.offline_fen,
        left=left,
    )
    coupons = tuple(
        one
        for one in file.coupons
        if one.until_ms > now_ms and not points.coupon_used(connection, one.coupon_id)
    )
    used_fen = points.coupons_used_fen(connection, ids, now_ms - DAY_MS)
    later = frozenset(
        one.coupon_id
        for one in coupons
        if not trusted(one, fresh=fresh, used_fen=used_fen, cap_fen=policy.offline_fen)
    )
    return MemberAt(
        member_id=file.profile.member_id,
        proof=shelf.proof,
        file=file,
        left=left,
        may=may,
        fresh=fresh,
        coupons=coupons,
        later=later,
    )
