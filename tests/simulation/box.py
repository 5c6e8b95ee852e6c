"""One box of a store: its file with the real rules in it, and the store's ends of the protocol over it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import msgspec

from edge.app.batch import Committed, Envelope
from edge.domain.feed import Cursor, Stream
from edge.domain.logbook import Entry, LeaveOrigin, Origin
from edge.domain.message import Command, Event
from edge.errors import Rejected
from edge.runtime.clock import ManualClock
from edge.store import high_water, read_log, read_people
from edge.store.high_water import HighWater
from edge.store.writer import STARTING, SqlWriter
from sync import wire
from sync.log.batch import batch, early
from sync.log.down_store import DownStream
from sync.log.lease import LeaseStore
from sync.log.past import PastStore
from sync.log.up_store import UpStore
from sync.question import Found
from tests.app.shop import WORDS
from tests.simulation.disk import CENTRE, opened

if TYPE_CHECKING:
    from tests.simulation.world import World

STORE: Final = "s001"
STREAMS: Final[tuple[Stream, ...]] = ("catalog", "price", "command")


class Box:
    """`known` is how far each log of the file has been told to the watch."""

    def __init__(self, world: World, name: str, disk: bytes, *, seed: int) -> None:
        self.world = world
        self.name = name
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self.clock = ManualClock(seed=seed)
        self.mark: HighWater | None = None
        self.put_in(disk)

    def put_in(self, disk: bytes, *, restored: bool = False) -> None:
        """The process ends, another file is put in its place, and the process starts."""
        self.db = opened(disk)
        self.known: dict[str, int] = {}
        if restored:  # as `store-edge restore` does it
            self.db.execute("update origin set current=0")
            self.mark = None
        self.start()
        if self.mark is not None and high_water.older(self.db, self.mark):
            current = next(origin for origin in self.origins() if origin.current)
            self.act(LeaveOrigin(origin=current.origin, after=current.safe), STARTING)
            self.connect()

    def start(self) -> None:
        self.writer: SqlWriter = self.world.kit.writer(self.db, shop=WORDS, clock=self.clock)
        self.tell_watch()
        self.connect()

    def connect(self) -> None:
        """A new link: every conversation begins again from the file."""
        self.ends: dict[str, UpStore] = {}
        self.open_ends()
        self.lease = LeaseStore(self.name)
        self.answers = False
        self.past = PastStore(read_log.past(self.db), box=self.name)
        held = {cursor.stream: cursor for cursor in read_log.cursors(self.db)}
        self.streams = {
            stream: DownStream(
                held.get(stream, Cursor(stream=stream)), store=STORE, box=self.name, names=self.clock.new_id
            )
            for stream in STREAMS
        }
        for head in self.world.retained.values():
            self.world.net.send(self.hear_down, wire.encode(head))

    def open_ends(self) -> None:
        self.ends = {name: end for name, end in self.ends.items() if end.state != "left"}
        for origin in self.origins():
            if origin.origin not in self.ends and (origin.current or origin.safe < origin.max_seq):
                self.ends[origin.origin] = self.world.kit.up(
                    origin, store=STORE, box=self.name, turns=self.clock.new_id
                )

    def cursor(self, stream: Stream) -> Cursor:
        held = {cursor.stream: cursor for cursor in read_log.cursors(self.db)}
        return held.get(stream, Cursor(stream=stream))

    def origins(self) -> tuple[Origin, ...]:
        return read_log.origins(self.db)

    def act(self, command: Command, actor: object) -> tuple[Event, ...]:
        """One command in its transaction; `Rejected` is raised."""
        envelope = Envelope(command=command, actor=actor)  # type: ignore[arg-type]
        (result,) = self.writer.apply([envelope], budget_s=0)
        if not isinstance(result, Committed):
            raise result
        self.tell_watch()
        for end in self.ends.values():
            end.appended()
        return result.events

    def tell_watch(self) -> None:
        """What was committed since the last time, in the order of the log."""
        current = self.writer._logbook.current
        if self.writer.seq <= self.known.get(current, 0):
            return
        rows = self.db.execute(
            "select origin, seq, event_id, chain, body from log where origin=? and seq>? order by seq",
            (current, self.known.get(current, 0)),
        ).fetchall()
        self.world.watch.committed(rows)
        self.known[current] = self.writer.seq

    def crash(self) -> None:
        """The process dies and starts; the file is what it is."""
        self.start()

    def dies(self) -> bool:
        if self.world.crashes():
            self.crash()
            return True
        return False

    def hear_up(self, payload: bytes) -> None:
        answer = wire.decode(wire.ANSWER, payload)
        end = self.ends.get(answer.origin)
        if end is None:
            return
        now_s = self.world.net.now_s
        if not isinstance(answer, wire.Welcome):
            self._record(end.heard(answer, now_s))
            return
        if not end.answers(answer):
            return
        if answer.lease is not None:
            self._record(self.lease.heard(answer.lease, now_s, end.said_at_s))
        origin = next(one for one in self.origins() if one.origin == end.origin)
        chain = read_log.chain_at(self.db, end.origin, answer.acked)
        word = end.welcome(answer, origin=origin, chain_here=chain, now_s=now_s)
        for other in self.ends.values():
            other.meet(answer.hub_gen)
        self._record(word)
        if isinstance(word, LeaveOrigin) and end.state == "left":
            self.world.seen.add("fork")
            self.open_ends()
            self.past = PastStore(read_log.past(self.db), box=self.name)

    def hear_down(self, payload: bytes) -> None:
        found = wire.decode(wire.FROM_HUB, payload)
        now_s = self.world.net.now_s
        if isinstance(found, wire.Lease):
            for end in self.ends.values():
                end.meet(found.hub_gen)
            self._record(self.lease.heard(found, now_s))
            for mark in found.backup.marks if found.backup is not None else ():
                if mark.origin in self.ends:
                    self._record(self.ends[mark.origin].covered(mark.seq, found.hub_gen))
        elif isinstance(found, wire.PastRange):
            self._record(self.past.heard(found, now_s))
        elif not isinstance(found, Found) and found.stream in self.followed():
            for command in self.streams[found.stream].heard(found, now_s):
                if self.dies():
                    return
                self._record(command)

    def followed(self) -> tuple[Stream, ...]:
        mine = self.lease.mine(self.world.net.now_s)
        if mine != self.answers:
            self.answers = mine
            self.streams["command"].again()
        return STREAMS if mine else STREAMS[:-1]

    def _record(self, command: Command | None) -> None:
        """Written a moment later, or lost with the process before."""
        if command is None or self.dies():
            return
        try:
            self.act(command, CENTRE)
        except Rejected as refused:
            self.world.refused[refused.code] = self.world.refused.get(refused.code, 0) + 1
            self.connect()
            return
        self.world.seen.add(type(command).__name__)

    def drive(self) -> None:
        """What the shells do between messages."""
        now_s = self.world.net.now_s
        for end in tuple(self.ends.values()):
            end.tick(now_s)
            self._send(end, now_s)
        unsafe = tuple(end.origin for end in self.ends.values() if end.safe < end.acked)
        for ask in (self.lease.due(now_s, unsafe), self.past.due(now_s)):
            if ask is not None:
                self.world.ask(ask)
        for stream in self.followed():
            due = self.streams[stream].due(now_s)
            if isinstance(due, wire.Want):
                self.world.ask(wire.Pull(box=self.name, wants=(due,)))
            for chunk in due if isinstance(due, tuple) else ():
                self.world.ask(chunk)

    def _send(self, end: UpStore, now_s: float) -> None:
        if end.state == "greeting":
            origin = next(one for one in self.origins() if one.origin == end.origin)
            if (hello := end.hello(origin, now_s)) is not None:
                self.world.say_up(hello)
        if end.current and (span := end.ahead(self.writer.seq, self.world.behind)) is not None:
            entries = read_log.entries(
                self.db, end.origin, after=span.after, limit=span.limit, max_bytes=span.max_bytes
            )
            self._say(early(end.origin, entries), entries)
        while (span := end.wanted()) is not None:
            most = min(span.limit, self.chance.choice(self.world.batches))
            entries = read_log.entries(
                self.db, end.origin, after=span.after, limit=most, max_bytes=span.max_bytes
            )
            end.sent(entries, now_s)
            if entries:
                self._say(batch(end.origin, entries), entries)

    def _say(self, message: wire.Batch | wire.Ahead, entries: tuple[Entry, ...]) -> None:
        contacts = read_people.contacts(self.db, contact_ids=named(entries))
        self.world.say_up(msgspec.structs.replace(message, contacts=tuple(contacts)))
        self.world.seen.add(type(message).__name__)

    def deadline_s(self) -> float:
        found = [self.lease.deadline_s(), self.past.deadline_s()]
        found += [end.deadline_s() for end in self.ends.values()]
        found += [self.streams[stream].deadline_s() for stream in self.followed()]
        return min(at_s for at_s in found if at_s is not None)

    def marked(self) -> None:
        """The chores write down how far the centre is."""
        for origin in self.origins():
            if origin.current:
                chain = read_log.chain_at(self.db, origin.origin, origin.acked)
                self.mark = HighWater(origin=origin.origin, seq=origin.acked, chain=chain)


def named(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """Contacts that these entries name."""
    bodies = [entry.body for entry in entries if entry.kind in {"ContactKept", "ContactErased"}]
    return tuple(dict.fromkeys(msgspec.json.decode(body)["contact_id"] for body in bodies))
