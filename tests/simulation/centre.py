"""The centre: one database in memory, two workers that may both take in the same logs, and its backup."""

from __future__ import annotations

from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sync import topics, wire
from sync.hub.ingest import Fenced, Judged
from sync.hub.memory import MemoryHub
from sync.hub.ports import Arrival, Ingested
from sync.log.down_hub import pushes
from sync.question import FindMember, FindOrder, FindStock
from tests.simulation.box import STORE

if TYPE_CHECKING:
    from tests.simulation.world import World

QUEUE_MAX: Final = 64  # batches waiting at a worker; a real one leaves the rest with the broker
ARRIVALS_MAX: Final = 5  # of one transaction here, so that workers meet in the middle
T = TypeVar("T")


def now(work: Coroutine[Any, Any, T]) -> T:
    """What a method of the memory centre returns; none of them waits."""
    try:
        work.send(None)
    except StopIteration as done:
        found: T = done.value
        return found
    raise AssertionError("a method of the memory centre waits")


class Hub(MemoryHub):
    """Counts its commits. `backed`: nothing is safe before a backup has it."""

    def __init__(self, world: World, *, backed: bool) -> None:
        super().__init__(world.clock)
        self.commits = 0
        now(self.require_backup(required=backed))

    def commit(self, judged: Judged) -> Ingested:
        self.commits += 1
        return super().commit(judged)

    def safe(self, origin: str) -> int:
        """What is never lost of a log."""
        return max((tail.forgettable for tail in self.logs.tails([origin]).values()), default=0)


class Worker:
    """Takes in what arrives in transactions that take a while; answers after the commit."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.fenced = 0
        self.crash()

    def crash(self) -> None:
        """What was not committed is gone, and so are answers not yet sent."""
        self.queue: deque[Arrival] = deque(maxlen=QUEUE_MAX)
        self.under_way: list[Arrival] = []
        self.judged: Judged | None = None
        self.commit_at_s = 0.0

    def hear_up(self, payload: bytes) -> None:
        said = wire.decode(wire.SAID, payload)
        if isinstance(said, wire.Hello):
            self.world.tell_up(now(self.world.hub.hello(STORE, said)))
        elif len(self.queue) < QUEUE_MAX:
            self.queue.append(Arrival(store=STORE, batch=said))

    def hear_ask(self, payload: bytes) -> None:
        ask, hub = wire.decode(wire.ASK, payload), self.world.hub
        replies: tuple[wire.Reply | wire.Own, ...]
        if isinstance(ask, wire.Pull):
            replies = now(hub.pull(STORE, ask))
        elif isinstance(ask, wire.PullChunk):
            replies = now(hub.chunk(STORE, ask))
        elif isinstance(ask, wire.Renew):
            replies = (now(hub.renew(STORE, ask)),)
        elif isinstance(ask, FindMember):
            replies = (now(hub.members.find(STORE, ask)),)
        elif isinstance(ask, FindStock):
            replies = (now(hub.find_stock(STORE, ask)),)
        elif isinstance(ask, FindOrder):
            replies = (now(hub.find_order(ask)),)
        else:
            replies = (now(hub.past(STORE, ask)),)
        for reply in replies:
            self.world.tell_down(reply, ask.box)

    def drive(self) -> None:
        world = self.world
        if self.judged is None and self.queue:
            self.under_way = [self.queue.popleft() for _ in range(min(ARRIVALS_MAX, len(self.queue)))]
            self._judge()
        elif self.judged is not None and world.net.now_s >= self.commit_at_s:
            if world.crashes():
                self.crash()
                return
            try:
                self.finish(self.judged)
            except Fenced:
                self.fenced += 1
                self._judge()

    def _judge(self) -> None:
        self.judged = self.world.hub.judge(self.under_way)
        self.commit_at_s = self.world.net.now_s + self.world.commit_s()

    def finish(self, judged: Judged) -> None:
        self.told(self.world.hub.commit(judged))
        self.judged = None

    def told(self, ingested: Ingested) -> None:
        if self.world.crashes():
            self.crash()  # committed, and nobody was told
            return
        for verdict in ingested.verdicts:
            self.world.tell_up(verdict.answer)

    def deadline_s(self) -> float:
        if self.judged is not None:
            return self.commit_at_s
        return self.world.net.now_s if self.queue else float("inf")


def spread(world: World, scope: str, since: int) -> None:
    """Push what a scope has got since, and tell its head, to every box."""
    (head,) = (one for one in world.hub.feeds.heads() if one.scope == scope)
    rows = world.hub.feeds.after(scope, since)
    for push in pushes(head.stream, world.hub.gen, since, rows):
        world.tell_down(push)
    tell_heads(world)


def tell_heads(world: World) -> None:
    """Retained by the broker, and told to every box; a worker does so when it starts."""
    for head in world.hub.feeds.heads():
        message = wire.Head(stream=head.stream, hub_gen=world.hub.gen, pos=head.pos)
        world.retained[head.scope] = message
        world.tell_down(message)


def head_of(hub: MemoryHub, scope: str) -> int:
    return hub.feeds.head(scope) or 0


COMMANDS: Final = topics.scope("command", STORE)
