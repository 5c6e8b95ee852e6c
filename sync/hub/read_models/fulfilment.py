"""What the stores say of demands: the row's lock first, then one pure turn after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.hub.allocation import demands, rules, sold
from sync.hub.database import FEED_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.hub.allocation.rules import Key
    from sync.hub.database import Conn
    from sync.hub.facts import Changes
    from sync.hub.feeds import Entry

_BEGAN = "select made_ms from hub"
_RESTOCK = """
insert into restock (sku) select distinct sku from backorder where sku = any($1::text[]) returning sku
"""


async def apply(
    conn: Conn,
    heard: Changes,
    told: Sequence[tuple[str, Entry]],
    now_ms: int,
) -> set[Key]:
    """(store, SKU) whose allocated pieces are others now. Of orders only what was news is `heard`: a refund
    may come before the sale. What else the stores must be `told` goes with it, so that the streams are locked
    in one order: after transfers, orders and demands.
    """
    words, returns, orders = heard.words, heard.returns, heard.orders
    wanted = {one.word.order_id for one in words} | {one.returned.order_id for one in returns}
    wanted |= {one.order.order_id for one in orders if sold.concerns(one.order)}
    if not wanted and not told:
        return set()
    before = await demands.locked(conn, wanted)
    began_ms = await conn.fetchval(_BEGAN) if orders else 0
    turned, entries = rules.turned(before, words, returns, orders, now_ms, began_ms=began_ms)
    changes = [(before.get(order_id), demand) for order_id, demand in sorted(turned.items())]
    touched = await demands.save(conn, changes, [*entries, *told], now_ms)
    await restock(conn, {key for old, new in changes for key in rules.freed(old, new)})
    if any(demand.due_ms is not None and demand.due_ms <= now_ms for demand in turned.values()):
        await conn.execute("select pg_notify($1, '')", FEED_CHANNEL)
    return touched


async def restock(conn: Conn, touched: Iterable[Key]) -> None:
    """Wake what waits for these SKUs."""
    skus = sorted({sku for _, sku in touched})
    if skus and await conn.fetch(_RESTOCK, skus):
        await conn.execute("select pg_notify($1, '')", FEED_CHANNEL)
