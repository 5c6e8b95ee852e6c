"""What was sold under a number, and what of it came back: told to whichever counter it comes back over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from edge.domain.allocation import less, merged
from edge.domain.ask import Wanted
from edge.domain.fulfilment import LEFT, Demand
from edge.domain.order import Order
from edge.domain.returned import GivenBack, SoldLine, SoldOrder
from edge.domain.stock import Movement
from sync.hub.allocation import demands
from sync.hub.allocation.sold import STORE
from sync.question import OrderFound

if TYPE_CHECKING:
    from sync.hub.database import Conn
    from sync.hub.facts import ReturnTold
    from sync.question import FindOrder

SOLD_MAX = 5  # orders of one number that are told
SOLD = ("paid", "done", "refunded")
TAG = 3  # characters of a number before its dash, which people leave out
_ORDERS = """
select store, body from orders where (number = any($1::text[]) or order_id = $2)
    and state = any($3::text[]) order by opened_ms desc limit $4
"""
_DEMANDS = """
select body from demand where number = any($1::text[]) or order_id = any($2::text[])
order by made_ms desc limit $3
"""
_BACK = "select body from returned where order_id = any($1::text[]) order by at_ms, store, return_id"
_REFUNDED = """
select store, movement_id, sku, quantity, reason, ref, at_ms from movement
where reason = 'return' and store = any($1::text[]) and ref = any($2::text[]) order by sku
"""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """An order and the store that took it."""

    store: str
    order: Order


Names = Mapping[str, tuple[str, str]]


def numbers(text: str) -> tuple[str, ...]:
    """As it may stand on the receipt: people type small letters and leave the dash out."""
    said = text.strip().upper()
    bare = re.sub(r"[^0-9A-Z]", "", said)
    return tuple(dict.fromkeys((said, f"{bare[:TAG]}-{bare[TAG:]}")))


def answer(
    ask: FindOrder,
    taken: Iterable[Taken],
    known: Iterable[Demand],
    backs: Sequence[GivenBack],
    names: Names,
) -> OrderFound:
    """A store's order with what others ship of it, or one that was placed at the centre."""
    by_id = {one.order_id: one for one in known}
    orders = {one.order.order_id: one for one in taken}
    placed = [one for one in by_id.values() if one.source != STORE]
    found = [sold(one, by_id.get(order_id), backs, names) for order_id, one in orders.items()]
    found += [sold(None, one, backs, names) for one in placed]
    return OrderFound(ask=ask.ask, orders=tuple(sorted(found, key=_newest)[:SOLD_MAX]))


def sold(taken: Taken | None, demand: Demand | None, backs: Sequence[GivenBack], names: Names) -> SoldOrder:
    """One of both is there."""
    order_id, number, made_ms = _head(taken, demand)
    store = taken.store if taken is not None else demand.only or demand.near if demand is not None else ""
    own = tuple(one for one in backs if one.order_id == order_id)
    if demand is not None:
        told = [line for one in own if one.return_id != order_id for line in one.lines]
        if lost := less(demand.returned, told):  # came back before each return was kept
            own = (GivenBack(return_id="", order_id=order_id, store="", lines=lost, at_ms=made_ms), *own)
    name_zh, name_en = names.get(store, ("", ""))
    return SoldOrder(
        order_id=order_id,
        number=number,
        source=_source(demand) if taken is None else "store",
        store=store,
        store_zh=name_zh,
        store_en=name_en,
        made_ms=made_ms,
        lines=_lines(taken, demand),
        returns=own,
        over=_over(taken, demand),
    )


def given(told: ReturnTold) -> GivenBack:
    back = told.returned
    return GivenBack(
        return_id=back.return_id,
        order_id=back.order_id,
        store=told.store,
        lines=back.lines,
        at_ms=told.at_ms,
    )


def refunded(moves: Iterable[tuple[str, Movement]]) -> tuple[GivenBack, ...]:
    """What came back with a refund: the ledger names the order itself."""
    found: defaultdict[tuple[str, str], list[Movement]] = defaultdict(list)
    for store, move in moves:
        found[store, move.ref].append(move)
    return tuple(
        GivenBack(
            return_id=ref,
            order_id=ref,
            store=store,
            lines=tuple(Wanted(sku=one.sku, quantity=one.quantity) for one in rows),
            at_ms=max(one.at_ms for one in rows),
        )
        for (store, ref), rows in sorted(found.items())
    )


def _head(taken: Taken | None, demand: Demand | None) -> tuple[str, str, int]:
    if taken is not None:
        return taken.order.order_id, taken.order.number, taken.order.opened_ms
    if demand is not None:
        return demand.order_id, demand.number, demand.made_ms
    raise ValueError("an order that nobody knows")


def _lines(taken: Taken | None, demand: Demand | None) -> tuple[SoldLine, ...]:
    bought: list[Wanted] = []
    handed: list[Wanted] = []
    if taken is not None:
        done = {part.way for part in taken.order.fulfilments if part.state == "done" and not part.elsewhere}
        here = [line for line in taken.order.lines if demand is None or not line.elsewhere]
        bought = [Wanted(sku=line.sku, quantity=line.quantity) for line in here]
        handed = [
            Wanted(sku=line.sku, quantity=line.quantity)
            for line in here
            if not line.elsewhere and line.way in done
        ]
    sent: list[Wanted] = []
    if demand is not None:
        bought += [line for part in demand.parts for line in part.lines]
        sent = [line for one in demand.attempts if one.state in LEFT for line in one.lines]
    left, away = _sums([*handed, *sent]), _sums(sent)
    return tuple(
        SoldLine(sku=one.sku, quantity=one.quantity, left=left.get(one.sku, 0), sent=away.get(one.sku, 0))
        for one in merged(bought)
    )


def _sums(lines: Sequence[Wanted]) -> dict[str, int]:
    return {line.sku: line.quantity for line in merged(lines)}


def _source(demand: Demand | None) -> Literal["cloud", "flagship"]:
    return "flagship" if demand is not None and demand.source == "flagship" else "cloud"


def _over(taken: Taken | None, demand: Demand | None) -> Literal["", "refunded", "cancelled"]:
    if taken is not None:
        return "refunded" if taken.order.state == "refunded" else ""
    return "cancelled" if demand is not None and demand.cancelled else ""


def _newest(order: SoldOrder) -> tuple[int, str]:
    return (-order.made_ms, order.order_id)


async def find(conn: Conn, ask: FindOrder) -> OrderFound:
    spoken, order_id = numbers(ask.text), ask.text.strip()
    rows = await conn.fetch(_ORDERS, spoken, order_id, SOLD, SOLD_MAX)
    taken = [Taken(store=row["store"], order=msgspec.json.decode(row["body"], type=Order)) for row in rows]
    ids = [order_id, *(one.order.order_id for one in taken)]
    known = [demands.decoded(row) for row in await conn.fetch(_DEMANDS, spoken, ids, 2 * SOLD_MAX)]
    ids = sorted({*ids, *(one.order_id for one in known)})
    stores = sorted({one.store for one in taken} | {one.only or one.near for one in known})
    backs = [msgspec.json.decode(row["body"], type=GivenBack) for row in await conn.fetch(_BACK, ids)]
    moves = [
        (row["store"], msgspec.convert(dict(row), Movement))
        for row in await conn.fetch(_REFUNDED, stores, ids)
    ]
    named = await conn.fetch(
        "select store, name_zh, name_en from store where store = any($1::text[])", stores
    )
    names = {row["store"]: (row["name_zh"], row["name_en"]) for row in named}
    return answer(ask, taken, known, [*backs, *refunded(moves)], names)
