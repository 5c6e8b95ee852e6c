"""A store's file in memory: copied, put back and lost as bytes."""

from __future__ import annotations

import sqlite3
from functools import cache

from edge.app.batch import Committed, Envelope
from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import ApplyFeed, FeedItem, Stream
from edge.domain.message import Actor
from edge.domain.price import Price
from edge.runtime.clock import ManualClock
from edge.store.schema import MIGRATIONS
from edge.store.writer import SqlWriter
from tests.app.shop import WORDS

SKUS = ("P1-0", "P1-1")
CENTRE = Actor(role="centre", place="", channel="centre")


def opened(disk: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(disk)
    return connection


@cache
def fresh() -> bytes:
    """An empty store that knows its goods, of a generation nobody else has; it has no log yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in MIGRATIONS:
        connection.executescript(script)
    writer = SqlWriter(connection, shop=WORDS, clock=ManualClock())
    for stream, items in goods().items():
        feed = ApplyFeed(stream=stream, hub_gen="local", first=1, last=len(items), items=items)
        (result,) = writer.apply([Envelope(command=feed, actor=CENTRE)], budget_s=0)
        assert isinstance(result, Committed)
    connection.execute("delete from origin")
    return connection.serialize()


def goods() -> dict[Stream, tuple[FeedItem, ...]]:
    product = Product(product_id="P1", category="c", brand="", name_zh="茶", name_en="Tea", kind="tea")
    variants = [Variant(sku=sku, product_id="P1", gtin=f"{n:014d}") for n, sku in enumerate(SKUS, 1)]
    prices = tuple(Price(sku=sku, price_fen=990, version=1) for sku in SKUS)
    category = Category(category="c", name_zh="茶", name_en="Tea", kind="tea")
    return {"catalog": (category, product, *variants), "price": prices}
