"""Goods that came back over this counter: rows with the struct as JSON beside what queries ask."""

from __future__ import annotations

import msgspec

from edge.domain.returned import GivenBack
from edge.store.database import Connection

_back = msgspec.json.Decoder(GivenBack)
_encode = msgspec.json.Encoder().encode


class Returns:
    """Implements `edge.app.uow.Returns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, return_id: str) -> GivenBack | None:
        row = self._connection.execute("select body from returned where return_id=?", (return_id,)).fetchone()
        return _back.decode(row[0]) if row else None

    def of(self, order_id: str) -> tuple[GivenBack, ...]:
        rows = self._connection.execute(
            "select body from returned where order_id=? order by return_id", (order_id,)
        )
        return tuple(_back.decode(row[0]) for row in rows)

    def put(self, back: GivenBack) -> None:
        self._connection.execute(
            "insert into returned values (?,?,?)", (back.return_id, back.order_id, _encode(back))
        )


def of_order(connection: Connection, order_id: str) -> tuple[GivenBack, ...]:
    return Returns(connection).of(order_id)
