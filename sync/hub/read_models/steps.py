"""What happened to an order, step by step; a step said twice stands once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import StepTold

_STEPS = """
insert into order_step (order_id, version, step, store, detail, at_ms)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
on conflict do nothing
"""


async def apply(conn: Conn, told: Sequence[StepTold]) -> None:
    if told:
        await conn.execute(
            _STEPS,
            [one.order_id for one in told],
            [one.version for one in told],
            [one.step for one in told],
            [one.store for one in told],
            [one.detail for one in told],
            [one.at_ms for one in told],
        )
