"""What is offered: products with variants, the price in force, stock here and elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from edge.app.reads import Page, ProductOffer
from edge.domain.barcode import classify
from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import Stream
from edge.store.database import Connection, Row

SHELVES = frozenset({"new", "season", "clearance"})
PAGE_MAX = 200
ELSEWHERE_MAX = 30  # stores named for a SKU

_CATEGORY = msgspec.json.Decoder(Category)
_PRODUCT = msgspec.json.Decoder(Product)
_VARIANT = msgspec.json.Decoder(Variant)
_OFFERS = msgspec.json.Decoder(tuple[ProductOffer, ...])

# One row, the JSON of all that is asked: a thread that steps through rows waits for the interpreter at every
# one. Bodies are JSON already. The index is named: without statistics SQLite takes (gen) of a primary key for
# as good as (gen, product_id).
_PRODUCTS = """
select '[' || coalesce(group_concat('{"product":' || cast(p.body as text) || ',"offers":[' || coalesce((
  select group_concat('{"variant":' || body || ',"price":' || price || ',"level":' || level
    || ',"elsewhere":' || away || '}')
  from (
    select cast(v.body as text) as body,
      coalesce((select json_object('sku', sku, 'price_fen', price_fen, 'list_price_fen', list_price_fen,
          'version', version, 'effective_from_ms', effective_from_ms)
        from price where gen = ?3 and sku = v.sku and effective_from_ms <= ?5
        order by effective_from_ms desc, version desc limit 1), 'null') as price,
      json_object('sku', v.sku, 'on_hand', coalesce(l.on_hand, 0), 'allocated', coalesce(l.allocated, 0))
        as level,
      (select json_group_array(json_object('sku', sku, 'store_id', store_id, 'available', available,
          'as_of_ms', as_of_ms))
        from (select * from elsewhere where gen = ?4 and sku = v.sku order by store_id limit ?6)) as away
    from variant v indexed by variant_product left join level l on l.sku = v.sku
    where v.gen = ?2 and v.product_id = p.product_id order by v.sku)), '') || ']}'), '') || ']'
from (select distinct value from json_each(?1)) wanted
cross join product p on p.gen = ?2 and p.product_id = wanted.value
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
    """The products that exist, in the order asked; one query however many."""
    gens = (generation(connection, stream) for stream in ("catalog", "price", "elsewhere"))
    row = connection.execute(_PRODUCTS, (json.dumps(ids), *gens, now_ms, ELSEWHERE_MAX)).fetchone()
    offers = {one.product.product_id: one for one in _OFFERS.decode(row[0])} if row else {}
    return tuple(offers[one] for one in dict.fromkeys(ids) if one in offers)


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
