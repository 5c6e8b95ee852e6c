"""The store log: gapless, chained, per origin; what the centre has acknowledged of it."""

from __future__ import annotations

import hashlib

import msgspec

from edge.domain.message import Command, Event

CHAIN_BYTES = 16
DAY_MS = 24 * 3_600_000
LOG_KEPT_MS = 30 * DAY_MS  # at least, though the centre has it safe
MONEY_KEPT_MS = 3 * 366 * DAY_MS  # three years, as article 31 of the E-Commerce Law asks of transactions
ANSWERS_LONGER_MS = 359 * DAY_MS  # than what is finished: a centre's backup of a year ago may ask once more
FINISHED_KEPT_MS = 7 * DAY_MS  # outcomes of keys, finished effects, cars: the log tells of what matters


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event for the centre. `body` is its JSON, `chain` hex of hash(previous chain, body)."""

    seq: int
    event_id: str
    at_ms: int
    hlc: int
    kind: str
    body: bytes
    chain: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """One incarnation of one box. From `first_seq` on its log has no gap; before it only money is kept."""

    origin: str
    first_seq: int = 1
    max_seq: int = 0
    chain: str = ""
    acked: int = 0
    safe: int = 0
    current: bool = True


class RecordAck(Command, frozen=True, kw_only=True):
    """The centre has `acked` in its database and `safe` in its backup. Never lowers unless `rewound`."""

    origin: str
    acked: int
    safe: int
    rewound: bool = False


class PruneLog(Command, frozen=True, kw_only=True):
    """Drop one bounded piece of what is safe and past its age, or of all that is safe and no money when the
    disk is full (`pressed`).
    """

    pressed: bool = False


class LeaveOrigin(Command, frozen=True, kw_only=True):
    """Another machine wrote this log too. It ends at `after`; what follows is told again in the current log
    under the same event ids, and where it was the current one a new one begins.
    """

    origin: str
    after: int


class LogAcked(Event, frozen=True, kw_only=True):
    origin: str
    acked: int
    safe: int


class OriginLeft(Event, frozen=True, kw_only=True):
    """`retold` entries of `former` stand in `origin` now."""

    origin: str
    former: str
    retold: int


def link(previous: str, body: bytes) -> str:
    """The chain hash of an entry, hex; the first entry's `previous` is ''."""
    return hashlib.blake2b(previous.encode() + b"\0" + body, digest_size=CHAIN_BYTES).hexdigest()
