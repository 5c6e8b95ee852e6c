"""The store's end of one log: announce it, keep a few batches on the way, believe only the centre's word."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

import msgspec

from edge.domain.logbook import Entry, LeaveOrigin, Origin, RecordAck
from sync.log.fork import fork
from sync.log.pace import Pace
from sync.wire import EVENTS_MAX, Ack, Answer, Hello, Nack, Welcome

WINDOW = 8  # batches on the way
BATCH_BYTES = 256 << 10  # of bodies in one batch
AHEAD_MAX = 50  # entries told before their turn at once; more wait in the log
FRUITLESS_MAX = 2  # silent time-outs before the log is announced anew
CHAINS_MAX = 64  # ends of batches by which an ack is known to speak of our own past

State = Literal["greeting", "flowing", "left"]


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Entries to read next: those after `after`."""

    after: int
    limit: int = EVENTS_MAX
    max_bytes: int = BATCH_BYTES


class _OnTheWay(msgspec.Struct, frozen=True, kw_only=True):
    last: int
    at_s: float
    again: bool


class UpStore:
    """Uploads one origin. The shell does what `hello`, `wanted` and `heard` say; `now_s` is monotonic.

    Flow: hello -> welcome -> batches, at most `WINDOW` on the way -> cumulative acks. Silence longer than
    the pace rewinds to what is acknowledged, once a time-out; silence that lasts, an unknown log, another
    `hub_gen` or an ack that cannot be ours mean a new hello. A welcome that knows another past ends this log.
    """

    def __init__(self, origin: Origin, *, store: str, box: str, turns: Callable[[], str]) -> None:
        self.origin = origin.origin
        self.current = origin.current
        self.acked = origin.acked
        self.safe = origin.safe
        self.state: State = "greeting"
        self.hub_gen = ""
        self.dead: tuple[int, ...] = ()
        self.rewinds = 0
        self._store, self._box, self._turns = store, box, turns
        self._turn = ""
        self._said_at_s: float | None = None
        self._hellos = 0
        self._sent = origin.acked
        self._farthest = origin.acked
        self._way: deque[_OnTheWay] = deque(maxlen=WINDOW)
        self._chains: dict[int, str] = {}  # bounded by CHAINS_MAX
        self._progress_at_s = 0.0
        self._fruitless = 0
        self._nacked_at = -1
        self._room = WINDOW  # batches on the way at once: fewer after a loss, one more with each that arrives
        self._more = True
        self._early = origin.max_seq
        self._pace = Pace(self.origin)
        self._greeting = Pace(self.origin)  # a welcome comes soon from a centre whose commits take long

    @property
    def idle(self) -> bool:
        """Everything read so far is acknowledged."""
        return self.state == "flowing" and not self._way and not self._more

    @property
    def silent(self) -> bool:
        """The centre left a hello unanswered."""
        return self.state == "greeting" and self._hellos > 1

    def hello(self, origin: Origin, now_s: float) -> Hello | None:
        """What to announce now, if it is time; `origin` is freshly read."""
        said_at_s = self._said_at_s
        due_s = 0.0 if said_at_s is None else said_at_s + self._greeting.timeout_s
        if self.state != "greeting" or (said_at_s is not None and now_s < due_s):
            return None
        if said_at_s is not None:
            self._greeting.silent()
        self._said_at_s = now_s
        self._hellos += 1
        self._turn = self._turns()
        return Hello(
            store=self._store,
            box=self._box,
            origin=self.origin,
            first_seq=origin.first_seq,
            max_seq=origin.max_seq,
            chain=origin.chain,
            turn=self._turn,
        )

    def answers(self, welcome: Welcome) -> bool:
        """Whether this welcome is the answer to the last hello."""
        return self.state == "greeting" and welcome.turn == self._turn

    @property
    def said_at_s(self) -> float:
        """When the last hello was said."""
        return self._said_at_s or 0.0

    def welcome(
        self, welcome: Welcome, *, origin: Origin, chain_here: str, now_s: float
    ) -> RecordAck | LeaveOrigin | None:
        """What to record. `chain_here` is the store's own chain at `welcome.acked`, '' where it has none."""
        if (after := fork(welcome, origin, chain_here)) is not None:
            self.state = "left"
            self._way.clear()
            return LeaveOrigin(origin=self.origin, after=after)
        acked = min(welcome.acked, origin.max_seq)
        safe = min(welcome.safe, acked)
        rewound = acked < self.acked
        news = rewound or (acked, safe) != (origin.acked, origin.safe)
        self.state, self.hub_gen = "flowing", welcome.hub_gen
        self._farthest = max(self._farthest, acked)
        self.acked, self.safe = acked, safe
        if self._said_at_s is not None:
            self._greeting.measured(now_s - self._said_at_s)
        self._said_at_s = None
        self._hellos = self._fruitless = 0
        self._rewind(now_s)
        if not news:
            return None
        return RecordAck(origin=self.origin, acked=acked, safe=safe, rewound=rewound)

    def meet(self, hub_gen: str) -> None:
        """The centre was heard elsewhere under this name; another than ours means that it was restored."""
        if self.state == "flowing" and hub_gen != self.hub_gen:
            self._greet()

    def appended(self) -> None:
        """The log may have grown."""
        self._more = True

    def wanted(self) -> Span | None:
        """What to read and send now, if the window has room."""
        if self.state != "flowing" or not self._more or len(self._way) >= self._room:
            return None
        self._more = False
        return Span(after=self._sent)

    def ahead(self, max_seq: int, behind: int = EVENTS_MAX) -> Span | None:
        """What was written since the last look and would wait behind more than so many entries."""
        if self.state != "flowing" or max_seq <= self._early:
            return None
        early, self._early = max(self._early, max_seq - AHEAD_MAX), max_seq
        if max_seq - self._sent <= behind:
            return None
        return Span(after=early, limit=AHEAD_MAX)

    def sent(self, entries: tuple[Entry, ...], now_s: float) -> None:
        """These entries are on their way; none means that the log has no more."""
        if not entries:
            return
        self._more = True  # until a read comes back empty
        if not self._way:
            self._progress_at_s = now_s
        last = entries[-1].seq
        self._way.append(_OnTheWay(last=last, at_s=now_s, again=last <= self._farthest))
        self._sent = last
        self._farthest = max(self._farthest, last)
        self._chains[last] = entries[-1].chain
        if len(self._chains) > CHAINS_MAX:
            del self._chains[next(iter(self._chains))]

    def heard(self, answer: Answer, now_s: float) -> RecordAck | None:
        """Take in an ack or nack (a welcome goes to `welcome`)."""
        if self.state != "flowing" or answer.origin != self.origin or isinstance(answer, Welcome):
            return None
        if answer.hub_gen != self.hub_gen:
            self._greet()
            return None
        if isinstance(answer, Nack):
            return self._nack(answer, now_s)
        return self._ack(answer, now_s)

    def covered(self, seq: int, hub_gen: str) -> RecordAck | None:
        """The centre's backup has this log up to `seq`."""
        safe = min(seq, self.acked)
        if self.state != "flowing" or hub_gen != self.hub_gen or safe <= self.safe:
            return None
        self.safe = safe
        return RecordAck(origin=self.origin, acked=self.acked, safe=safe)

    def tick(self, now_s: float) -> None:
        """Rewind when nothing moved for longer than the pace allows."""
        due_s = self._silence_s()
        if due_s is None or now_s < due_s:
            return
        self._pace.silent()
        self._room = 1
        self._fruitless += 1
        self.rewinds += 1
        if self._fruitless > FRUITLESS_MAX:
            self._greet()
        else:
            self._rewind(now_s)

    def deadline_s(self) -> float | None:
        """When to tick (or greet) next; None: only a message or an append moves this end."""
        if self.state == "greeting":
            return 0.0 if self._said_at_s is None else self._said_at_s + self._greeting.timeout_s
        return self._silence_s()

    def _silence_s(self) -> float | None:
        return self._progress_at_s + self._pace.timeout_s if self.state == "flowing" and self._way else None

    def _ack(self, ack: Ack, now_s: float) -> RecordAck | None:
        if not self._ours(ack.acked, ack.chain):
            self._greet()  # it speaks of entries that this run never sent
            return None
        if ack.acked < self.acked or (ack.acked, ack.safe) == (self.acked, self.safe):
            return None
        self._advance(ack.acked, now_s)
        self.safe = max(self.safe, min(ack.safe, ack.acked))
        if ack.dead:
            self.dead = ack.dead
        return RecordAck(origin=self.origin, acked=self.acked, safe=self.safe)

    def _ours(self, acked: int, chain: str) -> bool:
        """Whether the centre has what we sent, and not what another machine did under our log's name."""
        if acked <= self.acked:
            return True
        return acked <= self._farthest and (not chain or self._chains.get(acked) == chain)

    def _advance(self, acked: int, now_s: float) -> None:
        while self._way and self._way[0].last <= acked:
            done = self._way.popleft()
            self._room = min(WINDOW, self._room + 1)
            if not done.again:
                self._pace.measured(now_s - done.at_s)
        if acked > self.acked:
            self._progress_at_s = now_s
            self._fruitless = 0
            self._nacked_at = -1
        self.acked = acked
        self._sent = max(self._sent, acked)
        for seq in [seq for seq in self._chains if seq <= acked]:
            del self._chains[seq]

    def _nack(self, nack: Nack, now_s: float) -> RecordAck | None:
        ours = nack.acked >= self.acked and self._ours(nack.acked, nack.chain)
        if nack.reason != "gap" or not ours:
            self._greet()
            return None
        progress = nack.acked > self.acked
        self._advance(nack.acked, now_s)
        if self._nacked_at != nack.acked:  # every batch behind a gap is refused: one rewind
            self._nacked_at = nack.acked
            self._room = max(1, self._room // 2)
            self._rewind(now_s)
        return RecordAck(origin=self.origin, acked=self.acked, safe=self.safe) if progress else None

    def _rewind(self, now_s: float) -> None:
        self._way.clear()
        self._sent = self.acked
        self._more = True
        self._progress_at_s = now_s

    def _greet(self) -> None:
        self.state = "greeting"
        self._said_at_s = None
        self._way.clear()
