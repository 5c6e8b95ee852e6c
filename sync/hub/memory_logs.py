"""The stores' logs at the centre in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.errors import Rejected
from sync import topics
from sync.hub.desk import WAREHOUSE, BackupState, DeadLetter, Letter, LogRow, StoreRow
from sync.hub.ingest import Fenced
from sync.hub.letters import shown, waiting
from sync.hub.workers import LagRow
from sync.log.past import Missing, missing
from sync.log.up_hub import Row, Tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.hub.ingest import Judged
    from sync.hub.seed_row import SeedStore
    from sync.wire import Hello, PullPast


class MemoryLogs:
    """Cursors, entries and dead letters."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], Row] = {}
        self.dead: dict[tuple[str, int], DeadLetter] = {}
        self.retold: dict[tuple[str, int], Row] = {}
        self._ids: dict[str, Row] = {}
        self.early: dict[str, Row] = {}
        self._boxes: dict[str, str] = {}
        self._tails: dict[str, Tail] = {}
        self._told: dict[str, int] = {}
        self._heard_ms: dict[str, int] = {}
        self._taken_ms: dict[str, int] = {}
        self.covered: dict[str, int] = {}
        self.backup = BackupState()

    def announce(self, store: str, hello: Hello, now_ms: int) -> Tail:
        tail = self._tails.setdefault(hello.origin, Tail(origin=hello.origin, store=store))
        if tail.store != store:
            raise Rejected("foreign_log", store=store)
        self._told[hello.origin] = hello.max_seq
        self._boxes[hello.origin] = hello.box
        self._heard_ms[store] = now_ms
        return self._told_safe(tail)

    def tails(self, origins: Iterable[str]) -> dict[str, Tail]:
        known = {origin: self._tails[origin] for origin in origins if origin in self._tails}
        return {origin: self._told_safe(tail) for origin, tail in known.items()}

    def cover(self, made_ms: int) -> None:
        """A backup has all that stands here now."""
        self.covered = {origin: tail.acked for origin, tail in self._tails.items()}
        self.backup = msgspec.structs.replace(self.backup, made_ms=made_ms)

    def _told_safe(self, tail: Tail) -> Tail:
        kept = self.backup.required or self.backup.made_ms > 0
        return msgspec.structs.replace(tail, safe=self.covered.get(tail.origin, 0) if kept else None)

    def chain_at(self, origin: str, seq: int) -> str:
        row = self.rows.get((origin, seq)) or self.retold.get((origin, seq))
        return "" if row is None else row.chain

    def of(self, origin: str) -> list[Row]:
        """One log as it was told, in order, with what another log had told before."""
        told = {**self.rows, **self.retold}
        return [row for _, row in sorted(told.items()) if row.origin == origin]

    def past(self, store: str, ask: PullPast) -> tuple[Missing, list[Row]] | None:
        """What the box's other logs told beyond its marks."""
        mine = [origin for origin, box in self._boxes.items() if box == ask.box]
        tails = [tail for tail in self.tails(mine).values() if tail.store == store]
        found = missing(ask, tails)
        if found is None:
            return None
        return found, [row for row in self.of(found.tail.origin) if row.seq > found.after]

    def standing(self, store: str, ask: PullPast) -> list[Row]:
        """What the box told early and no log has brought."""
        return [
            row
            for event_id, row in sorted(self.early.items())
            if row.store == store and self._boxes[row.origin] == ask.box and event_id > ask.early
        ]

    def keep(self, judged: Judged, now_ms: int) -> list[Row]:
        """Write what is new and move the cursors; returns the new rows. `Fenced` when a cursor was moved."""
        if any(self._tails[after.origin].acked != before.acked for before, after in judged.moved):
            raise Fenced
        new = [row for row in judged.rows if row.event_id not in self._ids]
        for row in judged.rows:
            if row.event_id in self._ids:
                self.retold[row.origin, row.seq] = row
            else:
                self.rows[row.origin, row.seq] = row
                self._ids[row.event_id] = row
        for _, after in judged.moved:
            self._tails[after.origin] = after
            self._heard_ms[after.store] = now_ms
            self._taken_ms[after.origin] = now_ms
        return new

    def due(self, new: Sequence[Row], early: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """Of entries in their turn those not applied early; of early ones those heard for the first time."""
        turn = [row for row in new if self.early.pop(row.event_id, None) is None]
        told: dict[str, Row] = {}
        for row in early:
            if row.event_id not in self._ids and row.event_id not in self.early:
                told.setdefault(row.event_id, row)
        self.early |= told
        return turn, list(told.values())

    def taken_back(self, early: Sequence[Row], dead: Sequence[tuple[Row, str]]) -> list[tuple[Row, str]]:
        """What could not be applied early is buried when its turn comes; returns what is buried now."""
        hasty = {row.event_id for row in early}
        for row, _ in dead:
            self.early.pop(row.event_id, None)
        return [(row, reason) for row, reason in dead if row.event_id not in hasty]

    def bury(self, dead: Sequence[tuple[Row, str]]) -> None:
        for row, reason in dead:
            self.dead[row.origin, row.seq] = DeadLetter(
                origin=row.origin,
                seq=row.seq,
                store=row.store,
                event_id=row.event_id,
                kind=row.kind,
                reason=reason,
                at_ms=row.at_ms,
            )

    def letters(self, *, decided: bool | None = None) -> tuple[DeadLetter, ...]:
        found = [one for one in self.dead.values() if decided in (None, one.state != "waiting")]
        found.sort(key=lambda one: (one.state != "waiting", -one.at_ms, one.origin, one.seq))
        return tuple(found)

    def letter(self, origin: str, seq: int) -> Letter:
        letter = self.dead.get((origin, seq))
        if letter is None:
            raise Rejected("no_letter", origin=origin, seq=seq)
        return Letter(letter=letter, body=shown(self.rows[origin, seq].body))

    def waiting(self, origin: str, seq: int) -> Row:
        """The entry of a letter that nobody decided about yet."""
        waiting(self.letter(origin, seq).letter)
        return self.rows[origin, seq]

    def tried(
        self, origin: str, seq: int, dead: Sequence[tuple[Row, str]], *, by: str, now_ms: int
    ) -> DeadLetter:
        """The letter after one more try; `dead` holds it again where it could not be applied."""
        known = self.dead[origin, seq]
        return self.decide(
            origin,
            seq,
            state="waiting" if dead else "applied",
            reason=dead[0][1] if dead else known.reason,
            tries=known.tries + 1,
            decided_by=by,
            decided_ms=now_ms,
        )

    def decide(self, origin: str, seq: int, **fields: str | int) -> DeadLetter:
        self.dead[origin, seq] = msgspec.structs.replace(self.dead[origin, seq], **fields)
        return self.dead[origin, seq]

    def rows_of(self, store: str) -> tuple[LogRow, ...]:
        """The logs of a store; `heard_ms` is the store's."""
        return tuple(
            LogRow(
                origin=tail.origin,
                box=self._boxes[tail.origin],
                acked=tail.acked,
                told_seq=self._told[tail.origin],
                safe=self._told_safe(tail).safe,
                heard_ms=self._heard_ms[store],
            )
            for tail in sorted(self._tails.values(), key=lambda one: one.origin)
            if tail.store == store
        )

    def lag(self, store: str, row: StoreRow) -> StoreRow:
        tails = [tail for tail in self._tails.values() if tail.store == store]
        return msgspec.structs.replace(
            row,
            heard_ms=self._heard_ms.get(store, 0),
            logs=len(tails),
            acked=sum(tail.acked for tail in tails),
            waiting=sum(max(0, self._told[tail.origin] - tail.acked) for tail in tails),
            dead=sum(one.store == store and one.state == "waiting" for one in self.dead.values()),
        )

    def lags(self) -> tuple[LagRow, ...]:
        stores = {tail.store for tail in self._tails.values()}
        found = [(self.lag(store, StoreRow(store=store)), self._newest(store)) for store in stores]
        found.sort(key=lambda one: (-one[0].waiting, -one[0].heard_ms, one[0].store))
        return tuple(
            LagRow(
                store=row.store,
                shard=topics.shard(row.store),
                waiting=row.waiting,
                newest_ms=newest_ms,
                taken_ms=taken_ms,
            )
            for row, (taken_ms, newest_ms) in found
        )

    def _newest(self, store: str) -> tuple[int, int]:
        """When the newest entry of a store came, and when it was written."""
        ends = [
            (self._taken_ms[tail.origin], row.at_ms)
            for tail in self._tails.values()
            if tail.store == store and (row := self.rows.get((tail.origin, tail.acked))) is not None
        ]
        return max(ends, default=(0, 0))


def warehouses(stores: Mapping[str, SeedStore | None]) -> set[str]:
    return {name for name, known in stores.items() if known is not None and known.kind == WAREHOUSE}


def row_of(store: str, known: SeedStore | None) -> StoreRow:
    """A store as its row says it; None where it was only heard of."""
    if known is None:
        return StoreRow(store=store)
    return StoreRow(
        store=store,
        name_zh=known.name_zh,
        name_en=known.name_en,
        address=known.address,
        address_en=known.address_en,
        zone=known.zone,
    )
