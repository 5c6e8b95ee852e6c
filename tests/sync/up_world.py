"""One store, one centre and one network in virtual time, one seed deciding every fault of a log's upload."""

import copy
import itertools
import random

import msgspec

from edge.domain.contact import ContactKept
from edge.domain.logbook import LeaveOrigin, RecordAck
from sync import wire
from sync.log.batch import batch
from sync.log.up_hub import Tail, Taken, acknowledged, judge, welcomed
from sync.log.up_store import WINDOW, UpStore
from sync.wire import Ack, Batch, Hello, Nack, Welcome
from tests.sync.clock import SetClock
from tests.sync.shop import Log
from tests.sync.weather import Net, Weather

CALM_S = 3_600.0  # within this much calm time everything has to have arrived


class HubEnd:
    """The centre's end over a durable copy of what it committed; a crash loses what was not, or the
    answer.
    """

    def __init__(self, world: "World") -> None:
        self.world = world
        self.gen = "gen-0"
        self.tail: Tail | None = None
        self.bodies: list[bytes] = []
        self.chains: list[str] = []

    def hear(self, payload: bytes) -> None:
        world = self.world
        said = wire.decode(wire.SAID, payload)
        if world.crashes():
            return  # died before the commit
        assert not isinstance(said, wire.Ahead)
        answer = self._hello(said) if isinstance(said, Hello) else self._batch(said)
        if not world.crashes():  # or after it, before the answer
            world.net.send(world.store_hears, wire.encode(answer))

    def _hello(self, hello: Hello) -> Welcome:
        self.tail = self.tail or Tail(origin=hello.origin, store="s001")
        known = self.chains[hello.max_seq - 1] if 0 < hello.max_seq <= len(self.chains) else ""
        return welcomed(self.tail, hello, self.gen, known)

    def _batch(self, said: Batch) -> Ack | Nack:
        found = judge(self.tail, "s001", said, self.gen)
        if isinstance(found, Nack):
            return found
        assert isinstance(found, Taken)
        assert [row.seq for row in found.rows] == list(
            range(len(self.bodies) + 1, len(self.bodies) + 1 + len(found.rows))
        )
        self.bodies += [row.body for row in found.rows]
        self.chains += [row.chain for row in found.rows]
        self.tail = msgspec.structs.replace(found.tail, safe=found.tail.acked)
        return acknowledged(self.tail, self.gen)


class World:
    """One store, one centre, one network."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self.weather = Weather(self.chance)
        self.net = Net(self.chance, self.weather)
        self.clock = SetClock()
        self.log = Log("origin-1")
        self.hub = HubEnd(self)
        self.backups: list[tuple[Tail | None, list[bytes], list[str]]] = []
        self.restored = 0
        self._turns = itertools.count()
        self.store = self._store()

    def crashes(self) -> bool:
        return self.chance.random() < self.weather.crash

    def _store(self) -> UpStore:
        run = next(self._turns)
        turns = itertools.count()
        return UpStore(self.log.origin, store="s001", box="b1", turns=lambda: f"{run}.{next(turns)}")

    def store_hears(self, payload: bytes) -> None:
        answer = wire.decode(wire.ANSWER, payload)
        now_s = self.net.now_s
        if not isinstance(answer, Welcome):
            self._record(self.store.heard(answer, now_s))
        elif self.store.answers(answer):
            chain = self.log.chain_at(answer.acked)
            word = self.store.welcome(answer, origin=self.log.origin, chain_here=chain, now_s=now_s)
            assert not isinstance(word, LeaveOrigin)
            self._record(word)

    def _record(self, ack: RecordAck | None) -> None:
        """Written a moment later, or lost in a crash before."""
        if ack is None:
            return
        if self.crashes():
            self.store = self._store()
            return
        assert ack.rewound or ack.acked >= self.log.origin.acked
        assert ack.safe <= ack.acked <= self.log.origin.max_seq
        self.log.origin = msgspec.structs.replace(self.log.origin, acked=ack.acked, safe=ack.safe)

    def drive(self) -> None:
        """What the shell does between messages."""
        now_s = self.net.now_s
        self.store.tick(now_s)
        if (hello := self.store.hello(self.log.origin, now_s)) is not None:
            self.net.send(self.hub.hear, wire.encode(hello))
        while (span := self.store.wanted()) is not None:
            limit = min(span.limit, self.chance.choice([1, 3, 500]))
            entries = self.log.after(span.after, limit, span.max_bytes)
            self.store.sent(entries, now_s)
            if entries:
                self.net.send(self.hub.hear, wire.encode(batch("origin-1", entries)))
        assert len(self.store._way) <= WINDOW

    def check(self) -> None:
        """After every step: the centre has the beginning of the log, and the store believes no more than
        that.
        """
        have = len(self.hub.bodies)
        assert [entry.body for entry in self.log.entries[:have]] == self.hub.bodies
        if not self.restored:
            assert self.log.origin.acked <= have

    def append(self, count: int) -> None:
        for _ in range(count):
            self.log.append(ContactKept(contact_id="c", version=len(self.log.entries)), self.clock)
        self.store.appended()

    def step(self) -> None:
        roll = self.chance.random()
        if roll < 0.15:
            self.append(self.chance.choice([1, 1, 2, 40]))
        elif roll < 0.15 + self.weather.crash:
            self.store = self._store()
        elif roll < 0.17 + self.weather.crash:
            self.backups.append((self.hub.tail, copy.copy(self.hub.bodies), copy.copy(self.hub.chains)))
        elif roll < 0.175 + self.weather.crash and self.backups and self.weather.crash:
            self.hub.tail, self.hub.bodies, self.hub.chains = self.chance.choice(self.backups)
            self.hub.bodies, self.hub.chains = list(self.hub.bodies), list(self.hub.chains)
            self.restored += 1
            self.hub.gen = f"gen-{self.restored}"
        due_s = self.store.deadline_s()
        until_s = min(self.net.next_s, self.net.now_s + self.chance.choice([0.001, 0.1, 3.0]))
        if due_s is not None:
            until_s = min(until_s, max(due_s, self.net.now_s))
        self.net.step(until_s)
        self.drive()
        self.check()

    def settle(self) -> None:
        """Calm weather until everything has arrived and is known to have."""
        self.weather.clear()
        end_s = self.net.now_s + CALM_S
        while self.log.origin.acked < self.log.origin.max_seq or not self.store.idle:
            assert self.net.now_s < end_s, "the log does not drain"
            due_s = self.store.deadline_s()
            until_s = min(self.net.next_s, end_s if due_s is None else max(due_s, self.net.now_s))
            self.net.step(until_s)
            self.drive()
            self.check()
