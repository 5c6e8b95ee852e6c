"""The ledgers of points and coupons: each line once, the balance a sum; nothing is ever set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import CouponNews, PointsNews

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
