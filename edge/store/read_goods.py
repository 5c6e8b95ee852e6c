"""What is offered: products with variants, the price in force, stock here and elsewhere."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from edge.app.reads import Offer, Page, ProductOffer
from edge.domain.barcode import classify
from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import Stream
from edge.domain.price import Price
from edge.domain.stock import Level, StockElsewhere
from edge.store.database import Connection, Row

SHELVES = frozenset({"new", "season", "clearance"})
PAGE_MAX = 200
ELSEWHERE_MAX = 2_000  # rows of one page

_CATEGORY = msgspec.json.Decoder(Category)
_PRODUCT = msgspec.json.Decoder(Product)
_VARIANT = msgspec.json.Decoder(Variant)

# Without statistics SQLite takes (gen) of a primary key for as good as (gen, gtin): the index is named.
_OFFERS = """
select v.product_id, v.sku, v.body, p.price_fen, p.list_price_fen, p.effective_from_ms, p.version,
  coalesce(l.on_hand, 0), coalesce(l.allocated, 0)
from json_each(?1) wanted
cross join variant v indexed by variant_product on v.gen = ?2 and v.product_id = wanted.value
left join price p on p.gen = ?3 and p.sku = v.sku and (p.effective_from_ms, p.version) =
  (select effective_from_ms, version from price where gen = ?3 and sku = v.sku and effective_from_ms <= ?4
   order by effective_from_ms desc, version desc limit 1)
left join level l on l.sku = v.sku
order by v.product_id, v.sku
"""
_ELSEWHERE = """
select e.sku, e.store_id, e.available, e.as_of_ms
from json_each(?1) wanted cross join elsewhere e on e.gen = ?2 and e.sku = wanted.value
order by e.sku, e.store_id limit ?3
"""
_BY_GTIN = """
select v.body, p.body from variant v indexed by variant_gtin
cross join product p on p.gen = v.gen and p.product_id = v.product_id
where v.gen = ? and v.gtin = ? order by v.sku limit 1
"""
_BY_SKU = """
select v.body, p.body from variant v cross join product p on p.gen = v.gen and p.product_id = v.product_id
where v.gen = ? and v.sku = ?
"""
_ON_SHELF = """
select product_id from product indexed by product_shelf
where gen = ? and shelf = ? and shelf <> '' and product_id > ?
order by product_id limit ?
"""
_IN_CATEGORY = """
select product_id from product indexed by product_category
where gen = ? and category = ? and product_id > ?
order by product_id limit ?
"""


def generation(connection: Connection, stream: Stream) -> int:
    """The generation of `stream` that is served; 0 before any feed."""
    row = connection.execute("select gen from feed where stream = ?", (stream,)).fetchone()
    return 0 if row is None else int(row[0])


def categories(connection: Connection) -> tuple[Category, ...]:
    """All, in the order of the shop."""
    rows = connection.execute(
        "select body from category where gen = ? order by position, category",
        (generation(connection, "catalog"),),
    )
    return tuple(_CATEGORY.decode(row[0]) for row in rows)


def shelf_page(connection: Connection, shelf: str, *, after: str, limit: int, now_ms: int) -> Page:
    """A page of a shelf or of a category, by product id."""
    size = max(1, min(limit, PAGE_MAX))
    asked = (generation(connection, "catalog"), shelf, after, size + 1)
    rows = connection.execute(_ON_SHELF if shelf in SHELVES else _IN_CATEGORY, asked).fetchall()
    ids = [str(row[0]) for row in rows[:size]]
    more = len(rows) > size
    return Page(products=products(connection, ids, now_ms=now_ms), next=ids[-1] if more else "")


def products(connection: Connection, ids: Sequence[str], *, now_ms: int) -> tuple[ProductOffer, ...]:
    """The products that exist, in the order asked; four queries however many."""
    gen = generation(connection, "catalog")
    rows = connection.execute(
        "select p.product_id, p.body from json_each(?1) wanted "
        "cross join product p on p.gen = ?2 and p.product_id = wanted.value",
        (json.dumps(ids), gen),
    )
    bodies = {str(row[0]): _PRODUCT.decode(row[1]) for row in rows}
    offers = _offers(connection, list(bodies), gen=gen, now_ms=now_ms)
    return tuple(
        ProductOffer(product=bodies[one], offers=tuple(offers[one]))
        for one in dict.fromkeys(ids)
        if one in bodies
    )


def by_code(connection: Connection, text: str) -> tuple[Variant, Product] | None:
    """The variant of a GTIN, else of the shop's own code (its SKU)."""
    scan = classify(text)
    gen = generation(connection, "catalog")
    row: Row | None = None
    if scan.gtin:
        row = connection.execute(_BY_GTIN, (gen, scan.gtin)).fetchone()
    if row is None and scan.text:
        row = connection.execute(_BY_SKU, (gen, scan.text)).fetchone()
    return None if row is None else (_VARIANT.decode(row[0]), _PRODUCT.decode(row[1]))


def _offers(connection: Connection, ids: list[str], *, gen: int, now_ms: int) -> dict[str, list[Offer]]:
    prices = generation(connection, "price")
    rows = connection.execute(_OFFERS, (json.dumps(ids), gen, prices, now_ms)).fetchall()
    away = _elsewhere(connection, [str(row[1]) for row in rows])
    offers: dict[str, list[Offer]] = defaultdict(list)
    for product_id, sku, body, price_fen, list_fen, start_ms, version, on_hand, allocated in rows:
        price = None
        if price_fen is not None:
            price = Price(
                sku=sku,
                price_fen=price_fen,
                list_price_fen=list_fen,
                version=version,
                effective_from_ms=start_ms,
            )
        offers[product_id].append(
            Offer(
                variant=_VARIANT.decode(body),
                price=price,
                level=Level(sku=sku, on_hand=on_hand, allocated=allocated),
                elsewhere=tuple(away[sku]),
            )
        )
    return offers


def _elsewhere(connection: Connection, skus: list[str]) -> dict[str, list[StockElsewhere]]:
    gen = generation(connection, "elsewhere")
    away: dict[str, list[StockElsewhere]] = defaultdict(list)
    rows = connection.execute(_ELSEWHERE, (json.dumps(skus), gen, ELSEWHERE_MAX))
    for sku, store_id, available, as_of_ms in rows:
        away[sku].append(StockElsewhere(sku=sku, store_id=store_id, available=available, as_of_ms=as_of_ms))
    return away
