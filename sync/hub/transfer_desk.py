"""Transfers on PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.transfer import Transfer, cancelled
from edge.errors import Rejected
from sync.hub import feeds, questions, stores, transfer_sheet, transfers
from sync.hub.letters import reasoned
from sync.hub.read_models.transfers import decoded, locked, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

    from sync.hub.database import Conn, Database
    from sync.hub.desk import NewTransfer
    from sync.hub.feeds import Entry
    from sync.hub.transfer_sheet import TransferRow
    from sync.ports import Clock

_NEW = """
insert into transfer (transfer_id, source, target, state, asked_ms, body, asked_by)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning transfer_id
"""
_ROW = "select body, asked_by, cancelled_by, cancelled_ms, cancelled_why from transfer "
_ROWS = (
    _ROW
    + "where ($1 = '' or state = $1) and ($2 = '' or source = $2 or target = $2) "
    + "order by asked_ms desc, transfer_id desc limit $3"
)
_CANCELLED = """
update transfer set cancelled_by = $2, cancelled_ms = $3, cancelled_why = $4 where transfer_id = $1
"""


class TransferDesk:
    """Implements `sync.hub.goods_ports.Transfers`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    async def ask(self, wish: NewTransfer, *, by: str = "") -> Transfer:
        async with self._db.transaction() as conn:
            known = await locked(conn, [wish.transfer_id])
            if wish.transfer_id in known:
                return transfers.again(known[wish.transfer_id], transfers.asked(wish, 0))
            (transfer,) = await made(conn, [wish], by=by, now_ms=self._clock.now_ms())
        return transfer

    async def cancel(self, transfer_id: str, *, why: str, by: str) -> Transfer:
        why, now_ms = reasoned(why), self._clock.now_ms()
        async with self._db.transaction() as conn:
            known = (await locked(conn, [transfer_id])).get(transfer_id)
            if known is None:
                raise Rejected("no_transfer")
            if known.state == "cancelled":
                return known
            over = cancelled(known, why)
            await put(conn, [over])
            await conn.execute(_CANCELLED, transfer_id, by, now_ms, why)
            await _tell(conn, [over])
        return over

    async def look(self, transfer_id: str) -> TransferRow:
        async with self._db.transaction() as conn:
            found = await conn.fetchrow(_ROW + "where transfer_id = $1", transfer_id)
        if found is None:
            raise Rejected("no_transfer")
        return _row(found)

    async def rows(self, *, state: str = "", store: str = "", limit: int = 100) -> tuple[TransferRow, ...]:
        async with self._db.transaction() as conn:
            found = await conn.fetch(_ROWS, state, store, min(limit, transfers.ROWS_MAX))
        return tuple(map(_row, found))


async def made(conn: Conn, wishes: Sequence[NewTransfer], *, by: str, now_ms: int) -> list[Transfer]:
    """Asked for, and told to the stores that send them; nothing stands under their ids yet."""
    asked = [transfers.asked(wish, now_ms) for wish in wishes]
    for store in sorted({store for one in asked for store in (one.source, one.target)}):
        await stores.known(conn, store)
    await questions.known(conn, {line.sku for one in asked for line in one.lines})
    opened = await conn.fetchval("select count(*) from transfer where state in ('asked', 'sent')")
    if opened + len(asked) > transfers.OPEN_MAX:
        raise Rejected("transfers_open", most=transfers.OPEN_MAX)
    done: list[Transfer] = []
    new: list[Transfer] = []
    for one in asked:
        if await _new(conn, one, by):
            new.append(one)
            done.append(one)
        else:  # the same moment, over another connection
            known = await locked(conn, [one.transfer_id])
            done.append(transfers.again(known[one.transfer_id], one))
    await _tell(conn, new)
    return done


async def _new(conn: Conn, one: Transfer, by: str) -> bool:
    body = msgspec.json.encode(one).decode()
    row = (one.transfer_id, one.source, one.target, one.state, one.asked_ms, body, by)
    return await conn.fetchval(_NEW, *row) is not None


async def _tell(conn: Conn, changed: Sequence[Transfer]) -> None:
    """The scopes are locked in one order."""
    told: defaultdict[str, list[Entry]] = defaultdict(list)
    for transfer in changed:
        for scope, entry in transfers.entries(transfer):
            told[scope].append(entry)
    for scope, entries in sorted(told.items()):
        await feeds.put(conn, scope, "task", entries)


def _row(record: asyncpg.Record) -> TransferRow:
    return transfer_sheet.row(
        decoded(record),
        transfer_sheet.Decided(
            asked_by=record["asked_by"],
            cancelled_by=record["cancelled_by"],
            cancelled_ms=record["cancelled_ms"],
            cancelled_why=record["cancelled_why"],
        ),
    )
