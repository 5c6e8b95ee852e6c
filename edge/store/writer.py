"""One transaction for a batch of commands: all of it, or each alone once, or none."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec

from edge.app.batch import Committed, Envelope, Result
from edge.app.context import Context, Shop
from edge.app.ports import Clock
from edge.app.routing import LOGGED, decide
from edge.domain.contact import ContactErased
from edge.domain.logbook import LeaveOrigin
from edge.domain.member import MemberErased
from edge.domain.message import Actor, Event
from edge.errors import Rejected, StoreError
from edge.store.database import Connection, copy_to, emptied, open_writer
from edge.store.high_water import HighWater, older
from edge.store.logbook import Logbook
from edge.store.read_log import origins
from edge.store.room import Room, is_full
from edge.store.uow import SqlUow

HASH_BYTES = 16
ERASED = (MemberErased, ContactErased)
STARTING = Actor(role="system", place="start", channel="cli")
_encode = msgspec.json.Encoder().encode


def _all(kind: type[Event]) -> list[type[Event]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *_all(sub))]


_events: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[reduce(or_, _all(Event))])  # type: ignore[misc]


class SqlWriter:
    """Implements `edge.app.batch.Writer`. Not thread-safe: the bus's one thread calls it."""

    def __init__(
        self,
        connection: Connection,
        *,
        shop: Shop,
        clock: Clock,
        errors: tuple[type[Exception], ...] = (sqlite3.Error,),
        give_up_reserve: Callable[[], bool] = lambda: False,
    ) -> None:
        self._connection = connection
        self._shop = shop
        self._clock = clock
        self._errors = errors
        self._give_up_reserve = give_up_reserve
        self._logbook = Logbook(connection, clock.new_id)
        self.transactions = 0  # committed; each is one sync of the WAL
        self._to_wipe = False
        self._reload()

    @property
    def seq(self) -> int:
        return self._logbook.seq

    def apply(self, batch: Sequence[Envelope], *, budget_s: float) -> Sequence[Result]:
        try:
            return self._transaction(batch, budget_s)
        except self._errors as error:
            self._roll_back()
            if is_full(error) and self._give_up_reserve():
                return self.apply(batch, budget_s=budget_s)
        return [self._alone(envelope) for envelope in batch]

    def _alone(self, envelope: Envelope) -> Result:
        try:
            return self._transaction((envelope,), 0)[0]
        except self._errors as error:
            self._roll_back()
            cure = "; make room on its disk" if is_full(error) else ""
            return StoreError(f"nothing was kept: {error}{cure}")

    def _transaction(self, batch: Sequence[Envelope], budget_s: float) -> list[Result]:
        self._connection.execute("begin immediate")
        end_s = self._clock.monotonic() + budget_s
        results: list[Result] = []
        for envelope in batch:
            if results and budget_s and self._clock.monotonic() >= end_s:
                break
            results.append(self._one(envelope))
        self._logbook.close_batch()
        self._connection.execute("commit")
        self.transactions += 1
        self._wipe(results)
        return results

    def _wipe(self, results: Sequence[Result]) -> None:
        """Somebody was erased: no former page of theirs stays in the WAL. A reader or a full disk may hold it
        back; then it is tried after the next transaction. What was committed is committed all the same.
        """
        self._to_wipe = self._to_wipe or any(
            isinstance(event, ERASED)
            for result in results
            if isinstance(result, Committed)
            for event in result.events
        )
        if self._to_wipe:
            with contextlib.suppress(*self._errors):
                self._to_wipe = not emptied(self._connection)

    def _one(self, envelope: Envelope) -> Result:
        """A refusal, or a bug, undoes this command and no other."""
        mark = self._logbook.mark()
        self._connection.execute("savepoint one")
        try:
            result: Result = self._carried_out(envelope)
        except self._errors:
            raise
        except Exception as error:  # noqa: BLE001 - the caller is told, the batch goes on
            self._connection.execute("rollback to one")
            self._logbook.back_to(mark)
            result = error
        self._connection.execute("release one")
        return result

    def _carried_out(self, envelope: Envelope) -> Committed:
        scope, key = envelope.actor.scope, envelope.key
        body_hash = b""
        if key:
            body_hash = hashlib.blake2b(_encode(envelope.command), digest_size=HASH_BYTES).digest()
            known = self._connection.execute(
                "select hash, events from outcome where scope=? and key=?", (scope, key)
            ).fetchone()
            if known is not None:
                if known[0] != body_hash:
                    raise Rejected("key_reused")
                return Committed(events=tuple(_events.decode(known[1])), repeated=True)
        now_ms = self._clock.now_ms()
        ctx = Context(now_ms=now_ms, actor=envelope.actor, new_id=self._clock.new_id, shop=self._shop)
        events = decide(envelope.command, self._uow, ctx)
        for event in events:
            if type(event) in LOGGED:
                self._logbook.append(event, now_ms=now_ms)
        if key:
            self._connection.execute(
                "insert into outcome values (?,?,?,?,?)", (scope, key, body_hash, _encode(events), now_ms)
            )
        return Committed(events=events)

    def _roll_back(self) -> None:
        """Whatever SQLite left open is closed; seq, chain and clock are read again from the file."""
        with contextlib.suppress(*self._errors):  # disk full rolled everything back already
            self._connection.execute("rollback")
        self._reload()

    def _reload(self) -> None:
        try:
            self._logbook.load()
        except self._errors as error:
            raise StoreError(f"the store file cannot be read: {error}") from error
        self._uow = SqlUow(self._connection, self._logbook)


class Store:
    """The open file: its writer, and copies of it."""

    def __init__(self, path: Path, *, shop: Shop, clock: Clock, room: Room | None = None) -> None:
        self.path = path
        self.room = room or Room(path)
        self._connection = open_writer(path)
        self.writer = SqlWriter(self._connection, shop=shop, clock=clock, give_up_reserve=self.room.give_up)

    def begun_anew(self, mark: HighWater | None) -> bool:
        """Whether the file is older than the mark says; its log is left then, before anything is sold."""
        if mark is None or not older(self._connection, mark):
            return False
        current = next(origin for origin in origins(self._connection) if origin.current)
        leave = LeaveOrigin(origin=current.origin, after=current.safe)
        (result,) = self.writer.apply([Envelope(command=leave, actor=STARTING)], budget_s=0)
        if not isinstance(result, Committed):
            raise result
        return True

    def backup(self, target: Path) -> None:
        """Blocking; an online copy made by a reader of its own."""
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            copy_to(source, target)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"no backup was made: {error}") from error
        finally:
            source.close()

    def close(self) -> None:
        self._connection.close()
