"""The ledgers of points and coupons: each line once, the balance a sum; nothing is ever set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import CouponNews, PointsNews
    from sync.hub.members import Standing

_MOVES = """
insert into points_move (store, reason, ref, member_id, points, at_ms, capped, origin)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
    $7::boolean[], $8::text[])
on conflict do nothing returning member_id
"""
_USES = """
insert into coupon_use (coupon_id, order_id, store, member_id, off_fen, at_ms)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
on conflict do nothing returning member_id
"""
_OWING = "insert into owing (root) select unnest($1::text[]) on conflict do nothing"
# The sum is taken by the statement that deletes, so nobody leaves the list by a sum older than the list.
_SETTLED = """
delete from owing where root = any($1::text[]) and coalesce((
    select sum(points) from points_move join member on member.member_id = points_move.member_id
    where member.root = owing.root), 0) >= 0
"""


async def apply(conn: Conn, moves: Sequence[PointsNews], uses: Sequence[CouponNews]) -> set[str]:
    """Write lines that are new; returns whose balance or coupons they change."""
    touched: set[str] = set()
    if moves:
        new = await conn.fetch(
            _MOVES,
            [one.store for one in moves],
            [one.move.reason for one in moves],
            [one.move.ref for one in moves],
            [one.move.member_id for one in moves],
            [one.move.points for one in moves],
            [one.move.at_ms for one in moves],
            [one.move.capped for one in moves],
            [one.origin for one in moves],
        )
        touched |= {record["member_id"] for record in new}
    if uses:
        new = await conn.fetch(
            _USES,
            [one.use.coupon_id for one in uses],
            [one.use.order_id for one in uses],
            [one.store for one in uses],
            [one.use.member_id for one in uses],
            [one.use.off_fen for one in uses],
            [one.use.at_ms for one in uses],
        )
        touched |= {record["member_id"] for record in new}
    return touched


async def list_owing(conn: Conn, standings: Sequence[Standing]) -> None:
    """Keep the list of those who spent more points than there were."""
    ids = [one.member.profile.member_id for one in standings]
    await conn.execute(_OWING, [who for who, one in zip(ids, standings, strict=True) if one.points < 0])
    await conn.execute(_SETTLED, ids + [alias for one in standings for alias in one.aliases])
