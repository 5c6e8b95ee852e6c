"""The store log as the uplink reads it."""

from __future__ import annotations

from edge.app.reads import Waiting
from edge.domain.feed import Cursor
from edge.domain.logbook import Entry, Origin
from edge.domain.past import Mark, Past
from edge.store.database import Connection

_OLDEST = """
select min((select l.at_ms from log l where l.origin = o.origin and l.seq > o.acked order by l.seq limit 1))
from origin o where o.acked < o.max_seq
"""


def origins(connection: Connection) -> tuple[Origin, ...]:
    """Every incarnation of the box, the current one last."""
    rows = connection.execute(
        "select origin, first_seq, max_seq, chain, acked, safe, current from origin order by current, origin"
    )
    return tuple(
        Origin(
            origin=origin,
            first_seq=first_seq,
            max_seq=max_seq,
            chain=chain,
            acked=acked,
            safe=safe,
            current=bool(current),
        )
        for origin, first_seq, max_seq, chain, acked, safe, current in rows
    )


def entries(
    connection: Connection, origin: str, *, after: int, limit: int, max_bytes: int
) -> tuple[Entry, ...]:
    """Entries past `after` whose bodies fit `max_bytes` together; the first always, however large."""
    rows = connection.execute(
        "select seq, event_id, at_ms, hlc, kind, body, chain from log where origin = ? and seq > ? "
        "order by seq limit ?",
        (origin, after, max(0, limit)),
    )
    fitting: list[Entry] = []
    size = 0
    for seq, event_id, at_ms, hlc, kind, body, chain in rows:
        size += len(body)
        if fitting and size > max_bytes:
            break
        fitting.append(
            Entry(seq=seq, event_id=event_id, at_ms=at_ms, hlc=hlc, kind=kind, body=body, chain=chain)
        )
    return tuple(fitting)


def chain_at(connection: Connection, origin: str, seq: int) -> str:
    row = connection.execute("select chain from log where origin = ? and seq = ?", (origin, seq)).fetchone()
    return "" if row is None else str(row[0])


def past(connection: Connection) -> Past:
    """Of a former log the centre's word is known up to what it acknowledged, and to what was pulled back."""
    current = connection.execute("select origin from origin where current=1").fetchone()
    rows = connection.execute(
        "select origin, max(seq) from (select origin, seq from past union all "
        "select origin, acked from origin where current=0) group by origin order by origin"
    )
    marks = tuple(Mark(origin=origin, seq=seq) for origin, seq in rows)
    erased = connection.execute("select count(*) from contact where erased=1").fetchone()
    name = "" if current is None else str(current[0])
    return Past(origin=name, marks=marks, erased=0 if erased is None else erased[0])


def cursors(connection: Connection) -> tuple[Cursor, ...]:
    rows = connection.execute("select stream, hub_gen, pos from feed order by stream")
    return tuple(Cursor(stream=stream, hub_gen=hub_gen, pos=pos) for stream, hub_gen, pos in rows)


def waiting(connection: Connection) -> Waiting:
    """Over all origins; zeros when nothing waits, or nothing was ever acknowledged."""
    totals = connection.execute("select sum(max_seq - acked), max(acked_ms) from origin").fetchone()
    oldest = connection.execute(_OLDEST).fetchone()
    count, acked_ms = (0, 0) if totals is None else totals
    return Waiting(
        entries=count or 0, oldest_ms=0 if oldest is None else oldest[0] or 0, acked_ms=acked_ms or 0
    )
