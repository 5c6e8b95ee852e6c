"""Both ends of the store's lease: one box answers and owns the stock, another takes over when it is silent.

The holder believes in it a tenth shorter than the centre does, counted from when it asked; so two never hold
it at once, as long as the clocks of the centre's machines agree within that tenth.
"""

from __future__ import annotations

import msgspec

from edge.domain.lease import Lease as Word
from edge.domain.lease import RecordLease
from edge.domain.past import Backing
from sync.log.centre_time import CentreTime
from sync.log.pace import Pace
from sync.wire import Lease, Renew

LEASE_MS = 180_000
RENEW_S = 60.0
BELIEF = 0.9
LOGS_MAX = 8  # asked about in one question; the others in the next


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A store's lease as the centre keeps it; `until_ms` by the centre's clock."""

    box: str
    epoch: int
    until_ms: int


def granted(held: Held | None, box: str, now_ms: int) -> Held:
    """The lease after `box` asked for it: its own when it has it, when nobody has, or when it ran out."""
    if held is None:
        return Held(box=box, epoch=1, until_ms=now_ms + LEASE_MS)
    if held.box == box:
        return Held(box=box, epoch=held.epoch, until_ms=now_ms + LEASE_MS)
    if held.until_ms <= now_ms:
        return Held(box=box, epoch=held.epoch + 1, until_ms=now_ms + LEASE_MS)
    return held


def told(held: Held, now_ms: int, hub_gen: str, backup: Backing | None = None) -> Lease:
    for_ms = max(0, held.until_ms - now_ms)
    return Lease(box=held.box, epoch=held.epoch, for_ms=for_ms, hub_gen=hub_gen, backup=backup, now_ms=now_ms)


class LeaseStore:
    """The box's end. `now_s` is monotonic, `store` is whose box it is; `time` is told the centre's."""

    def __init__(self, box: str, store: str = "", time: CentreTime | None = None) -> None:
        self.holder = ""
        self._time = time or CentreTime()
        self._box = box
        self._until_s = 0.0
        self._next_s = 0.0
        self._asked_at_s: float | None = None
        self._pace = Pace(f"{store}.{box}")
        self._said: Word | None = None

    def mine(self, now_s: float) -> bool:
        return self.holder == self._box and now_s < self._until_s

    def due(self, now_s: float, logs: tuple[str, ...] = ()) -> Renew | None:
        """Asked in time, and again when no answer came; `logs` are asked about beside it."""
        if now_s < self._due_s():
            return None
        if self._asked_at_s is not None:
            self._pace.silent()
        self._asked_at_s = now_s
        return Renew(box=self._box, logs=logs[:LOGS_MAX])

    def deadline_s(self) -> float:
        return self._due_s()

    def heard(self, lease: Lease, now_s: float, asked_at_s: float | None = None) -> RecordLease | None:
        """`asked_at_s`: of a lease that came with a welcome, when the hello was said."""
        asked_s = self._asked_at_s if asked_at_s is None else asked_at_s
        if asked_s is None:
            return None  # an answer to nobody's question
        self._pace.measured(now_s - asked_s)
        self._time.heard(lease.now_ms, asked_s=asked_s, heard_s=now_s)
        self._asked_at_s = None
        self.holder = lease.box
        self._until_s = asked_s + BELIEF * lease.for_ms / 1000
        self._next_s = now_s + RENEW_S
        word = Word(box=lease.box, epoch=lease.epoch, mine=lease.box == self._box)
        if word == self._said:
            return None
        self._said = word
        return RecordLease(lease=word)

    def _due_s(self) -> float:
        return self._next_s if self._asked_at_s is None else self._asked_at_s + self._pace.timeout_s
