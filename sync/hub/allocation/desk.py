"""The centre's door to demands on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.hub.allocation import ending, nearby, orders, returned, routing, views

if TYPE_CHECKING:
    from edge.domain.allocation import Strategy
    from sync.hub.allocation.shapes import DemandRow, DemandView, Placing
    from sync.hub.database import Database
    from sync.ports import Clock
    from sync.question import FindOrder, FindStock, OrderFound, StockFound


class PostgresAllocations:
    """Implements `sync.hub.ports.Allocations`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    async def place_order(self, placing: Placing, *, key: str) -> DemandView:
        async with self._db.transaction() as conn:
            return views.view(await orders.place(conn, placing, key, self._clock))

    async def cancel_order(self, order_id: str) -> DemandView:
        async with self._db.transaction() as conn:
            return views.view(await orders.cancelled(conn, order_id, self._clock.now_ms()))

    async def demand(self, order_id: str) -> DemandView:
        async with self._db.transaction() as conn:
            return views.view(await orders.one(conn, order_id))

    async def demands(
        self, *, state: str = "", store: str = "", text: str = "", limit: int = 100
    ) -> tuple[DemandRow, ...]:
        async with self._db.transaction() as conn:
            return await orders.rows(conn, state=state, store=store, text=text, limit=limit)

    async def route(self, usual: Strategy = "nearest") -> int:
        async with self._db.transaction() as conn:
            return await routing.step(conn, self._clock.now_ms(), self._clock.new_id, usual)

    async def forget_ended(self) -> int:
        async with self._db.transaction() as conn:
            return await ending.forget(conn, self._clock.now_ms())

    async def find_stock(self, store: str, ask: FindStock) -> StockFound:
        async with self._db.transaction() as conn:
            return await nearby.find(conn, store, ask)

    async def find_order(self, ask: FindOrder) -> OrderFound:
        async with self._db.transaction() as conn:
            return await returned.find(conn, ask)
