"""All queued batches in one transaction: judge, insert, apply what is new, bury what cannot be, move the
cursors.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from edge.errors import SyncError, Unfit
from sync.hub import early, logs
from sync.hub.allocation import rules
from sync.hub.database import UNFIT
from sync.hub.facts import Fact, Unreadable, gather, read
from sync.hub.ports import Arrival, Ingested, StockPush, Verdict
from sync.hub.read_models import (
    answers,
    contacts,
    fulfilment,
    members,
    orders,
    payments,
    returned,
    steps,
    stock,
    transfers,
)
from sync.log.down_hub import pushes
from sync.log.up_hub import Row, Tail, Taken, acknowledged, foretold, judge
from sync.wire import Ack, Ahead, Nack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.domain.contact import Contact
    from edge.domain.member import MemberKeys
    from sync.hub.database import Conn, Database
    from sync.log.down_hub import FeedRow
    from sync.ports import Clock

LOG = logging.getLogger(__name__)
FENCED_MAX = 3  # times another writer may be faster


class Fenced(Exception):
    """Another writer moved a cursor first."""


class Judged:
    """What a run of arrivals comes to, before anything is written."""

    def __init__(self, known: dict[str, Tail], arrivals: Sequence[Arrival], gen: str) -> None:
        self.before = known
        self.after = dict(known)
        self.rows: list[Row] = []
        self.early: list[Row] = []
        self.contacts: dict[tuple[str, str], Contact] = {}
        self.spoke: dict[str, str] = {}
        self.nacks: dict[tuple[str, str], Nack] = {}
        for arrival in arrivals:
            self._judge(arrival, gen)

    def _judge(self, arrival: Arrival, gen: str) -> None:
        batch, store = arrival.batch, arrival.store
        if isinstance(batch, Ahead):
            if rows := foretold(self.after.get(batch.origin), store, batch):
                self.early.extend(rows)
                self._contacts(arrival)
            return
        found = judge(self.after.get(batch.origin), store, batch, gen)
        if isinstance(found, Nack):
            self.nacks[store, batch.origin] = found
            return
        self.nacks.pop((store, batch.origin), None)
        self._take(found, arrival)

    def _take(self, taken: Taken, arrival: Arrival) -> None:
        self.rows.extend(taken.rows)
        self.after[taken.tail.origin] = taken.tail
        self.spoke[taken.tail.origin] = arrival.store
        self._contacts(arrival)

    def _contacts(self, arrival: Arrival) -> None:
        for contact in arrival.batch.contacts:
            key = (arrival.store, contact.contact_id)
            self.contacts[key] = contacts.latest(self.contacts, arrival.store, contact)

    @property
    def moved(self) -> list[tuple[Tail, Tail]]:
        pairs = [(self.before[origin], self.after[origin]) for origin in sorted(self.spoke)]
        return [(before, after) for before, after in pairs if after.acked != before.acked]

    def verdicts(self, gen: str, dead: Sequence[tuple[Row, str]]) -> tuple[Verdict, ...]:
        """A nack where the last word of a log was refused, else one cumulative ack."""
        found: list[Verdict] = []
        for origin, store in self.spoke.items():
            if (store, origin) not in self.nacks:
                buried = tuple(row.seq for row, _ in dead if row.origin == origin)
                tail = self.after[origin]
                ack: Ack = acknowledged(tail, gen, buried)
                found.append(Verdict(store=store, answer=ack))
        found.extend(Verdict(store=store, answer=nack) for (store, _), nack in self.nacks.items())
        return tuple(found)


class Ingest:
    """Writes what arrives. Fenced by the cursors: two writers of one log cannot both commit. An arrival that
    no database can hold is passed over without an answer, and holds up nobody else's.
    """

    def __init__(self, database: Database, clock: Clock, keys: MemberKeys | None = None) -> None:
        self._db, self._clock, self._keys = database, clock, keys

    async def __call__(self, arrivals: Sequence[Arrival]) -> Ingested:
        try:
            return await self._unless_fenced(arrivals)
        except Unfit as error:
            if len(arrivals) == 1:
                LOG.warning("a message of %s was passed over: %s", arrivals[0].store, error)
                return Ingested(verdicts=(), unfit=1)
        middle = len(arrivals) // 2
        one, other = await self(arrivals[:middle]), await self(arrivals[middle:])
        return Ingested(
            verdicts=one.verdicts + other.verdicts,
            moved=one.moved + other.moved,
            unfit=one.unfit + other.unfit,
        )

    async def _unless_fenced(self, arrivals: Sequence[Arrival]) -> Ingested:
        for _ in range(FENCED_MAX):
            try:
                return await self._once(arrivals)
            except Fenced:
                continue
        raise SyncError("other writers take in the same logs")

    async def _once(self, arrivals: Sequence[Arrival]) -> Ingested:
        now_ms, gen = self._clock.now_ms(), self._db.gen
        async with self._db.transaction() as conn:
            known = await logs.tails(conn, {arrival.batch.origin for arrival in arrivals})
            judged = Judged(known, arrivals, gen)
            if not await logs.advance(conn, judged.moved, now_ms):
                raise Fenced
            new = await logs.keep(conn, judged.rows, now_ms)
            await contacts.apply(conn, judged.contacts)
            due = await early.not_yet_told(conn, new)
            told = await early.note(conn, judged.early, now_ms)
            touched, dead = await applied(conn, [*due, *told], self._keys, now_ms)
            dead = await early.taken_back(conn, told, dead)
            await logs.bury(conn, dead)
            moves = await stock.told(conn, touched)
        return Ingested(verdicts=judged.verdicts(gen, dead), moved=stock_pushes(gen, moves))


def stock_pushes(gen: str, moves: Mapping[str, Sequence[FeedRow]]) -> tuple[StockPush, ...]:
    """What neighbours are told of each store's stock."""
    return tuple(
        StockPush(store=store, push=push)
        for store, rows in moves.items()
        for push in pushes("elsewhere", gen, rows[0].pos - 1, rows)
    )


async def applied(
    conn: Conn, rows: Sequence[Row], keys: MemberKeys | None, now_ms: int
) -> tuple[set[tuple[str, str]], list[tuple[Row, str]]]:
    """Apply entries; returns (store, sku) touched and the entries that could not be, with their
    reasons.
    """
    facts: list[Fact] = []
    dead: list[tuple[Row, str]] = []
    for row in rows:
        try:
            facts.append(read(row))
        except Unreadable as reason:
            dead.append((row, str(reason)))
    touched = await _bisect(conn, facts, keys, now_ms, dead)
    return touched, dead


async def _bisect(
    conn: Conn, facts: Sequence[Fact], keys: MemberKeys | None, now_ms: int, dead: list[tuple[Row, str]]
) -> set[tuple[str, str]]:
    """Apply all or, halving under savepoints, all but the culprits."""
    if not facts:
        return set()
    try:
        async with conn.transaction():
            return await _changes(conn, facts, keys, now_ms)
    except UNFIT as error:
        if len(facts) == 1:
            dead.append((facts[0].row, f"{type(error).__name__}: {error}"))
            return set()
    middle = len(facts) // 2
    touched = await _bisect(conn, facts[:middle], keys, now_ms, dead)
    return touched | await _bisect(conn, facts[middle:], keys, now_ms, dead)


async def _changes(
    conn: Conn, facts: Sequence[Fact], keys: MemberKeys | None, now_ms: int
) -> set[tuple[str, str]]:
    changes = gather(facts)
    told = await transfers.apply(conn, changes.transfers)
    news, owed = await orders.apply(conn, changes.orders)
    heard = msgspec.structs.replace(changes, orders=news)
    touched = owed | await fulfilment.apply(conn, heard, told, now_ms)
    await steps.apply(conn, changes.steps)
    await payments.apply(conn, changes.payments)
    await returned.apply(conn, changes.returns)
    await stock.allocate(conn, touched, now_ms)
    moved = await stock.apply_movements(conn, changes.movements, now_ms)
    await answers.apply(conn, changes.answers)
    await members.apply(conn, changes, keys, now_ms)
    await fulfilment.restock(conn, rules.come_in(changes))
    return touched | moved
