"""Orders with their payments, the day's figures, effects."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from edge.app.reads import Hour, OrderFile, Today
from edge.domain.effect import Effect
from edge.domain.order import Order, OrderState
from edge.domain.payment import Payment
from edge.store.database import Connection
from edge.store.latest import latest
from edge.store.read_people import contacts

QUEUE_MAX = 1_000
SAME_MAX = 5  # orders of one number
OPEN_MAX = 1_000  # effects due or started; the rest are told when these are done
SOLD = ("paid", "done", "refunded")

_IN_STATE = """
select opened_ms, order_id, body from orders where state = ? and number <> '' order by opened_ms desc limit ?
"""
_ORDER = msgspec.json.Decoder(Order)
_PAYMENT = msgspec.json.Decoder(Payment)
_EFFECT = msgspec.json.Decoder(Effect)


def order_file(connection: Connection, order_id: str) -> OrderFile | None:
    row = connection.execute("select body from orders where order_id = ?", (order_id,)).fetchone()
    return None if row is None else _files(connection, [_ORDER.decode(row[0])])[0]


def numbered(connection: Connection, number: str) -> tuple[OrderFile, ...]:
    """Newest first."""
    rows = connection.execute(
        "select body from orders where number = ? and number <> '' order by opened_ms desc limit ?",
        (number, SAME_MAX),
    ).fetchall()
    return _files(connection, [_ORDER.decode(row[0]) for row in rows])


def queue(connection: Connection, states: Sequence[OrderState], *, limit: int) -> tuple[OrderFile, ...]:
    """The newest `limit` in these states, oldest first. A basket that was left before it got a number was
    never anybody's order.
    """
    newest = latest(connection, _IN_STATE, states, min(limit, QUEUE_MAX))
    return _files(connection, [_ORDER.decode(body) for body in newest])


def today(connection: Connection, *, now_ms: int, zone: ZoneInfo) -> Today:
    """The business day of `now_ms` in the shop's zone; an order counts in the hour it was opened."""
    day = datetime.fromtimestamp(now_ms / 1000, zone).date().isoformat()
    rows = connection.execute(
        "select opened_ms, total_fen, refunded_fen from orders where day = ? and state in (?, ?, ?)",
        (day, *SOLD),
    ).fetchall()
    hours: dict[int, list[int]] = defaultdict(list)
    for opened_ms, total_fen, _ in rows:
        hours[datetime.fromtimestamp(opened_ms / 1000, zone).hour].append(total_fen)
    return Today(
        business_day=day,
        sales_fen=sum(row[1] for row in rows),
        orders=len(rows),
        refunds_fen=sum(row[2] for row in rows),
        cars=_count(connection, "select count(*) from car where day = ?", day),
        below_zero=_count(connection, "select count(*) from level where on_hand < 0"),
        hours=tuple(
            Hour(hour=hour, sales_fen=sum(sales), orders=len(sales)) for hour, sales in sorted(hours.items())
        ),
    )


def unanswered(connection: Connection, *, limit: int) -> tuple[Effect, ...]:
    """Missed or unknown, newest first."""
    rows = connection.execute(
        "select body from effect where state in ('missed', 'unknown') "
        "order by due_ms desc, effect_id desc limit ?",
        (max(0, limit),),
    )
    return _effects(row[0] for row in rows)


def effects_open(connection: Connection) -> tuple[Effect, ...]:
    """Due or started, oldest first."""
    rows = connection.execute(
        "select body from effect where state in ('due', 'started') order by due_ms, effect_id limit ?",
        (OPEN_MAX,),
    )
    return _effects(row[0] for row in rows)


def _effects(bodies: Iterable[bytes]) -> tuple[Effect, ...]:
    return tuple(_EFFECT.decode(body) for body in bodies)


def _files(connection: Connection, orders: Sequence[Order]) -> tuple[OrderFile, ...]:
    payments: dict[str, list[Payment]] = defaultdict(list)
    rows = connection.execute(
        "select p.order_id, p.body from json_each(?) wanted "
        "cross join payment p on p.order_id = wanted.value order by p.payment_id",
        (json.dumps([order.order_id for order in orders]),),
    )
    for order_id, body in rows:
        payments[order_id].append(_PAYMENT.decode(body))
    wanted = [order.contact_id for order in orders if order.contact_id]
    people = {contact.contact_id: contact for contact in contacts(connection, wanted)}
    return tuple(
        OrderFile(order=order, payments=tuple(payments[order.order_id]), contact=people.get(order.contact_id))
        for order in orders
    )


def _count(connection: Connection, sql: str, *parameters: str) -> int:
    row = connection.execute(sql, parameters).fetchone()
    return 0 if row is None else int(row[0])
