"""Prices written at the centre, so that each store's own stands above the chain's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.logbook import DAY_MS
from edge.domain.price import Price
from edge.errors import Rejected
from sync.hub import feeds
from sync.hub.desk import PRICE_MAX_FEN, PriceChange
from sync.hub.pricing import Listed, in_force, outlived, settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.hub.database import Conn

SCOPE = "price"
AHEAD_MAX_MS = 10 * 366 * DAY_MS
_SIGN = """
insert into price_set (key, set_by, set_ms) select * from unnest($1::text[], $2::text[], $3::bigint[])
on conflict (key) do update set set_by = excluded.set_by, set_ms = excluded.set_ms
"""


def checked(change: PriceChange, now_ms: int) -> PriceChange:
    """`Rejected`: price, for what no price can be; price_past or price_far, for a start.."""
    listed = change.list_price_fen
    if not 0 < change.price_fen <= PRICE_MAX_FEN or (
        listed and not change.price_fen < listed <= PRICE_MAX_FEN
    ):
        raise Rejected("price", sku=change.sku)
    if change.effective_from_ms is not None and change.effective_from_ms <= now_ms:
        raise Rejected("price_past", sku=change.sku)
    if (change.effective_from_ms or 0) > now_ms + AHEAD_MAX_MS:
        raise Rejected("price_far", sku=change.sku)
    return change


def listed(change: PriceChange, standing: Sequence[Listed], now_ms: int, by: str) -> Listed:
    """The row of a change. One that holds from now takes the start of what it replaces: no clock is asked."""
    start = change.effective_from_ms
    if start is None:
        told = [row for row in standing if row.store in ("", change.store)]
        holds = in_force(told, now_ms)
        start = 0 if holds is None else holds.price.effective_from_ms
    price = Price(
        sku=change.sku,
        price_fen=change.price_fen,
        list_price_fen=change.list_price_fen,
        effective_from_ms=start,
        version=0,
    )
    return Listed(price=price, store=change.store, set_by=by, set_ms=now_ms if by else 0)


async def standing(conn: Conn, skus: Iterable[str]) -> dict[str, list[Listed]]:
    """Every price of these SKUs."""
    found = await conn.fetch(
        """
        select store, derived, item, coalesce(set_by, '') as set_by, coalesce(set_ms, 0) as set_ms
        from feed_item left join price_set using (key)
        where scope = 'price' and kind = 'Price' and item ->> 'sku' = any($1::text[])
        """,
        list(skus),
    )
    by_sku: defaultdict[str, list[Listed]] = defaultdict(list)
    for record in found:
        price = msgspec.json.decode(record["item"], type=Price)
        row = Listed(
            price=price,
            store=record["store"],
            derived=record["derived"],
            set_by=record["set_by"],
            set_ms=record["set_ms"],
        )
        by_sku[price.sku].append(row)
    return by_sku


async def write(conn: Conn, rows: Sequence[Listed], now_ms: int) -> int:
    """Put prices, repeat the stores' own above them, drop what is outlived; how many were written."""
    changed = set(await feeds.changed(conn, SCOPE, "price", [entry(row) for row in rows]))
    await _sign(conn, [row for row in rows if row.key in changed])
    skus = {row.price.sku for row in rows}
    again = [row for known in (await standing(conn, skus)).values() for row in settled(known)]
    count = await feeds.put(conn, SCOPE, "price", [entry(row, force=True) for row in again])
    old = [row.key for known in (await standing(conn, skus)).values() for row in outlived(known, now_ms)]
    await conn.execute("delete from feed_item where scope = 'price' and key = any($1::text[])", old)
    await conn.execute("delete from price_set where key = any($1::text[])", old)
    return len(changed) + count


async def _sign(conn: Conn, rows: Sequence[Listed]) -> None:
    """Put down who decided these; what came from a file is nobody's."""
    nobodys = [row.key for row in rows if not row.set_by]
    await conn.execute("delete from price_set where key = any($1::text[])", nobodys)
    signed = {row.key: row for row in rows if row.set_by}
    await conn.execute(
        _SIGN,
        list(signed),
        [row.set_by for row in signed.values()],
        [row.set_ms for row in signed.values()],
    )


def entry(row: Listed, *, force: bool = False) -> feeds.Entry:
    return feeds.Entry(
        key=row.key,
        kind="Price",
        item=msgspec.json.encode(row.price),
        store=row.store,
        derived=row.derived,
        force=force,
    )
