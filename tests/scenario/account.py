"""Sets the file, the wallet's book, the centre and what people were told side by side; says what differs."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import msgspec

from edge.domain.order import Order
from edge.domain.payment import Payment
from tests.process.proof import Found, consistent, faults, found
from tests.scenario.box import STORE
from tests.scenario.town import Town

NEVER_PLACED = ("open", "paying")


async def wrong_in(town: Town) -> list[str]:
    """Everything that is wrong once all is calm; nothing, when nothing was lost or doubled."""
    with closing(sqlite3.connect(f"file:{town.path}?mode=ro", uri=True)) as file:
        orders = [
            msgspec.json.decode(body, type=Order) for (body,) in file.execute("select body from orders")
        ]
        there = found(town.path)
        return [
            *faults(file),
            *_holds(file),
            *_logs(file, town),
            *_told(orders, town),
            *_money(there, town),
            *[said for one in there.orders.values() for said in consistent(one, there)],
            *_centre(orders, there, town),
            *await _stock(file, town),
            *await _commands(town),
        ]


def _holds(file: sqlite3.Connection) -> Iterator[str]:
    """What is allocated is what is held."""
    off = file.execute(
        "select sku, allocated, (select coalesce(sum(quantity), 0) from hold where hold.sku = level.sku)"
        " as held from level where allocated <> held"
    )
    yield from (f"{sku}: {allocated} allocated, {held} held" for sku, allocated, held in off)


def _logs(file: sqlite3.Connection, town: Town) -> Iterator[str]:
    """Every entry stands at the centre, once, in order, and is acknowledged."""
    for origin, last, acked in file.execute("select origin, max_seq, acked from origin").fetchall():
        if acked != last:
            yield f"log {origin}: {acked} of {last} acknowledged"
        kept = file.execute("select seq, body from log where origin=? order by seq", (origin,)).fetchall()
        have = [(row.seq, row.body) for row in town.hub.logs.of(origin)]
        if have != kept:
            yield f"log {origin}: {len(have)} entries at the centre, {len(kept)} here, or others"
    yield from (f"dead letter: {letter}" for letter in town.hub.logs.letters())


def _told(orders: list[Order], town: Town) -> Iterator[str]:
    by_id = {order.order_id: order for order in orders}
    for told in town.told.values():
        order = by_id.get(told.order_id)
        if order is None:
            yield f"order {told.number} was shown, and is lost"
        elif order.version < told.version or order.number != told.number:
            yield f"order {told.number} was shown at {told.version}, and is {order.number} at {order.version}"
        elif told.paid_fen and not order.paid_fen:
            yield f"order {told.number} was shown as paid, and is {order.state}"


def _money(there: Found, town: Town) -> Iterator[str]:
    """The wallet moved for each payment what the ledger says, and nothing that it does not know."""
    moved, charges = Counter[str](), Counter[str]()
    for movement in town.wallet.movements:
        moved[movement.bill_id] += movement.fen
        charges[movement.bill_id] += movement.fen > 0
    yield from (f"payment {ident} was charged {times} times" for ident, times in charges.items() if times > 1)
    for payment in there.payments.values():
        if payment.unsettled:
            yield f"payment {payment.payment_id} has no last word: {payment.state} {payment.reason}"
        if payment.tender == "wallet" and moved.pop(payment.payment_id, 0) != _signed(payment):
            yield f"payment {payment.payment_id} is {payment.state}: the wallet says otherwise"
    yield from (f"the wallet moved {fen} fen for {ident}, unknown here" for ident, fen in moved.items())
    taken = sum(movement.fen for movement in town.wallet.movements) + sum(
        _signed(payment) for payment in there.payments.values() if payment.tender == "cash"
    )
    with closing(sqlite3.connect(f"file:{town.path}?mode=ro", uri=True)) as file:
        owed = file.execute("select coalesce(sum(paid_fen - refunded_fen), 0) from orders").fetchone()[0]
    if taken != owed:
        yield f"{taken} fen were taken, the orders say {owed}"


def _signed(payment: Payment) -> int:
    if payment.state != "paid":
        return 0
    return payment.amount_fen if payment.direction == "charge" else -payment.amount_fen


def _centre(orders: list[Order], there: Found, town: Town) -> Iterator[str]:
    """Orders that were placed stand at the centre as they stand here, and no other does."""
    known = {ident: told.order for ident, told in town.hub.shop.told_orders.items()}
    for order in orders:
        placed = order.state not in NEVER_PLACED and (order.number or order.lines)
        if not placed and order.order_id not in known:
            continue
        if known.pop(order.order_id, None) != order:
            yield f"order {order.order_id} ({order.number} {order.state}) is not so at the centre"
    yield from (f"order {ident} is at the centre alone" for ident in known)
    for ident, payment in there.payments.items():
        told = town.hub.shop.payments.get(ident)
        if told is None or told.payment != payment:
            yield f"payment {ident} ({payment.state}) is not so at the centre"


async def _stock(file: sqlite3.Connection, town: Town) -> list[str]:
    wrong = []
    for sku, ledger in file.execute("select sku, sum(quantity) from movement group by sku").fetchall():
        rows = [row for row in await town.hub.stock_of(sku) if row.store == STORE]
        if [row.on_hand for row in rows] != [ledger]:
            wrong.append(f"{sku}: the ledger makes {ledger}, the centre says {rows}")
    return wrong


async def _commands(town: Town) -> list[str]:
    asked = await town.hub.commands(limit=100_000)
    return [f"correction {one.command_id} has no answer" for one in asked if one.state == "asked"]
