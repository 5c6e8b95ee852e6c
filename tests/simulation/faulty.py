"""Parts with a classic mistake in each, which the simulation must find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.store.logbook import Logbook
from edge.store.writer import SqlWriter
from sync.hub.memory_feeds import MemoryFeeds
from sync.hub.memory_logs import MemoryLogs
from sync.log.up_store import UpStore
from tests.simulation.box import Box
from tests.simulation.centre import Hub, Worker
from tests.simulation.world import Kit, World

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from edge.app.context import Shop
    from edge.app.ports import Clock
    from edge.domain.feed import Stream
    from edge.domain.logbook import LeaveOrigin, Origin, RecordAck
    from sync import wire
    from sync.hub.feeds import Entry
    from sync.hub.ingest import Judged
    from sync.log.down_hub import FeedRow
    from sync.log.up_hub import Row
    from sync.wire import PullPast


class HastyWorker(Worker):
    """Acknowledges before the commit."""

    def _judge(self) -> None:
        super()._judge()
        assert self.judged is not None
        for verdict in self.judged.verdicts(self.world.hub.gen, ()):
            self.world.tell_up(verdict.answer)


class GreedyLogbook(Logbook):
    """Prunes whatever is acknowledged."""

    def prune(self, *, before_ms: int, money: Sequence[str], money_before_ms: int, limit: int) -> None:
        self._connection.execute("update origin set safe=acked")
        super().prune(before_ms=before_ms, money=money, money_before_ms=money_before_ms, limit=limit)


def greedy(db: sqlite3.Connection, *, shop: Shop, clock: Clock) -> SqlWriter:
    writer = SqlWriter(db, shop=shop, clock=clock)
    writer._logbook.__class__ = GreedyLogbook
    return writer


class UnfencedLogs(MemoryLogs):
    """Moves a cursor wherever a transaction says, whoever moved it meanwhile."""

    def keep(self, judged: Judged, now_ms: int) -> list[Row]:
        for _, after in judged.moved:
            judged.before[after.origin] = self._tails[after.origin]
        return super().keep(judged, now_ms)


class SilentLogs(MemoryLogs):
    """Keeps to itself what it was told early."""

    def standing(self, store: str, ask: PullPast) -> list[Row]:
        return super().standing(store, ask)[:0]


class RacingFeeds(MemoryFeeds):
    """Gives positions outside the lock: now and then what was begun first is seen last."""

    def put(self, scope: str, stream: Stream, entries: Sequence[Entry]) -> int:
        count = super().put(scope, stream, entries)
        head = self.head(scope) or 0
        if scope == "price" and count:
            self.__dict__["hidden"] = head if head % 2 else 0
        return count

    def after(self, scope: str, pos: int, store: str | None = None) -> tuple[FeedRow, ...]:
        rows = super().after(scope, pos, store)
        return tuple(row for row in rows if row.pos != self.__dict__.get("hidden", 0))


class UnfencedHub(Hub):
    def __init__(self, world: World, *, backed: bool) -> None:
        super().__init__(world, backed=backed)
        self.logs.__class__ = UnfencedLogs


class SilentHub(Hub):
    def __init__(self, world: World, *, backed: bool) -> None:
        super().__init__(world, backed=backed)
        self.logs.__class__ = SilentLogs


class RacingHub(Hub):
    def __init__(self, world: World, *, backed: bool) -> None:
        super().__init__(world, backed=backed)
        self.feeds.__class__ = RacingFeeds


class CredulousUp(UpStore):
    """Takes every acknowledgement of its log for its own."""

    def _ours(self, acked: int, chain: str) -> bool:
        return acked <= max(self.acked, self._farthest)


class BlindUp(UpStore):
    """Does not look at the chain at hello."""

    def welcome(
        self, welcome: wire.Welcome, *, origin: Origin, chain_here: str, now_s: float
    ) -> RecordAck | LeaveOrigin | None:
        most = origin.max_seq
        calm = msgspec.structs.replace(
            welcome, forked=False, acked=min(welcome.acked, most), safe=min(welcome.safe, most)
        )
        return super().welcome(calm, origin=origin, chain_here="", now_s=now_s)


class ForgetfulBox(Box):
    """Never asks what its former logs told."""

    def connect(self) -> None:
        super().connect()
        self.past.whole = True


FAULTS: dict[str, Kit] = {
    "an acknowledgement before the commit": Kit(worker=HastyWorker),
    "pruning past what is safe": Kit(writer=greedy),
    "a cursor without its fence": Kit(hub=UnfencedHub),
    "an early word of a lost file": Kit(hub=SilentHub),
    "positions outside the lock": Kit(hub=RacingHub),
    "an acknowledgement taken for one's own": Kit(up=CredulousUp),
    "a hello that does not look at the chain": Kit(up=BlindUp),
    "a past that is not pulled back": Kit(box=ForgetfulBox),
}
