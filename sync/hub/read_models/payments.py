"""Payments: the word that reaches furthest stands, by the clock of its entry where two reach as far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.payment import STEPS
from sync.hub import owners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import PaymentTold

_PAYMENTS = """
insert into payment (payment_id, order_id, store, tender, direction, amount_fen, state, reference,
    settled_ms, hlc)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
    $8::text[], $9::bigint[], $10::bigint[])
on conflict (payment_id) do update set state = excluded.state, amount_fen = excluded.amount_fen,
    reference = excluded.reference, settled_ms = excluded.settled_ms, hlc = excluded.hlc
where payment.store = excluded.store and
    (coalesce(array_position($11::text[], payment.state), $12::integer), payment.settled_ms, payment.hlc)
    < (coalesce(array_position($11::text[], excluded.state), $12::integer), excluded.settled_ms, excluded.hlc)
"""
_OWNERS = "select payment_id as id, store from payment where payment_id = any($1::text[])"


async def apply(conn: Conn, told: Sequence[PaymentTold]) -> None:
    if not told:
        return
    rows = sorted(
        ((one, one.payment) for one in await owners.owned(conn, _OWNERS, told, _id)),
        key=lambda row: row[1].payment_id,
    )
    await conn.execute(
        _PAYMENTS,
        [payment.payment_id for _, payment in rows],
        [payment.order_id for _, payment in rows],
        [one.store for one, _ in rows],
        [payment.tender for _, payment in rows],
        [payment.direction for _, payment in rows],
        [payment.amount_fen for _, payment in rows],
        [payment.state for _, payment in rows],
        [payment.reference for _, payment in rows],
        [payment.settled_ms for _, payment in rows],
        [one.hlc for one, _ in rows],
        STEPS,
        len(STEPS) + 1,
    )


def _id(told: PaymentTold) -> str:
    return told.payment.payment_id
