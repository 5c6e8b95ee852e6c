"""What concerns the boxes of a store: who holds its lease, what a box's former logs told."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from edge.domain.contact import Contact
from edge.domain.past import Backing, Mark
from sync.hub import early, logs
from sync.log.lease import LOGS_MAX, Held, granted
from sync.log.past import missing
from sync.log.up_store import BATCH_BYTES
from sync.wire import EVENTS_MAX, NAMES_CONTACT, Fact, PastRange, PullPast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.hub.database import Conn
    from sync.hub.desk import BackupState
    from sync.log.up_hub import Tail
    from sync.ports import Clock

STORES_PER_S = 200  # coming back at once; the window that stores are told follows from it
COUNTED_S = 60.0  # how old the number of stores may be
FORGOTTEN_MAX = 5_000  # people of one store, newest first, told to a box that knew fewer or more
_PAST = """
select places.seq, log.event_id, log.at_ms, log.hlc, log.kind, log.body from (
    select seq, event_id from log where origin = $1 and seq > $2 and seq <= $2 + $3
    union all select seq, event_id from retold where origin = $1 and seq > $2 and seq <= $2 + $3
) as places join log using (event_id) order by places.seq
"""


class _Named(msgspec.Struct, frozen=True):
    contact_id: str


async def lease(conn: Conn, store: str, box: str, now_ms: int) -> Held:
    """Give, prolong or refuse; the store's row is locked until the transaction ends."""
    await conn.execute(
        "insert into lease (store, box, epoch, until_ms) values ($1, $2, 0, 0) on conflict do nothing",
        store,
        box,
    )
    row = await conn.fetchrow("select box, epoch, until_ms from lease where store = $1 for update", store)
    known = None
    if row is not None and row["epoch"]:
        known = Held(box=row["box"], epoch=row["epoch"], until_ms=row["until_ms"])
    held = granted(known, box, now_ms)
    if held != known:
        await conn.execute(
            "update lease set box = $2, epoch = $3, until_ms = $4 where store = $1",
            store,
            held.box,
            held.epoch,
            held.until_ms,
        )
    return held


async def backing(conn: Conn, store: str, asked: Sequence[str], now_ms: int) -> Backing:
    """What the newest backup has of these logs of a store."""
    tails = await logs.tails(conn, asked[:LOGS_MAX]) if asked else {}
    return backed(await logs.backup_state(conn), tails.values(), store, now_ms)


def backed(state: BackupState, tails: Iterable[Tail], store: str, now_ms: int) -> Backing:
    return Backing(
        age_ms=max(0, now_ms - state.made_ms) if state.made_ms else None,
        required=state.required,
        marks=tuple(Mark(origin=one.origin, seq=one.forgettable) for one in tails if one.store == store),
    )


class Window:
    """Over how long the stores of this centre should spread their coming back, in s; counted each minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stores, self._counted_s = 0, -COUNTED_S

    async def __call__(self, conn: Conn) -> float:
        if self._clock.monotonic() - self._counted_s >= COUNTED_S:
            self._stores = await conn.fetchval("select count(*) from store")
            self._counted_s = self._clock.monotonic()
        return self._stores / STORES_PER_S


async def past(conn: Conn, store: str, ask: PullPast) -> PastRange:
    """The next entries of the box's other logs."""
    found = await conn.fetch("select origin from origin where store = $1 and box = $2", store, ask.box)
    tails = await logs.tails(conn, [row["origin"] for row in found])
    wanted = missing(ask, tails.values())
    if wanted is None:
        return await _beyond(conn, store, ask)
    rows = await conn.fetch(_PAST, wanted.tail.origin, wanted.after, EVENTS_MAX)
    facts = fitting(early.fact(row) for row in rows)
    return PastRange(
        current=ask.current,
        origin=wanted.tail.origin,
        first=wanted.after + 1,
        safe=wanted.tail.forgettable,
        events=facts,
        contacts=await _contacts(conn, store, named(facts)),
        left=wanted.left - len(facts),
    )


async def _beyond(conn: Conn, store: str, ask: PullPast) -> PastRange:
    """What was told early and stands in no log; after that who was forgotten."""
    standing = await early.standing(conn, store, ask)
    if not standing:
        return PastRange(current=ask.current, contacts=await _forgotten(conn, store, ask.erased))
    facts = fitting(standing)
    return PastRange(
        current=ask.current,
        events=facts,
        contacts=await _contacts(conn, store, named(facts)),
        left=len(standing) - len(facts),
    )


def fitting(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """As many as one message holds; the first always."""
    held: list[Fact] = []
    size = 0
    for fact in facts:
        size += len(bytes(fact.body))
        if held and (size > BATCH_BYTES or len(held) == EVENTS_MAX):
            break
        held.append(fact)
    return tuple(held)


def named(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Contacts that these events name; one that stands in the log unread, as a dead letter, names none."""
    found: dict[str, None] = {}
    for fact in facts:
        if fact.kind in NAMES_CONTACT:
            with suppress(msgspec.MsgspecError):
                found[msgspec.json.decode(fact.body, type=_Named).contact_id] = None
    return tuple(found)


async def _forgotten(conn: Conn, store: str, known: int) -> tuple[Contact, ...]:
    """The erased people of a store, when a box does not know of them all."""
    rows = await conn.fetch(
        """
        select contact_id, version from contact where store = $1 and erased
        order by contact_id desc limit $2
        """,
        store,
        FORGOTTEN_MAX,
    )
    if len(rows) == known:
        return ()
    return tuple(Contact(contact_id=row["contact_id"], version=row["version"], erased=True) for row in rows)


async def _contacts(conn: Conn, store: str, ids: Sequence[str]) -> tuple[Contact, ...]:
    rows = await conn.fetch(
        """
        select contact_id, version, name, phone, address, erased from contact
        where store = $1 and contact_id = any($2::text[])
        """,
        store,
        list(ids),
    )
    return tuple(msgspec.convert(dict(row), Contact) for row in rows)
