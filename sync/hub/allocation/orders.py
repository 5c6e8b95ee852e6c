"""Orders placed at the centre: taken once, looked at, cancelled."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from edge.domain import contact as people
from edge.domain.contact import Contact, KeepContact
from edge.domain.demand import cancel
from edge.errors import Rejected
from sync.hub import questions, stores
from sync.hub.allocation import demands, rules, views
from sync.hub.database import FEED_CHANNEL

if TYPE_CHECKING:
    from edge.domain.fulfilment import Demand
    from sync.hub.allocation.shapes import DemandRow, Placing
    from sync.hub.database import Conn
    from sync.ports import Clock

LIMIT_MAX = 500
_PLACE = """
insert into demand (order_id, key, key_hash, number, source, way, store, state, due_ms, made_ms, changed_ms,
    body)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9, $10) on conflict (key) do nothing returning order_id
"""
_ROWS = """
select body, changed_ms from demand
where ($1 = '' or state = $1) and ($2 = '' or store = $2 or exists (
    select 1 from attempt where attempt.order_id = demand.order_id and attempt.store = $2))
    and ($3 = '' or order_id = $3 or number ilike '%' || $4 || '%')
order by made_ms desc, order_id desc limit $5
"""


def body_hash(placing: Placing) -> str:
    """What tells another order under the same key."""
    return hashlib.blake2b(msgspec.json.encode(placing), digest_size=16).hexdigest()


def receiver(placing: Placing, contact_id: str) -> Contact | None:
    """The contact to keep; `Rejected` names the field that cannot be right."""
    given = placing.receiver
    if given is None:
        return None
    address = given.address or "-"  # picked up: no address is asked
    name, phone, address = people.checked(KeepContact(name=given.name, phone=given.phone, address=address))
    return Contact(contact_id=contact_id, version=1, name=name, phone=phone, address=address)


async def place(conn: Conn, placing: Placing, key: str, clock: Clock) -> Demand:
    """The same order under the same key is taken once; another one under it is `Rejected('key_reused')`."""
    rules.checked(placing, key)
    if (known := await _known(conn, placing, key)) is not None:
        return known
    await questions.known(conn, {line.sku for line in placing.lines})
    if placing.store:
        await stores.known(conn, placing.store)
    now_ms, order_id, contact_id = clock.now_ms(), clock.new_id(), clock.new_id()
    person = receiver(placing, contact_id)
    count: int = await conn.fetchval("select nextval('demand_number')")
    demand = rules.placed(
        placing,
        order_id=order_id,
        number=rules.number(count),
        contact_id="" if person is None else contact_id,
        now_ms=now_ms,
    )
    body = msgspec.json.encode(demand).decode()
    taken = await conn.fetchval(
        _PLACE,
        order_id,
        key,
        body_hash(placing),
        demand.number,
        demand.source,
        demand.way,
        placing.store,
        demand.state,
        now_ms,
        body,
    )
    if taken is None:  # the same moment, over another connection
        known = await _known(conn, placing, key)
        return demand if known is None else known
    await _keep(conn, person)
    await conn.execute("select pg_notify($1, '')", FEED_CHANNEL)
    return demand


async def cancelled(conn: Conn, order_id: str, now_ms: int) -> Demand:
    """Stores that are still at it are told to stop; a second time changes nothing."""
    demand = await one(conn, order_id, lock=True)
    if demand.cancelled:
        return demand
    turn = cancel(demand, now_ms=now_ms)
    entries = rules.entries(demand, turn.demand, turn.told)
    await demands.save(conn, [(demand, turn.demand)], entries, now_ms)
    return turn.demand


async def one(conn: Conn, order_id: str, *, lock: bool = False) -> Demand:
    """`Rejected('no_order')` where there is none."""
    found = await conn.fetchrow(
        f"select body from demand where order_id = $1{' for update' if lock else ''}",  # noqa: S608 - constants
        order_id,
    )
    if found is None:
        raise Rejected("no_order", order=order_id)
    return demands.decoded(found)


async def rows(conn: Conn, *, state: str, store: str, text: str, limit: int) -> tuple[DemandRow, ...]:
    """Newest first; of a store also those it was asked for."""
    found = await conn.fetch(_ROWS, state, store, text, questions.inside(text), min(limit, LIMIT_MAX))
    return tuple(views.row(demands.decoded(record), record["changed_ms"]) for record in found)


async def _known(conn: Conn, placing: Placing, key: str) -> Demand | None:
    found = await conn.fetchrow("select key_hash, body from demand where key = $1", key)
    if found is None:
        return None
    if found["key_hash"] != body_hash(placing):
        raise Rejected("key_reused")
    return demands.decoded(found)


async def _keep(conn: Conn, person: Contact | None) -> None:
    if person is not None:
        await conn.execute(
            """
            insert into contact (contact_id, store, version, name, phone, address, erased)
            values ($1, '', $2, $3, $4, $5, false)
            """,
            person.contact_id,
            person.version,
            person.name,
            person.phone,
            person.address,
        )
