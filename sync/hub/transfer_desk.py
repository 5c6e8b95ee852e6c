"""Transfers and replenishment on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.replenishment import Limit, proposals
from edge.domain.transfer import cancelled
from edge.errors import Rejected
from sync.hub import feeds, questions, stores, transfers
from sync.hub.read_models.transfers import decoded, locked, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.domain.replenishment import Proposal
    from edge.domain.transfer import Transfer
    from sync.hub.database import Conn, Database
    from sync.hub.desk import NewTransfer
    from sync.ports import Clock

_NEW = """
insert into transfer (transfer_id, source, target, state, asked_ms, body) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning transfer_id
"""
_ROWS = """
select body from transfer where ($1 = '' or state = $1) and ($2 = '' or source = $2 or target = $2)
order by asked_ms desc, transfer_id desc limit $3
"""
_LIMITS = """
insert into stock_limit (store, sku, low, high)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
on conflict (store, sku) do update set low = excluded.low, high = excluded.high
where (stock_limit.low, stock_limit.high) <> (excluded.low, excluded.high)
"""
_AVAILABLE = """
select stock.store, stock.sku, on_hand - allocated - coalesce((
    select sum(quantity) from attempt_line where attempt_line.store = stock.store
        and attempt_line.sku = stock.sku and hold = 'asked'
), 0)::bigint as available
from stock join stock_limit using (store, sku) where $1 = '' or sku = $1
"""


class TransferDesk:
    """Implements `sync.hub.ports.Transfers`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    async def ask(self, wish: NewTransfer) -> Transfer:
        transfer = transfers.asked(wish, self._clock.now_ms())
        async with self._db.transaction() as conn:
            known = await locked(conn, [transfer.transfer_id])
            if transfer.transfer_id in known:
                return transfers.again(known[transfer.transfer_id], transfer)
            for store in (transfer.source, transfer.target):
                await stores.known(conn, store)
            await questions.known(conn, {line.sku for line in transfer.lines})
            opened = await conn.fetchval("select count(*) from transfer where state in ('asked', 'sent')")
            if opened >= transfers.OPEN_MAX:
                raise Rejected("transfers_open", most=transfers.OPEN_MAX)
            if not await _new(conn, transfer):  # the same moment, over another connection
                known = await locked(conn, [transfer.transfer_id])
                return transfers.again(known[transfer.transfer_id], transfer)
            await _tell(conn, transfer)
        return transfer

    async def cancel(self, transfer_id: str) -> Transfer:
        async with self._db.transaction() as conn:
            known = (await locked(conn, [transfer_id])).get(transfer_id)
            if known is None:
                raise Rejected("no_transfer")
            if known.state == "cancelled":
                return known
            over = cancelled(known)
            await put(conn, [over])
            await _tell(conn, over)
        return over

    async def rows(self, *, state: str = "", store: str = "", limit: int = 100) -> tuple[Transfer, ...]:
        async with self._db.transaction() as conn:
            found = await conn.fetch(_ROWS, state, store, min(limit, transfers.ROWS_MAX))
        return tuple(decoded(record) for record in found)

    async def set_limits(self, limits: Sequence[Limit]) -> int:
        limits = sorted(transfers.checked(limits), key=lambda one: (one.store, one.sku))
        async with self._db.transaction() as conn:
            for store in sorted({one.store for one in limits}):
                await stores.known(conn, store)
            await questions.known(conn, {one.sku for one in limits})
            done = await conn.execute(
                _LIMITS,
                [one.store for one in limits],
                [one.sku for one in limits],
                [one.low for one in limits],
                [one.high for one in limits],
            )
            if await conn.fetchval("select count(*) from stock_limit") > transfers.LIMITS_MAX:
                raise Rejected("limits_full", most=transfers.LIMITS_MAX)
        return int(done.split()[-1])

    async def proposals(self, *, sku: str = "", limit: int = 100) -> tuple[Proposal, ...]:
        async with self._db.transaction("repeatable_read") as conn:
            limits = await conn.fetch("select * from stock_limit where $1 = '' or sku = $1", sku)
            free = await conn.fetch(_AVAILABLE, sku)
            under_way = await conn.fetch("select body from transfer where state in ('asked', 'sent')")
        standings = transfers.standings(
            {(one["store"], one["sku"]): one["available"] for one in free}, map(decoded, under_way)
        )
        found = proposals([msgspec.convert(dict(one), Limit) for one in limits], standings)
        return found[: min(limit, transfers.ROWS_MAX)]


async def _new(conn: Conn, one: Transfer) -> bool:
    body = msgspec.json.encode(one).decode()
    row = (one.transfer_id, one.source, one.target, one.state, one.asked_ms, body)
    return await conn.fetchval(_NEW, *row) is not None


async def _tell(conn: Conn, transfer: Transfer) -> None:
    for scope, entry in transfers.entries(transfer):
        await feeds.put(conn, scope, "task", [entry])
