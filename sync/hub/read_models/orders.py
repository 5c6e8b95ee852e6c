"""Orders and their lines: the highest version of an order wins, its open lines are what a store still
owes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub import owners
from sync.hub.facts import OrderTold, open_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn

_ORDERS = """
insert into orders (order_id, store, number, state, channel, place, business_day, total_fen, paid_fen,
    refunded_fen, contact_id, opened_ms, closed_ms, version, body)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[],
    $15::jsonb[])
on conflict (order_id) do update set number = excluded.number, state = excluded.state,
    business_day = excluded.business_day, total_fen = excluded.total_fen, paid_fen = excluded.paid_fen,
    refunded_fen = excluded.refunded_fen, contact_id = excluded.contact_id, opened_ms = excluded.opened_ms,
    closed_ms = excluded.closed_ms, version = excluded.version, body = excluded.body
where orders.version < excluded.version and orders.store = excluded.store
returning order_id
"""
_LINES = """
insert into order_line (order_id, line_id, store, sku, quantity, amount_fen, way, open_quantity)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
    $8::bigint[])
"""
_OWNERS = "select order_id as id, store from orders where order_id = any($1::text[])"


async def apply(conn: Conn, told: Sequence[OrderTold]) -> tuple[tuple[OrderTold, ...], set[tuple[str, str]]]:
    """Write the orders; returns those that were news, and (store, sku) whose open quantity may be another
    now.
    """
    if not told:
        return (), set()
    told = sorted(await owners.owned(conn, _OWNERS, told, _id), key=lambda one: one.order.order_id)
    rows = [(one.store, one.order) for one in told]
    written = await conn.fetch(
        _ORDERS,
        [order.order_id for _, order in rows],
        [store for store, _ in rows],
        [order.number for _, order in rows],
        [order.state for _, order in rows],
        [order.channel for _, order in rows],
        [order.place for _, order in rows],
        [order.business_day for _, order in rows],
        [order.total_fen for _, order in rows],
        [order.paid_fen for _, order in rows],
        [order.refunded_fen for _, order in rows],
        [order.contact_id for _, order in rows],
        [order.opened_ms for _, order in rows],
        [order.closed_ms for _, order in rows],
        [order.version for _, order in rows],
        [msgspec.json.encode(order).decode() for _, order in rows],
    )
    changed = {record["order_id"] for record in written}
    news = tuple(one for one in told if one.order.order_id in changed)
    return news, await _lines(conn, news)


def _id(told: OrderTold) -> str:
    return told.order.order_id


async def _lines(conn: Conn, told: Sequence[OrderTold]) -> set[tuple[str, str]]:
    gone = await conn.fetch(
        "delete from order_line where order_id = any($1::text[]) returning store, sku, open_quantity",
        [one.order.order_id for one in told],
    )
    touched = {(record["store"], record["sku"]) for record in gone if record["open_quantity"]}
    lines = [(one.store, one.order, line) for one in told for line in one.order.lines]
    owed = [open_quantity(order, line) for _, order, line in lines]
    await conn.execute(
        _LINES,
        [order.order_id for _, order, _ in lines],
        [line.line_id for _, _, line in lines],
        [store for store, _, _ in lines],
        [line.sku for _, _, line in lines],
        [line.quantity for _, _, line in lines],
        [line.amount_fen for _, _, line in lines],
        [line.way for _, _, line in lines],
        owed,
    )
    touched.update((store, line.sku) for (store, _, line), pieces in zip(lines, owed, strict=True) if pieces)
    return touched
