"""Dead letters in PostgreSQL: what they hold, trying one again, letting one go. None is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.errors import Rejected
from sync.hub.desk import REASON_MAX, DeadLetter, Letter, LetterCounts, LetterState
from sync.hub.ingest import applied
from sync.hub.read_models import stock
from sync.log.up_hub import Row

if TYPE_CHECKING:
    from edge.domain.member import MemberKeys
    from sync.hub.database import Conn

LIMIT_MAX = 500
BODY_SHOWN = 64 * 1024
_DECIDED = """
update dead_letter set state = $3, reason = $4, tries = tries + $5, decided_by = $6, decided_ms = $7, why = $8
where origin = $1 and seq = $2 returning *
"""


async def rows(conn: Conn, *, decided: bool | None, limit: int) -> tuple[DeadLetter, ...]:
    """Those that wait for a decision first, each kind newest first."""
    found = await conn.fetch(
        "select * from dead_letter where $1::boolean is null or (state <> 'waiting') = $1 "
        "order by state <> 'waiting', at_ms desc, origin, seq limit $2",
        decided,
        min(limit, LIMIT_MAX),
    )
    return tuple(msgspec.convert(dict(record), DeadLetter) for record in found)


async def counts(conn: Conn) -> LetterCounts:
    (found,) = await conn.fetch(
        "select count(*) filter (where state = 'waiting') as waiting, "
        "count(*) filter (where state <> 'waiting') as decided from dead_letter"
    )
    return msgspec.convert(dict(found), LetterCounts)


async def look(conn: Conn, origin: str, seq: int) -> Letter:
    """`Rejected('no_letter')` where there is none."""
    letter = await _letter(conn, origin, seq)
    body = await conn.fetchval("select body from log where origin = $1 and seq = $2", origin, seq)
    return Letter(letter=letter, body=shown(body or b""))


async def retry(
    conn: Conn, origin: str, seq: int, keys: MemberKeys | None, *, by: str, now_ms: int
) -> DeadLetter:
    """Apply it as if it came now; the letter afterwards, applied or with its reason anew."""
    letter = waiting(await _letter(conn, origin, seq, lock=True))
    record = await conn.fetchrow(
        "select origin, seq, store, event_id, at_ms, hlc, kind, body, chain from log "
        "where origin = $1 and seq = $2",
        origin,
        seq,
    )
    if record is None:
        raise Rejected("no_letter", origin=origin, seq=seq)
    touched, dead = await applied(conn, [Row(**dict(record))], keys, now_ms)
    await stock.note_untold(conn, touched)
    reason = dead[0][1].replace("\0", "") if dead else letter.reason
    state: LetterState = "waiting" if dead else "applied"
    return await _decide(conn, letter, state, reason, tries=1, by=by, now_ms=now_ms)


async def drop(conn: Conn, origin: str, seq: int, *, why: str, by: str, now_ms: int) -> DeadLetter:
    """Let it go; its entry stays in the log and the letter stands here with the reason."""
    letter = waiting(await _letter(conn, origin, seq, lock=True))
    return await _decide(conn, letter, "dropped", letter.reason, by=by, now_ms=now_ms, why=why)


def waiting(letter: DeadLetter) -> DeadLetter:
    """The letter, if nobody decided about it yet; else `Rejected('letter_state')`."""
    if letter.state != "waiting":
        raise Rejected("letter_state", state=letter.state)
    return letter


def reasoned(why: str) -> str:
    """A reason that says something; else `Rejected('reason')`."""
    clean = why.strip()
    if not 0 < len(clean) <= REASON_MAX or not clean.isprintable():
        raise Rejected("reason", most=REASON_MAX)
    return clean


def shown(body: bytes) -> str:
    """An entry's body as text, cut where it is too long to look at."""
    return body[:BODY_SHOWN].decode("utf-8", "replace").replace("\0", "\ufffd")


async def _letter(conn: Conn, origin: str, seq: int, *, lock: bool = False) -> DeadLetter:
    record = await conn.fetchrow(
        f"select * from dead_letter where origin = $1 and seq = $2{' for update' if lock else ''}",  # noqa: S608
        origin,
        seq,
    )
    if record is None:
        raise Rejected("no_letter", origin=origin, seq=seq)
    return msgspec.convert(dict(record), DeadLetter)


async def _decide(
    conn: Conn,
    letter: DeadLetter,
    state: LetterState,
    reason: str,
    *,
    by: str,
    now_ms: int,
    tries: int = 0,
    why: str = "",
) -> DeadLetter:
    (record,) = await conn.fetch(_DECIDED, letter.origin, letter.seq, state, reason, tries, by, now_ms, why)
    return msgspec.convert(dict(record), DeadLetter)
