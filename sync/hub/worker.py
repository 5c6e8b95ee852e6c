"""A hub worker: takes in the logs of its shards, acknowledges after the commit, answers pulls, spreads what
changed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import EdgeError, Rejected, SyncError, Unfit
from sync import topics, wire
from sync.hub.arrivals import Arrivals
from sync.hub.asks import Asks
from sync.hub.desk import WorkerStatus
from sync.hub.holding import Holding
from sync.hub.ports import Arrival, Ingested
from sync.hub.workers import Rate
from sync.log.down_hub import LIVE_MAX, pushes
from sync.ports import cause
from sync.question import FindMember, FindOrder, FindStock, Question

if TYPE_CHECKING:
    from sync.hub.leases import Leases
    from sync.hub.ports import Centre, ScopeHead, StockPush
    from sync.ports import Broker, Link

LOG = logging.getLogger(__name__)
EVENTS_PER_COMMIT = 5000


class HubWorker:
    """Implements `edge.app.ports.Part`. With `leases` it is one of several; without, it serves every shard
    and publishes the streams.
    """

    def __init__(
        self,
        centre: Centre,
        broker: Broker,
        *,
        name: str = "hub.1",
        leases: Leases | None = None,
    ) -> None:
        self.name = name
        self._centre, self._broker = centre, broker
        self._holding = Holding(leases, self._status, self._moved)
        self._spreads = asyncio.Event()
        self._arrivals = Arrivals()
        self._asks = Asks()
        self._published: dict[str, int] = {}
        self._bell = asyncio.Event()
        self._rung: set[str] = set()  # scopes that moved since the last look; no more than there are
        self._deaf = False
        self.ready = asyncio.Event()
        self.garbage = 0
        self._commits = 0
        self._events = 0
        self._rate = Rate()

    async def run(self) -> None:
        """Raises `SyncError` when the broker or the database is lost; what was not committed is sent
        again.
        """
        self._arrivals = Arrivals()
        self._asks = Asks()
        self._deaf = False
        try:
            async with (
                self._broker.connect(self.name) as link,
                self._centre.watching(self._ring, self._lost),
                asyncio.TaskGroup() as group,
            ):
                group.create_task(self._spread(link))
                group.create_task(self._take_in(link))
                group.create_task(self._answer(link))
                group.create_task(self._holding.keep(link, self.ready))
                await self._listen(link)
        except BaseExceptionGroup as failed:
            raise cause(failed) from failed
        finally:
            self.ready.clear()

    def _status(self) -> WorkerStatus:
        return WorkerStatus(
            commits=self._commits,
            events=self._events,
            waiting=len(self._arrivals),
            garbage=self.garbage,
            asks=len(self._asks),
            events_s=self._rate(asyncio.get_running_loop().time(), self._events),
        )

    def _moved(self) -> None:
        """Other shards are ours, or the streams."""
        if self._holding.spreads:
            self._spreads.set()
        else:
            self._spreads.clear()
        self._bell.set()

    def _ring(self, scope: str) -> None:
        self._rung.add(scope)
        self._bell.set()

    def _lost(self) -> None:
        self._deaf = True
        self._bell.set()

    async def _listen(self, link: Link) -> None:
        while True:
            message = await link.receive()
            try:
                store = topics.sender(message.topic)
                said = self._decoded(message.topic, message.payload)
            except SyncError as error:
                self.garbage += 1
                LOG.warning("ignored on %s: %s", message.topic, error)
                continue
            if isinstance(said, wire.Batch | wire.Ahead):
                await self._arrivals.put(Arrival(store=store, batch=said))
            else:
                await self._asks.put(store, said)

    def _decoded(self, topic: str, payload: bytes) -> wire.Said | wire.Ask:
        if topic.startswith(f"{topics.ROOT}/up/"):
            return wire.decode(wire.SAID, payload)
        ask = wire.decode(wire.ASK, payload)
        topics.checked(ask.box)
        return ask

    async def _take_in(self, link: Link) -> None:
        while True:
            taken = await self._arrivals.take(EVENTS_PER_COMMIT)
            arrivals = [one for one in taken if self._holding.serves(one.store)]
            if arrivals:
                done = await self._centre.ingest(arrivals)
                self.garbage += done.unfit
                await self._tell(link, done)
                self._commits += 1
                self._events += sum(len(one.batch.events) for one in arrivals)

    async def _tell(self, link: Link, done: Ingested) -> None:
        for verdict in done.verdicts:
            await link.publish(topics.ack(verdict.store), wire.encode(verdict.answer))
        await self._neighbours(link, done.moved)

    async def _neighbours(self, link: Link, moves: tuple[StockPush, ...]) -> None:
        for moved in moves:
            scope = topics.scope("elsewhere", moved.store)
            # Thirty stores hear of each move, and the next move or the next pull says it again.
            await link.publish(topics.down(scope), wire.encode(moved.push), sure=False)

    async def _answer(self, link: Link) -> None:
        while True:
            store, ask = await self._asks.get()
            if not self._holding.serves(store):
                continue
            try:
                await self._answer_one(link, store, ask)
            except Unfit as error:
                self.garbage += 1
                LOG.warning("a question of %s was passed over: %s", store, error)
            except EdgeError:
                raise
            except Exception:
                self.garbage += 1
                LOG.exception("a question of %s was passed over", store)

    async def _answer_one(self, link: Link, store: str, ask: wire.Hello | wire.Ask) -> None:
        if isinstance(ask, wire.Hello):
            await self._welcome(link, store, ask)
            return
        for reply in await self._replies(store, ask):
            await link.publish(topics.reply(store, ask.box), wire.encode(reply))

    async def _replies(self, store: str, ask: wire.Ask) -> tuple[wire.Reply | wire.Own, ...]:
        if isinstance(ask, wire.Pull):
            return await self._centre.pull(store, ask)
        if isinstance(ask, wire.PullChunk):
            return await self._centre.chunk(store, ask)
        return (await self._own(store, ask),)

    async def _own(self, store: str, ask: wire.Renew | wire.PullPast | Question) -> wire.Own:
        """What concerns this box alone."""
        if isinstance(ask, wire.Renew):
            return await self._centre.renew(store, ask)
        if isinstance(ask, FindMember):
            return await self._centre.members.find(store, ask)
        if isinstance(ask, FindStock):
            return await self._centre.find_stock(store, ask)
        if isinstance(ask, FindOrder):
            return await self._centre.find_order(ask)
        return await self._centre.past(store, ask)

    async def _welcome(self, link: Link, store: str, hello: wire.Hello) -> None:
        try:
            welcome = await self._centre.hello(store, hello)
        except Rejected as refusal:
            LOG.warning("store %s announced log %s: %s", store, hello.origin, refusal.code)
            return
        await link.publish(topics.ack(store), wire.encode(welcome))

    async def _spread(self, link: Link) -> None:
        while True:
            await self._spreads.wait()
            await self._spread_while_ours(link)

    async def _spread_while_ours(self, link: Link) -> None:
        """Publish what changed since the last look, then how far each scope has come."""
        for head in await self._centre.heads():
            if self._published.setdefault(head.scope, head.pos) == head.pos:
                await self._head(link, head, head.pos)
            else:
                self._rung.add(head.scope)
        while self._holding.spreads:
            rung, self._rung = self._rung, set()
            for head in await self._centre.heads(rung):
                if head.pos > self._published.get(head.scope, 0):
                    await self._publish(link, head)
            while moves := await self._centre.untold():
                await self._neighbours(link, moves)
            await self._bell.wait()
            self._bell.clear()
            if self._deaf:
                raise SyncError("the database no longer tells of changes")

    async def _publish(self, link: Link, head: ScopeHead) -> None:
        since = self._published.get(head.scope, 0)
        rows = await self._centre.after(head.scope, since, LIVE_MAX + 1)
        if len(rows) <= LIVE_MAX:
            for push in pushes(head.stream, self._centre.gen, since, rows):
                await link.publish(topics.down(head.scope), wire.encode(push))
        pos = max(head.pos, rows[-1].pos if rows else 0)
        self._published[head.scope] = pos
        await self._head(link, head, pos)

    async def _head(self, link: Link, head: ScopeHead, pos: int) -> None:
        message = wire.Head(stream=head.stream, hub_gen=self._centre.gen, pos=pos)
        await link.publish(topics.head(head.scope), wire.encode(message), retain=True)
