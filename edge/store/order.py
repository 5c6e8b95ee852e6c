"""Orders, their payments, the shelf of a place: rows with the struct as JSON beside what queries ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import msgspec

from edge.domain import ids
from edge.domain.order import Order
from edge.domain.payment import Payment
from edge.domain.shelf import Shelf
from edge.store.database import Connection

_order = msgspec.json.Decoder(Order)
_payment = msgspec.json.Decoder(Payment)
_shelf = msgspec.json.Decoder(Shelf)
_encode = msgspec.json.Encoder().encode


class Orders:
    """Implements `edge.app.uow.Orders`. The current `origin` marks the numbers."""

    def __init__(self, connection: Connection, origin: Callable[[], str]) -> None:
        self._connection = connection
        self._origin = origin

    def get(self, order_id: str) -> Order | None:
        row = self._connection.execute("select body from orders where order_id=?", (order_id,)).fetchone()
        return _order.decode(row[0]) if row else None

    def put(self, order: Order) -> None:
        self._connection.execute(
            "insert into orders values (?,?,?,?,?,?,?,?,?,?,?) on conflict (order_id) do update set "
            "state=excluded.state, number=excluded.number, day=excluded.day, closed_ms=excluded.closed_ms, "
            "total_fen=excluded.total_fen, paid_fen=excluded.paid_fen, refunded_fen=excluded.refunded_fen, "
            "body=excluded.body",
            (
                order.order_id,
                order.state,
                order.place,
                order.number,
                order.business_day,
                order.opened_ms,
                order.closed_ms,
                order.total_fen,
                order.paid_fen,
                order.refunded_fen,
                _encode(order),
            ),
        )
        if order.member_id:
            self._connection.execute(
                "insert or replace into order_member values (?,?)", (order.order_id, order.member_id)
            )

    def of_members(self, member_ids: Sequence[str]) -> tuple[str, ...]:
        rows = self._connection.execute(
            "select order_id from order_member where member_id in (select value from json_each(?))",
            (json.dumps(list(member_ids)),),
        )
        return tuple(row[0] for row in rows)

    def next_number(self) -> str:
        tag = ids.origin_tag(self._origin())
        row = self._connection.execute(
            "insert into meta values (?, '1') on conflict (key) do update set value = value + 1 "
            "returning value",
            (f"count:{tag}",),
        ).fetchone()
        return ids.order_number(tag, int(row[0]) if row else 1)


class Payments:
    """Implements `edge.app.uow.Payments`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, payment_id: str) -> Payment | None:
        row = self._connection.execute(
            "select body from payment where payment_id=?", (payment_id,)
        ).fetchone()
        return _payment.decode(row[0]) if row else None

    def put(self, payment: Payment) -> None:
        self._connection.execute(
            "insert into payment values (?,?,?,?) on conflict (payment_id) do update set "
            "state=excluded.state, body=excluded.body",
            (payment.payment_id, payment.order_id, payment.state, _encode(payment)),
        )

    def of(self, order_id: str) -> tuple[Payment, ...]:
        rows = self._connection.execute(
            "select body from payment where order_id=? order by payment_id", (order_id,)
        )
        return tuple(_payment.decode(row[0]) for row in rows)


class Shelves:
    """Implements `edge.app.uow.Shelves`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, place: str) -> Shelf:
        row = self._connection.execute("select body from shelf where place=?", (place,)).fetchone()
        return _shelf.decode(row[0]) if row else Shelf(place=place)

    def put(self, shelf: Shelf) -> None:
        self._connection.execute(
            "insert into shelf values (?,?) on conflict (place) do update set body=excluded.body",
            (shelf.place, _encode(shelf)),
        )
