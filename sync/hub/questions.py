"""What the desk asks of PostgreSQL: items, stock, prices, orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.price import Price
from edge.errors import Rejected
from sync.hub import prices
from sync.hub.desk import FoundItem, OrderRow, PriceRow, StockRow, matching
from sync.hub.pricing import as_decided

if TYPE_CHECKING:
    from collections.abc import Collection

    import asyncpg

    from sync.hub.database import Conn

LIMIT_MAX = 500
_PRICED = """
select hit.*, (
    select item from feed_item where scope = 'price' and kind = 'Price' and store = ''
        and item ->> 'sku' = hit.variant ->> 'sku' and (item ->> 'effective_from_ms')::bigint <= $1
    order by (item ->> 'effective_from_ms')::bigint desc, pos desc limit 1
) as price from hit order by rank, variant ->> 'sku'
"""
_FOUND = """
with hit as (
    select v.item as variant, p.item as product,
        case when v.item ->> 'sku' = any($2) or v.item ->> 'gtin' = any($2) then 0
             when v.item ->> 'product_id' = any($2) then 1 else 2 end as rank
    from feed_item v join feed_item p on p.scope = 'catalog' and p.key = 'p|' || (v.item ->> 'product_id')
    where v.scope = 'catalog' and v.kind = 'Variant' and (
        v.item ->> 'sku' = any($2) or v.item ->> 'gtin' = any($2) or v.item ->> 'product_id' = any($2)
        or p.item ->> 'name_zh' ilike $3 or p.item ->> 'name_en' ilike $3)
    order by rank, v.item ->> 'sku' limit $4
)
"""
_NAMED = """
with hit as (
    select v.item as variant, p.item as product, 0 as rank
    from feed_item v join feed_item p on p.scope = 'catalog' and p.key = 'p|' || (v.item ->> 'product_id')
    where v.scope = 'catalog' and v.key = any($2::text[])
)
"""


async def find(conn: Conn, text: str, limit: int, now_ms: int) -> tuple[FoundItem, ...]:
    clean = text.strip()
    if not clean:
        return ()
    found = await conn.fetch(
        _FOUND + _PRICED, now_ms, list(matching(clean)), f"%{inside(clean)}%", min(limit, LIMIT_MAX)
    )
    return tuple(_item(record) for record in found)


async def items(conn: Conn, skus: Collection[str], now_ms: int) -> tuple[FoundItem, ...]:
    """Those of these SKUs that the catalogue has, in order."""
    found = await conn.fetch(_NAMED + _PRICED, now_ms, [f"v|{sku}" for sku in sorted(skus)])
    return tuple(_item(record) for record in found)


async def stock_of(conn: Conn, sku: str) -> tuple[StockRow, ...]:
    found = await conn.fetch(
        "select store, sku, on_hand, allocated, as_of_ms from stock where sku = $1 order by store", sku
    )
    return tuple(msgspec.convert(dict(record), StockRow) for record in found)


async def prices_of(conn: Conn, sku: str, now_ms: int) -> tuple[PriceRow, ...]:
    return as_decided((await prices.standing(conn, [sku])).get(sku, []), now_ms)


async def orders(conn: Conn, *, store: str, state: str, text: str, limit: int) -> tuple[OrderRow, ...]:
    found = await conn.fetch(
        """
        select order_id, store, number, state, channel, business_day, total_fen, paid_fen, refunded_fen,
            opened_ms, closed_ms, version
        from orders where ($1 = '' or store = $1) and ($2 = '' or state = $2)
            and ($3 = '' or order_id = $3 or number ilike '%' || $4 || '%')
        order by opened_ms desc, order_id desc limit $5
        """,
        store,
        state,
        text,
        inside(text),
        min(limit, LIMIT_MAX),
    )
    return tuple(msgspec.convert(dict(record), OrderRow) for record in found)


async def order(conn: Conn, order_id: str) -> msgspec.Raw:
    found: str | None = await conn.fetchval(
        """
        select jsonb_build_object('store', store, 'order', body, 'payments', coalesce((
            select jsonb_agg(to_jsonb(payment) - 'hlc' order by settled_ms, payment_id)
            from payment where payment.order_id = orders.order_id
        ), '[]'::jsonb), 'steps', coalesce((
            select jsonb_agg(jsonb_build_object('step', step, 'detail', detail, 'version', version,
                'at_ms', at_ms) order by version, at_ms)
            from order_step where order_step.order_id = orders.order_id and order_step.store = orders.store
        ), '[]'::jsonb)) from orders where order_id = $1
        """,
        order_id,
    )
    if found is None:
        raise Rejected("no_order", order=order_id)
    return msgspec.Raw(found.encode())


async def owner(conn: Conn, order_id: str) -> str:
    """The store that took it. `Rejected('no_order')`."""
    store: str | None = await conn.fetchval("select store from orders where order_id = $1", order_id)
    if store is None:
        raise Rejected("no_order", order=order_id)
    return store


async def known(conn: Conn, skus: set[str]) -> None:
    """`Rejected('no_item')` names the first SKU that the catalogue lacks."""
    found = await conn.fetch(
        "select key from feed_item where scope = 'catalog' and key = any($1::text[])",
        [f"v|{sku}" for sku in skus],
    )
    missing = skus - {record["key"].removeprefix("v|") for record in found}
    if missing:
        raise Rejected("no_item", sku=min(missing))


def inside(text: str) -> str:
    """A text whose own signs are no wildcards of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _item(record: asyncpg.Record) -> FoundItem:
    variant = msgspec.json.decode(record["variant"])
    product = msgspec.json.decode(record["product"])
    price = None if record["price"] is None else msgspec.json.decode(record["price"], type=Price)
    return FoundItem(
        sku=variant["sku"],
        gtin=variant["gtin"],
        product_id=variant["product_id"],
        name_zh=product["name_zh"],
        name_en=product["name_en"],
        size=variant.get("size", ""),
        color_zh=variant.get("color_zh", ""),
        color_en=variant.get("color_en", ""),
        price_fen=0 if price is None else price.price_fen,
        kind=product.get("kind", ""),
        mark=product.get("mark", ""),
        color_hex=variant.get("color_hex", ""),
    )
