"""The ledgers of points and coupons, each line once, and what open baskets keep back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from edge.domain.coupon import CouponUse
from edge.domain.points import PointsMove
from edge.domain.profile import Told
from edge.store.database import Connection

_CAPPED = """
with ids as (select value from json_each(?1))
select coalesce((select sum(-points) from points
    where member_id in ids and day = ?2 and capped = 1 and reason = 'spend'), 0)
  + coalesce((select sum(points) from points_hold
    where member_id in ids and day = ?2 and capped = 1 and order_id <> ?3), 0)
"""


def ledger(connection: Connection, member_ids: Sequence[str]) -> dict[str, Told]:
    """What was written of these ids in each log of ours: lines and their sum."""
    rows = connection.execute(
        "select origin, count(*), sum(points) from points "
        "where member_id in (select value from json_each(?)) group by origin",
        (json.dumps(list(member_ids)),),
    )
    return {origin: Told(rows=count, points=total) for origin, count, total in rows}


def held(connection: Connection, member_ids: Sequence[str], *, besides: str = "") -> int:
    """Points that open baskets keep back, those of the order `besides` not counted."""
    row = connection.execute(
        "select coalesce(sum(points), 0) from points_hold "
        "where member_id in (select value from json_each(?)) and order_id <> ?",
        (json.dumps(list(member_ids)), besides),
    ).fetchone()
    return int(row[0]) if row else 0


def capped(connection: Connection, member_ids: Sequence[str], day: str, *, besides: str = "") -> int:
    """Points spent, or about to be, on this day while the centre could not be asked."""
    row = connection.execute(_CAPPED, (json.dumps(list(member_ids)), day, besides)).fetchone()
    return int(row[0]) if row else 0


def coupons_used_fen(connection: Connection, member_ids: Sequence[str], since_ms: int) -> int:
    """What coupons took off for these ids after a moment."""
    row = connection.execute(
        "select coalesce(sum(off_fen), 0) from coupon_use "
        "where member_id in (select value from json_each(?)) and at_ms > ?",
        (json.dumps(list(member_ids)), since_ms),
    ).fetchone()
    return int(row[0]) if row else 0


def coupon_used(connection: Connection, coupon_id: str) -> bool:
    sql = "select 1 from coupon_use where coupon_id = ?"
    return connection.execute(sql, (coupon_id,)).fetchone() is not None


class Points:
    """Implements `edge.app.uow.Points`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ledger(self, member_ids: Sequence[str]) -> dict[str, Told]:
        return ledger(self._connection, member_ids)

    def held(self, member_ids: Sequence[str], *, besides: str = "") -> int:
        return held(self._connection, member_ids, besides=besides)

    def capped(self, member_ids: Sequence[str], day: str, *, besides: str = "") -> int:
        return capped(self._connection, member_ids, day, besides=besides)

    def move(self, move: PointsMove, day: str) -> bool:
        row = self._connection.execute(
            "insert into points values (?,?,?,?,?,?,?,?) on conflict do nothing returning 1",
            (
                move.reason,
                move.ref,
                move.member_id,
                move.points,
                move.at_ms,
                day,
                int(move.capped),
                move.log,
            ),
        ).fetchone()
        return row is not None

    def hold(self, order_id: str, member_id: str, points: int, *, capped: bool, day: str) -> None:
        self._connection.execute(
            "insert or replace into points_hold values (?,?,?,?,?)",
            (order_id, member_id, points, int(capped), day),
        )

    def release(self, order_id: str) -> bool:
        row = self._connection.execute(
            "delete from points_hold where order_id = ? returning capped", (order_id,)
        ).fetchone()
        return bool(row and row[0])

    def use_coupon(self, use: CouponUse) -> bool:
        row = self._connection.execute(
            "insert into coupon_use values (?,?,?,?,?) on conflict do nothing returning 1",
            (use.coupon_id, use.order_id, use.member_id, use.off_fen, use.at_ms),
        ).fetchone()
        return row is not None

    def coupon_used(self, coupon_id: str) -> bool:
        return coupon_used(self._connection, coupon_id)

    def coupons_used_fen(self, member_ids: Sequence[str], since_ms: int) -> int:
        return coupons_used_fen(self._connection, member_ids, since_ms)
