"""The ledger, its derived levels, and holds."""

from __future__ import annotations

from edge.domain.stock import Hold, Level, Movement
from edge.store.database import Connection


class Stock:
    """Implements `edge.app.uow.Stock`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def level(self, sku: str) -> Level:
        row = self._connection.execute("select on_hand, allocated from level where sku=?", (sku,)).fetchone()
        return Level(sku=sku, on_hand=row[0], allocated=row[1]) if row else Level(sku=sku)

    def move(self, movement: Movement) -> bool:
        written = self._connection.execute(
            "insert into movement values (?,?,?,?,?,?) on conflict (reason, ref, sku) do nothing returning 1",
            (
                movement.movement_id,
                movement.sku,
                movement.quantity,
                movement.reason,
                movement.ref,
                movement.at_ms,
            ),
        ).fetchone()
        if written is None:
            return False
        self._connection.execute(
            "insert into level values (?,?,0) on conflict (sku) do update set "
            "on_hand=on_hand+excluded.on_hand",
            (movement.sku, movement.quantity),
        )
        return True

    def hold(self, hold: Hold) -> None:
        self._connection.execute(
            "insert into hold values (?,?,?,?)", (hold.order_id, hold.sku, hold.quantity, hold.expires_ms)
        )
        self._allocate(hold.sku, hold.quantity)

    def release(self, order_id: str) -> tuple[Hold, ...]:
        rows = self._connection.execute(
            "delete from hold where order_id=? returning sku, quantity, expires_ms", (order_id,)
        ).fetchall()
        for sku, quantity, _ in rows:
            self._allocate(sku, -quantity)
        return tuple(
            Hold(order_id=order_id, sku=sku, quantity=quantity, expires_ms=expires_ms)
            for sku, quantity, expires_ms in rows
        )

    def taken_since(self, sku: str, at_ms: int) -> bool:
        found = self._connection.execute(
            "select 1 from movement where sku=? and reason='stock_take' and at_ms>=? limit 1", (sku, at_ms)
        ).fetchone()
        return found is not None

    def expired(self, now_ms: int, *, limit: int) -> tuple[str, ...]:
        rows = self._connection.execute(
            "select distinct order_id from hold where expires_ms>0 and expires_ms<=? limit ?", (now_ms, limit)
        )
        return tuple(row[0] for row in rows)

    def _allocate(self, sku: str, quantity: int) -> None:
        self._connection.execute(
            "insert into level values (?,0,?) on conflict (sku) do update set "
            "allocated=allocated+excluded.allocated",
            (sku, quantity),
        )
