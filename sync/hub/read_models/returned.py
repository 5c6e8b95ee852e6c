"""What came back over any counter; a return told twice stands once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub.allocation.returned import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import ReturnTold

_BACK = """
insert into returned (store, return_id, order_id, at_ms, body)
select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[]) on conflict do nothing
"""


async def apply(conn: Conn, told: Sequence[ReturnTold]) -> None:
    if told:
        backs = [given(one) for one in told]
        await conn.execute(
            _BACK,
            [one.store for one in backs],
            [one.return_id for one in backs],
            [one.order_id for one in backs],
            [one.at_ms for one in backs],
            [msgspec.json.encode(one).decode() for one in backs],
        )
