"""Reads a store's file with plain SQL and sets it beside what people were told and what the wallet moved."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from edge.domain.logbook import link
from edge.domain.payment import UNSETTLED, Payment
from edge.tender.wire import Moved
from tests.process.shoppers import Record, Told

UNPAID = ("open", "paying", "parked", "cancelled")
PAID = ("paid", "done")


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its columns have it."""

    order_id: str
    state: str
    number: str
    total_fen: int
    paid_fen: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the file. `broken` are faults of the file itself: damage, gaps in the log, stock off."""

    orders: dict[str, OrderRow]
    payments: dict[str, Payment]
    logged_paid: dict[str, int]
    log: list[tuple[str, int, bytes]]
    broken: tuple[str, ...]

    @property
    def states(self) -> str:
        counts = Counter(order.state for order in self.orders.values())
        return ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))

    @property
    def paid(self) -> list[OrderRow]:
        return [order for order in self.orders.values() if order.state in PAID]

    @property
    def paid_fen(self) -> int:
        return sum(order.paid_fen for order in self.paid)

    @property
    def unsettled(self) -> list[Payment]:
        return [payment for payment in self.payments.values() if payment.state in UNSETTLED]


class CentreBooks(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre has of one store: its log, orders as (state, paid), payments by state."""

    log: list[tuple[str, int, bytes]]
    orders: dict[str, tuple[str, int]]
    payments: dict[str, str]
    dead: int


def found(database: Path) -> Found:
    """Read it all in one transaction, be it in use or not."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)) as file:
        file.execute("begin")
        orders = [
            OrderRow(order_id=ident, state=state, number=number, total_fen=total, paid_fen=paid)
            for ident, state, number, total, paid in file.execute(
                "select order_id, state, number, total_fen, paid_fen from orders"
            )
        ]
        payments = [
            msgspec.json.decode(body, type=Payment) for (body,) in file.execute("select body from payment")
        ]
        logged = file.execute(
            "select json_extract(cast(body as text), '$.order.order_id'), count(*) from log"
            " where kind = 'OrderPaid' group by 1"
        )
        return Found(
            orders={order.order_id: order for order in orders},
            payments={payment.payment_id: payment for payment in payments},
            logged_paid=dict(logged.fetchall()),
            log=file.execute("select origin, seq, body from log order by origin, seq").fetchall(),
            broken=tuple(faults(file)),
        )


def faults(file: sqlite3.Connection) -> Iterator[str]:
    for (said,) in file.execute("pragma integrity_check"):
        if said != "ok":
            yield f"the file is damaged: {said}"
    for (origin,) in file.execute("select origin from origin").fetchall():
        chain = ""
        rows = file.execute("select seq, body, chain from log where origin = ? order by seq", (origin,))
        for expected, (seq, body, kept) in enumerate(rows, 1):
            chain = link(chain, body)
            if seq != expected or kept != chain:
                yield f"the log of {origin} is broken at {seq}, where {expected} should stand"
                break
    off = file.execute(
        "select sku, on_hand, (select coalesce(sum(quantity), 0) from movement m where m.sku = level.sku)"
        " as made from level where on_hand <> made"
    )
    yield from (f"{sku}: {on_hand} on hand, but movements make {ledger}" for sku, on_hand, ledger in off)


def proven(record: Record, there: Found, money: Iterable[Moved]) -> list[str]:
    """Everything that is wrong; nothing, when no order was lost, doubled, or paid and not paid."""
    wrong = list(there.broken)
    for told in record.told.values():
        wrong += kept(told, there)
    for order in there.orders.values():
        wrong += consistent(order, there)
    moved = Counter[str]()
    for movement in money:
        moved[movement.bill_id] += movement.fen
    for payment in there.payments.values():
        sign = 1 if payment.direction == "charge" else -1
        owed = sign * payment.amount_fen if payment.state == "paid" else 0
        if moved.pop(payment.payment_id, 0) != owed:
            wrong.append(f"payment {payment.payment_id} is {payment.state}: the wallet says otherwise")
    wrong += [f"the wallet moved {fen} fen for {ident}, unknown here" for ident, fen in moved.items()]
    return wrong


def kept(told: Told, there: Found) -> Iterator[str]:
    order = there.orders.get(told.order_id)
    if order is None:
        yield f"order {told.order_id} was shown, and is lost"
        return
    if told.number and order.number != told.number:
        yield f"order {told.order_id} was shown as {told.number}, and is {order.number}"
    if told.paid and order.state not in (*PAID, "refunded"):
        yield f"order {told.number} was shown as paid, and is {order.state}"


def consistent(order: OrderRow, there: Found) -> Iterator[str]:
    """Its payments make what it says is paid; paid means all of it, once, and once in the log."""
    charges = [
        payment.amount_fen
        for payment in there.payments.values()
        if payment.order_id == order.order_id and payment.state == "paid" and payment.direction == "charge"
    ]
    if sum(charges) != order.paid_fen:
        yield f"order {order.order_id}: {order.paid_fen} fen paid, but its payments make {sum(charges)}"
    if order.state in UNPAID and charges:
        yield f"order {order.order_id} is {order.state}, and {sum(charges)} fen were taken for it"
    if order.state in PAID and (order.paid_fen != order.total_fen or len(charges) != 1):
        yield f"order {order.order_id} is paid: {charges} fen of {order.total_fen}"
    times = there.logged_paid.get(order.order_id, 0)
    if times != (1 if order.state in (*PAID, "refunded") else 0):
        yield f"order {order.order_id} is {order.state}, and {times} times paid in the log"


def agreed(there: Found, centre: CentreBooks) -> Iterator[str]:
    """Where the centre's books are not the store's, once it has acknowledged everything."""
    if centre.dead:
        yield f"{centre.dead} entries the centre could not use"
    if centre.log != there.log:
        yield f"the centre's log is not the store's: {len(centre.log)} and {len(there.log)} entries"
    for order in there.paid:
        here, told = (order.state, order.paid_fen), centre.orders.get(order.order_id)
        if told != here:
            yield f"order {order.number} is {here}, at the centre {told}"
    ours = {order.order_id for order in there.paid}
    for ident, (state, _) in centre.orders.items():
        if state in PAID and ident not in ours:
            yield f"order {ident} is paid at the centre alone"
    for payment in there.payments.values():
        at_centre = centre.payments.get(payment.payment_id)
        if at_centre != payment.state:
            yield f"payment {payment.payment_id} is {payment.state}, at the centre {at_centre}"
