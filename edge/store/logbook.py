"""The log: appended in the transaction it tells of, chained, pruned only up to what the centre has safe,
and money only past its legal age.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from edge.domain.ids import tick
from edge.domain.logbook import ANSWERS_LONGER_MS, Entry, Origin, link
from edge.domain.message import Event
from edge.store.database import Connection

_AGED = (  # what the log tells of in full, and nobody asks for any more
    ("outcome", "scope, key", "at_ms<?"),
    ("effect", "effect_id", "state in ('done','missed','unknown') and due_ms<?"),
    ("car", "car_id", "at_ms<?"),
    ("answered", "command_id", f"at_ms<?-{ANSWERS_LONGER_MS}"),
)
_encode = msgspec.json.Encoder().encode


Mark = tuple[int, str, int, str]


class Logbook:
    """Implements `edge.app.uow.Logbook`, and appends. `seq`, `chain` and `hlc` are the file's, read once."""

    def __init__(self, connection: Connection, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._new_id = new_id
        self.current = ""
        self.seq = 0
        self._chain = ""
        self._hlc = 0
        self._written = "", 0

    def load(self) -> None:
        """From the file, at the start and after a failed transaction; the first time makes the origin."""
        last = self._connection.execute("select value from meta where key='hlc'").fetchone()
        self._hlc = int(last[0]) if last else 0  # goes on after a restore
        row = self._connection.execute("select origin, max_seq, chain from origin where current=1").fetchone()
        if row is None:
            self._begin()
            return
        self.current, self.seq, self._chain = row
        self._written = self.current, self.seq

    def mark(self) -> Mark:
        return self.seq, self._chain, self._hlc, self.current

    def back_to(self, mark: Mark) -> None:
        """What a savepoint that was rolled back had appended never was."""
        self.seq, self._chain, self._hlc, self.current = mark

    def append(self, event: Event, *, now_ms: int) -> None:
        self._hlc = tick(self._hlc, now_ms)
        entry = Entry(
            seq=0,
            event_id=self._new_id(),
            at_ms=now_ms,
            hlc=self._hlc,
            kind=type(event).__name__,
            body=_encode(event),
            chain="",
        )
        self.retell(entry)

    def retell(self, entry: Entry) -> None:
        """Append under the entry's own id and clock."""
        self.seq += 1
        self._chain = link(self._chain, entry.body)
        self._hlc = max(self._hlc, entry.hlc)
        self._connection.execute(
            "insert into log values (?,?,?,?,?,?,?,?)",
            (
                self.current,
                self.seq,
                entry.event_id,
                entry.at_ms,
                entry.hlc,
                entry.kind,
                entry.body,
                self._chain,
            ),
        )

    def close_batch(self) -> bool:
        """Write the heads once for the whole transaction; True when the log grew."""
        if (self.current, self.seq) == self._written:
            return False
        self._connection.execute(
            "update origin set max_seq=?, chain=? where origin=?", (self.seq, self._chain, self.current)
        )
        self._connection.execute("insert or replace into meta values ('hlc', ?)", (str(self._hlc),))
        self._written = self.current, self.seq
        return True

    def origin(self, origin: str) -> Origin | None:
        row = self._connection.execute(
            "select first_seq, max_seq, chain, acked, safe, current from origin where origin=?", (origin,)
        ).fetchone()
        if row is None:
            return None
        here = origin == self.current
        return Origin(
            origin=origin,
            first_seq=row[0],
            max_seq=self.seq if here else row[1],
            chain=self._chain if here else row[2],
            acked=row[3],
            safe=row[4],
            current=bool(row[5]),
        )

    def put_acked(self, origin: Origin, *, at_ms: int) -> None:
        self._connection.execute(
            "update origin set acked=?, safe=?, acked_ms=? where origin=?",
            (origin.acked, origin.safe, at_ms, origin.origin),
        )

    def prune(self, *, before_ms: int, money: Sequence[str], money_before_ms: int, limit: int) -> None:
        """The newest safe entry stays: the anchor of the chain."""
        for origin, first, safe in self._connection.execute(
            "select origin, first_seq, safe from origin"
        ).fetchall():
            end = self._old_until(origin, 0, first, before_ms=money_before_ms, limit=limit)
            self._connection.execute("delete from log where origin=? and seq<?", (origin, end))
            end = self._old_until(origin, first, safe, before_ms=before_ms, limit=limit)
            if end == first:
                continue
            marks = ",".join("?" * len(money))
            self._connection.execute(
                f"delete from log where origin=? and seq>=? and seq<? and kind not in ({marks})",  # noqa: S608 - marks only
                (origin, first, end, *money),
            )
            self._connection.execute("update origin set first_seq=? where origin=?", (end, origin))

    def _old_until(self, origin: str, first: int, below: int, *, before_ms: int, limit: int) -> int:
        """All from `first` to before this one are older than `before_ms`; the first younger one ends it."""
        end = first
        for seq, at_ms in self._connection.execute(
            "select seq, at_ms from log where origin=? and seq>=? and seq<? order by seq limit ?",
            (origin, first, below, limit),
        ):
            if at_ms >= before_ms:
                break
            end = seq + 1
        return end

    def forget_finished(self, *, before_ms: int, limit: int) -> None:
        for table, key, aged in _AGED:
            self._connection.execute(
                f"delete from {table} where ({key}) in (select {key} from {table} where {aged} limit ?)",  # noqa: S608
                (before_ms, limit),
            )

    def leave(self, former: Origin, after: int) -> int:
        """One transaction, however long the rest is: a fork is rare, and half of it would be worse."""
        rest = self._connection.execute(
            "delete from log where origin=? and seq>? returning seq, event_id, at_ms, hlc, kind, body",
            (former.origin, after),
        ).fetchall()
        anchor = self._connection.execute(
            "select chain from log where origin=? and seq=?", (former.origin, after)
        ).fetchone()
        self._connection.execute(
            "update origin set max_seq=?1, chain=?2, acked=min(acked, ?1), safe=min(safe, ?1), "
            "first_seq=min(first_seq, ?1 + 1), current=0 where origin=?3",
            (after, anchor[0] if anchor else "", former.origin),
        )
        if former.origin == self.current:
            self._begin()
        for seq, event_id, at_ms, hlc, kind, body in sorted(rest):
            self.retell(
                Entry(seq=seq, event_id=event_id, at_ms=at_ms, hlc=hlc, kind=kind, body=body, chain="")
            )
        return len(rest)

    def knows(self, event_id: str) -> bool:
        found = self._connection.execute("select 1 from log where event_id=?", (event_id,)).fetchone()
        return found is not None

    def put_past(self, origin: str, seq: int) -> None:
        self._connection.execute("insert or replace into past values (?,?)", (origin, seq))

    def _begin(self) -> None:
        self.current, self.seq, self._chain = self._new_id(), 0, ""
        self._written = self.current, 0
        self._connection.execute("insert into origin values (?,1,0,'',0,0,0,1)", (self.current,))
