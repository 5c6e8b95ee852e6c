"""What a place shows: its shelf, and the product and the order that stand there."""

from __future__ import annotations

import msgspec

from edge.app.reads import Sight
from edge.domain.shelf import Shelf
from edge.store.database import Connection
from edge.store.read_goods import products
from edge.store.read_orders import order_file

_SHELF = msgspec.json.Decoder(Shelf)


def shelf_of(connection: Connection, place: str) -> Shelf:
    """Nothing, before the place showed anything."""
    row = connection.execute("select body from shelf where place = ?", (place,)).fetchone()
    return Shelf(place=place) if row is None else _SHELF.decode(row[0])


def sight(connection: Connection, place: str, *, now_ms: int) -> Sight:
    """One view of the file for all of it: a scan is on the screen after one turn of a reader, not three."""
    shelf = shelf_of(connection, place)
    shown = products(connection, [shelf.product_id], now_ms=now_ms) if shelf.product_id else ()
    return Sight(
        shelf=shelf,
        shown=next(iter(shown), None),
        order=order_file(connection, shelf.order_id) if shelf.order_id else None,
    )
