"""What a store's stream of tasks need not say any more: attempts, orders and transfers that ended long ago.

A file older than that, put back, would hear nothing of their end: half a year is longer than a backup of a
store is of use. A promise that such a file makes is withdrawn like every promise of an ended attempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.ask import AskFulfilment, EndFulfilment, WithdrawFulfilment
from edge.domain.fulfilment import LEFT, Demand, DemandState
from edge.domain.transfer import TransferTold
from sync.hub.transfers import OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.hub.database import Conn
    from sync.hub.feeds import Entry

KEPT_MS = 180 * 86_400_000
STEP_MAX = 1_000  # items of one transaction
FINAL: tuple[DemandState, ...] = ("shipped", "picked_up", "returned", "cancelled")
_ATTEMPTS = """
with old as (
    update attempt set told = false where (order_id, attempt) in (
        select order_id, attempt from attempt
        where told and changed_ms < $1 and not state = any($3::text[]) and not exists (
            select from attempt_line as line
            where line.order_id = attempt.order_id and line.attempt = attempt.attempt
        ) order by changed_ms limit $2 for update skip locked
    ) returning store, order_id, attempt
), gone as (
    delete from feed_item using old
    where scope = 'task/' || old.store and key = old.order_id || '.' || old.attempt
) select count(*) from old
"""
_DEMANDS = """
with old as (
    update demand set told = false where order_id in (
        select order_id from demand
        where told and changed_ms < $1 and state = any($3::text[]) and source = 'store'
        order by changed_ms limit $2 for update skip locked
    ) returning store, order_id
), gone as (
    delete from feed_item using old where scope = 'task/' || old.store and key = 'o|' || old.order_id
) select count(*) from old
"""
_TRANSFERS = """
with gone as (
    delete from feed_item where (scope, key) in (
        select scope, key from feed_item
        where kind = 'TransferTold' and (item -> 'transfer' ->> 'asked_ms')::bigint < $1
            and not item -> 'transfer' ->> 'state' = any($3::text[])
        order by (item -> 'transfer' ->> 'asked_ms')::bigint limit $2
    ) returning 1
) select count(*) from gone
"""
_UNDER_WAY = ("asked", "accepted", "picking", "packed", "ready")
_ATTEMPT = msgspec.json.Decoder(AskFulfilment | WithdrawFulfilment | EndFulfilment)


async def forget(conn: Conn, now_ms: int) -> int:
    """One bounded step; how many ends are told no longer."""
    steps = ((_ATTEMPTS, _UNDER_WAY), (_DEMANDS, FINAL), (_TRANSFERS, OPEN))
    return sum([await conn.fetchval(sql, now_ms - KEPT_MS, STEP_MAX, states) for sql, states in steps])


def over(entry: Entry, demands: Mapping[str, Demand], changed_ms: Mapping[str, int], before_ms: int) -> bool:
    """The same of one item, for a centre in memory."""
    if entry.kind == "TransferTold":
        transfer = msgspec.json.decode(entry.item, type=TransferTold).transfer
        return transfer.state not in OPEN and transfer.asked_ms < before_ms
    if entry.kind == "ShippingTold":
        order_id = entry.key.removeprefix("o|")
        return demands[order_id].state in FINAL and changed_ms[order_id] < before_ms
    word = _ATTEMPT.decode(entry.item)
    demand = demands.get(word.order_id)
    meant = [] if demand is None else [one for one in demand.attempts if one.number == word.attempt]
    return bool(meant) and all(
        one.hold == "free" and (not one.alive or one.state in LEFT) and one.changed_ms < before_ms
        for one in meant
    )
