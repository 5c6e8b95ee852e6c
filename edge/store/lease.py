"""The lease as it was last told; a box that was told nothing owns its stock."""

from __future__ import annotations

import msgspec

from edge.domain.lease import Lease
from edge.store.database import Connection

_KEY = "lease"
_lease = msgspec.json.Decoder(Lease)


class Leases:
    """Implements `edge.app.uow.Leases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> Lease:
        row = self._connection.execute("select value from meta where key=?", (_KEY,)).fetchone()
        return _lease.decode(row[0]) if row else Lease()

    def put(self, lease: Lease) -> None:
        word = msgspec.json.encode(lease).decode()
        self._connection.execute("insert or replace into meta values (?,?)", (_KEY, word))
