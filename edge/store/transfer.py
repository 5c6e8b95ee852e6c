"""Transfers: rows with the struct as JSON beside what queries ask."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.domain.transfer import ENDED, Transfer, TransferState
from edge.store.database import Connection
from edge.store.latest import latest

TRANSFERS_MAX = 500

_IN_STATE = "select asked_ms, transfer_id, body from transfer where state = ? order by asked_ms desc limit ?"
_ENDED = "select turn, transfer_id, body from transfer where state = ? order by turn desc limit ?"
_transfer = msgspec.json.Decoder(Transfer)
_encode = msgspec.json.Encoder().encode


class Transfers:
    """Implements `edge.app.uow.Transfers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, transfer_id: str) -> Transfer | None:
        row = self._connection.execute(
            "select body from transfer where transfer_id=?", (transfer_id,)
        ).fetchone()
        return _transfer.decode(row[0]) if row else None

    def put(self, transfer: Transfer) -> None:
        self._connection.execute(
            "insert into transfer select ?,?,?,?, coalesce(max(turn), 0) + 1 from transfer where true "
            "on conflict (transfer_id) do update set "
            "state=excluded.state, body=excluded.body, turn=excluded.turn",
            (transfer.transfer_id, transfer.state, transfer.asked_ms, _encode(transfer)),
        )

    def asked(self) -> tuple[Transfer, ...]:
        return transfers(self._connection, ("asked",), limit=TRANSFERS_MAX)


def one(connection: Connection, transfer_id: str) -> Transfer | None:
    return Transfers(connection).get(transfer_id)


def transfers(connection: Connection, states: Sequence[TransferState], *, limit: int) -> tuple[Transfer, ...]:
    """The latest `limit` in these states, oldest first."""
    newest = latest(connection, _IN_STATE, states, min(limit, TRANSFERS_MAX))
    return tuple(map(_transfer.decode, newest))


def ended(connection: Connection, *, limit: int) -> tuple[Transfer, ...]:
    """The `limit` that ended last, the latest first."""
    newest = latest(connection, _ENDED, ENDED, min(limit, TRANSFERS_MAX))
    return tuple(map(_transfer.decode, reversed(newest)))
