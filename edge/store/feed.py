"""Streams of the centre: applied to what is served, or staged beside it and swapped by one pointer row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import CommandAnswered, Cursor, FeedItem, Gone, Stream
from edge.domain.price import Price
from edge.domain.staff import StaffMember
from edge.domain.stock import StockElsewhere
from edge.store.database import Connection, Value
from edge.store.search import drop_words, put_words

_encode = msgspec.json.Encoder().encode
_product = msgspec.json.Decoder(Product)
_variant = msgspec.json.Decoder(Variant)
TABLES: dict[Stream, tuple[str, ...]] = {
    "catalog": ("category", "product", "variant"),
    "price": ("price",),
    "staff": ("staff",),
    "elsewhere": ("elsewhere",),
}
_SQL = {
    Category: "insert or replace into category values (?,?,?,?)",
    Product: "insert or replace into product values (?,?,?,?,?)",
    Variant: "insert or replace into variant values (?,?,?,?,?)",
    Price: "insert or replace into price values (?,?,?,?,?,?)",
    StaffMember: "insert or replace into staff values (?,?,?,?,?,?)",
    StockElsewhere: "insert or replace into elsewhere values (?,?,?,?,?)",
}


class Feeds:
    """Implements `edge.app.uow.Feeds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursor(self, stream: Stream) -> Cursor | None:
        row = self._connection.execute("select hub_gen, pos from feed where stream=?", (stream,)).fetchone()
        return Cursor(stream=stream, hub_gen=row[0], pos=row[1]) if row else None

    def put_cursor(self, cursor: Cursor) -> None:
        self._connection.execute(
            "insert into feed values (?,?,?,0) on conflict (stream) do update set "
            "hub_gen=excluded.hub_gen, pos=excluded.pos",
            (cursor.stream, cursor.hub_gen, cursor.pos),
        )

    def answer(self, command_id: str) -> CommandAnswered | None:
        row = self._connection.execute(
            "select done, reason from answered where command_id=?", (command_id,)
        ).fetchone()
        return CommandAnswered(command_id=command_id, done=bool(row[0]), reason=row[1]) if row else None

    def put_answer(self, answer: CommandAnswered, at_ms: int) -> None:
        self._connection.execute(
            "insert or ignore into answered values (?,?,?,?)",
            (answer.command_id, int(answer.done), answer.reason, at_ms),
        )

    def put_items(self, stream: Stream, items: Sequence[FeedItem]) -> tuple[str, ...]:
        return self._put(self._served(stream), items)

    def stage(self, stream: Stream, snapshot: str, chunk: int, items: Sequence[FeedItem]) -> bool:
        row = self._connection.execute(
            "select gen, chunks from staged where snapshot=?", (snapshot,)
        ).fetchone()
        gen, chunks = row or (self._next_gen(), 0)
        if chunk < chunks:  # told again
            return True
        if chunk > chunks:
            return False
        self._connection.execute(
            "insert into staged values (?,?,?,?) on conflict (snapshot) do update set chunks=excluded.chunks",
            (snapshot, stream, gen, chunks + 1),
        )
        self._put(gen, items)
        return True

    def swap(self, stream: Stream, snapshot: str, chunks: int) -> bool:
        row = self._connection.execute(
            "select gen, chunks from staged where snapshot=? and stream=?", (snapshot, stream)
        ).fetchone()
        gen, staged = row or (self._next_gen(), 0)
        if staged != chunks:
            return False
        self._connection.execute("delete from staged where stream=?", (stream,))
        self._connection.execute(
            "insert into feed values (?,'',0,?) on conflict (stream) do update set gen=excluded.gen",
            (stream, gen),
        )
        return True

    def sweep(self, limit: int) -> int:
        """One bounded piece; tries that were never swapped go when a later one was."""
        left = limit
        for stream, tables in TABLES.items():
            kept = self._kept(stream)
            for table in tables:
                left -= self._drop(table, kept, left)
        return limit - left

    def _drop(self, table: str, kept: Sequence[int], limit: int) -> int:
        if limit <= 0:
            return 0
        stale = [
            row[0]
            for row in self._connection.execute(f"select distinct gen from {table}")  # noqa: S608 - a constant
            if row[0] >= 0 and row[0] not in kept
        ]
        dropped = 0
        for gen in stale:
            keys = {"category": "category", "product": "product_id", "staff": "staff_id"}.get(table, "sku")
            found = self._connection.execute(
                f"select distinct {keys} from {table} where gen=? limit ?",  # noqa: S608 - constants
                (gen, limit - dropped),
            ).fetchall()
            for (key,) in found:
                if table == "product":
                    drop_words(self._connection, gen, key)
                self._connection.execute(
                    f"delete from {table} where gen=? and {keys}=?",  # noqa: S608 - constants
                    (gen, key),
                )
            dropped += len(found)
        return dropped

    def _kept(self, stream: Stream) -> tuple[int, ...]:
        staged = self._connection.execute("select gen from staged where stream=?", (stream,)).fetchall()
        return (self._served(stream), *(row[0] for row in staged))

    def _put(self, gen: int, items: Sequence[FeedItem]) -> tuple[str, ...]:
        products: dict[str, None] = {}
        for item in items:
            if isinstance(item, Gone):
                products |= dict.fromkeys(self._withdraw(gen, item))
                continue
            sql, row = _SQL.get(type(item)), _ROWS.get(type(item))
            if sql is None or row is None:  # a command is answered, not kept
                continue
            self._connection.execute(sql, (gen, *row(item)))
            products |= dict.fromkeys(self._touched(gen, item))
        if any(isinstance(item, Product | Variant | Gone) for item in items):
            for product_id in products:
                self._index(gen, product_id)
        return tuple(products)

    def _touched(self, gen: int, item: FeedItem) -> tuple[str, ...]:
        if isinstance(item, Product | Variant):
            return (item.product_id,)
        if isinstance(item, Price | StockElsewhere):
            row = self._connection.execute(
                "select product_id from variant where gen=coalesce("
                "(select gen from feed where stream='catalog'), 0) and sku=?",
                (item.sku,),
            ).fetchone()
            return (row[0],) if row else ()
        return ()

    def _withdraw(self, gen: int, gone: Gone) -> tuple[str, ...]:
        if gone.kind == "StaffMember":
            self._connection.execute("update staff set active=0 where gen=? and staff_id=?", (gen, gone.id))
            return ()
        if gone.kind == "Product":
            self._connection.execute("delete from product where gen=? and product_id=?", (gen, gone.id))
            self._connection.execute("delete from variant where gen=? and product_id=?", (gen, gone.id))
            return (gone.id,)
        row = self._connection.execute(
            "delete from variant where gen=? and sku=? returning product_id", (gen, gone.id)
        ).fetchone()
        return (row[0],) if row else ()

    def _index(self, gen: int, product_id: str) -> None:
        row = self._connection.execute(
            "select body from product where gen=? and product_id=?", (gen, product_id)
        ).fetchone()
        drop_words(self._connection, gen, product_id)
        if row is None:
            return
        variants = self._connection.execute(
            "select body from variant indexed by variant_product where gen=? and product_id=?",
            (gen, product_id),
        )
        put_words(
            self._connection,
            gen,
            _product.decode(row[0]),
            tuple(_variant.decode(one[0]) for one in variants),
        )

    def _served(self, stream: Stream) -> int:
        row = self._connection.execute("select gen from feed where stream=?", (stream,)).fetchone()
        return int(row[0]) if row else 0

    def _next_gen(self) -> int:
        row = self._connection.execute(
            "insert into meta values ('gen', '1') on conflict (key) do update set value = value + 1 "
            "returning value"
        ).fetchone()
        return int(row[0]) if row else 1


def _category(item: Category) -> tuple[Value, ...]:
    return (item.category, item.position, _encode(item))


def _product_row(item: Product) -> tuple[Value, ...]:
    return (item.product_id, item.category, item.shelf, _encode(item))


def _variant_row(item: Variant) -> tuple[Value, ...]:
    return (item.sku, item.product_id, item.gtin, _encode(item))


def _price(item: Price) -> tuple[Value, ...]:
    return (item.sku, item.effective_from_ms, item.version, item.price_fen, item.list_price_fen)


def _staff(item: StaffMember) -> tuple[Value, ...]:
    return (item.staff_id, item.name, item.role, item.pin_hash, int(item.active))


def _elsewhere(item: StockElsewhere) -> tuple[Value, ...]:
    return (item.sku, item.store_id, item.available, item.as_of_ms)


_ROWS: dict[type, Callable[..., tuple[Value, ...]]] = {
    Category: _category,
    Product: _product_row,
    Variant: _variant_row,
    Price: _price,
    StaffMember: _staff,
    StockElsewhere: _elsewhere,
}
