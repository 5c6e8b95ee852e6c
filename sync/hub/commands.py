"""What is asked of the stores: what may be asked, what stands under an id. Every centre's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.feed import AskCancel, AskCorrection, AskRefund
from edge.errors import Rejected
from sync import topics
from sync.hub import feeds, questions, stores
from sync.hub.desk import CORRECTION_MAX, REASON_MAX, Asked

if TYPE_CHECKING:
    from sync.hub.command_sheet import OrderAsk
    from sync.hub.database import Conn

LIMIT_MAX = 500
_NEW = """
insert into command (command_id, store, sku, quantity, reason, asked_ms, deadline_ms, asked_by,
    kind, order_id, restock)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning command_id
"""
_KNOWN = "select * from command where command_id = $1"
_ROWS = "select * from command where kind = 'correct' order by asked_ms desc, command_id desc limit $1"
_OF_ORDER = """
select * from command where order_id = $1 and order_id <> '' order by asked_ms desc, command_id desc limit $2
"""


def checked(wish: Asked) -> Asked:
    """`Rejected('correction')` for what no store can be asked."""
    pieces = 0 < abs(wish.quantity) <= CORRECTION_MAX
    if not pieces or wish.deadline_ms <= wish.asked_ms or not 0 < len(wish.reason) <= REASON_MAX:
        raise Rejected("correction", sku=wish.sku)
    return wish


def of_order(order_id: str, store: str, ask: OrderAsk, now_ms: int, by: str) -> Asked:
    """`Rejected('reason')` without one."""
    reason = ask.reason.strip()
    if not reason or not reason.isprintable():
        raise Rejected("reason", most=REASON_MAX)
    return Asked(
        command_id=ask.command_id,
        store=store,
        kind=ask.kind,
        order_id=order_id,
        restock=ask.restock and ask.kind == "refund",
        reason=reason,
        asked_ms=now_ms,
        deadline_ms=now_ms + ask.within_s * 1000,
        asked_by=by,
    )


def again(known: Asked, wish: Asked) -> Asked:
    """What stands under an id when it is asked for once more; `Rejected('key_reused')` for another wish."""
    wanted = [(one.store, *_what(one), one.reason, one.deadline_ms - one.asked_ms) for one in (known, wish)]
    if wanted[0] != wanted[1]:
        raise Rejected("key_reused")
    return known


def correction(asked: Asked) -> AskCorrection:
    """What the store hears of a correction."""
    return AskCorrection(
        command_id=asked.command_id,
        sku=asked.sku,
        quantity=asked.quantity,
        reason=asked.reason,
        deadline_ms=asked.deadline_ms,
    )


def told(asked: Asked) -> AskCorrection | AskRefund | AskCancel:
    """What the store hears of it."""
    if asked.kind == "correct":
        return correction(asked)
    if asked.kind == "cancel":
        return AskCancel(
            command_id=asked.command_id,
            order_id=asked.order_id,
            reason=asked.reason,
            deadline_ms=asked.deadline_ms,
        )
    return AskRefund(
        command_id=asked.command_id,
        order_id=asked.order_id,
        reason=asked.reason,
        restock=asked.restock,
        deadline_ms=asked.deadline_ms,
    )


def entry(asked: Asked) -> tuple[str, feeds.Entry]:
    """(scope, entry)."""
    item = told(asked)
    return topics.scope("command", asked.store), feeds.Entry(
        key=asked.command_id, kind=type(item).__name__, item=msgspec.json.encode(item)
    )


async def ask(conn: Conn, wish: Asked) -> Asked:
    """Taken once an id. `Rejected`: no_store, no_item, key_reused."""
    if (known := await _known(conn, wish.command_id)) is not None:
        return again(known, wish)
    await stores.known(conn, wish.store)
    if wish.kind == "correct":
        await questions.known(conn, {wish.sku})
    made = await conn.fetchval(
        _NEW,
        wish.command_id,
        wish.store,
        wish.sku,
        wish.quantity,
        wish.reason,
        wish.asked_ms,
        wish.deadline_ms,
        wish.asked_by,
        wish.kind,
        wish.order_id,
        wish.restock,
    )
    if made is None:  # the same moment, over another connection
        known = await _known(conn, wish.command_id)
        return wish if known is None else again(known, wish)
    scope, item = entry(wish)
    await feeds.put(conn, scope, "command", [item])
    return wish


async def ask_of_order(conn: Conn, order_id: str, ask_: OrderAsk, now_ms: int, by: str) -> Asked:
    """Of the store that took it. `Rejected`: no_order, reason, key_reused."""
    store = await questions.owner(conn, order_id)
    return await ask(conn, of_order(order_id, store, ask_, now_ms, by))


async def asked_of(conn: Conn, order_id: str) -> tuple[Asked, ...]:
    """The latest first."""
    found = await conn.fetch(_OF_ORDER, order_id, LIMIT_MAX)
    return tuple(msgspec.convert(dict(record), Asked) for record in found)


async def rows(conn: Conn, limit: int) -> tuple[Asked, ...]:
    """Corrections, the latest first."""
    found = await conn.fetch(_ROWS, min(limit, LIMIT_MAX))
    return tuple(msgspec.convert(dict(record), Asked) for record in found)


def _what(one: Asked) -> tuple[object, ...]:
    return (one.kind, one.sku, one.quantity, one.order_id, one.restock)


async def _known(conn: Conn, command_id: str) -> Asked | None:
    found = await conn.fetchrow(_KNOWN, command_id)
    return None if found is None else msgspec.convert(dict(found), Asked)
