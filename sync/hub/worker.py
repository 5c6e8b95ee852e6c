"""A hub worker: takes in the logs of its shards, acknowledges after the commit, answers pulls, spreads what
changed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import Rejected, SyncError
from sync import topics, wire
from sync.hub.ports import Arrival, Ingested
from sync.log.down_hub import LIVE_MAX, pushes
from sync.ports import cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.hub.ports import Centre, ScopeHead
    from sync.ports import Broker, Link

LOG = logging.getLogger(__name__)
ARRIVALS_MAX = 1000  # batches waiting; beyond it the broker holds them
ASKS_MAX = 1000
EVENTS_PER_COMMIT = 5000


class HubWorker:
    """Implements `edge.app.ports.Part`. `shards` None: all of them. `spreads`: whether it publishes the
    streams, which one worker of a centre does.
    """

    def __init__(
        self,
        centre: Centre,
        broker: Broker,
        *,
        name: str = "hub.1",
        shards: Iterable[int] | None = None,
        spreads: bool = True,
    ) -> None:
        self.name = name
        self._centre, self._broker = centre, broker
        self._filters = topics.hub_filters(shards)
        self._spreads = spreads
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue(maxsize=ARRIVALS_MAX)
        self._asks: asyncio.Queue[tuple[str, wire.Hello | wire.Ask]] = asyncio.Queue(maxsize=ASKS_MAX)
        self._published: dict[str, int] = {}
        self._bell = asyncio.Event()
        self._deaf = False
        self.ready = asyncio.Event()
        self.garbage = 0

    async def run(self) -> None:
        """Raises `SyncError` when the broker or the database is lost; what was not committed is sent
        again.
        """
        self._arrivals = asyncio.Queue(maxsize=ARRIVALS_MAX)
        self._asks = asyncio.Queue(maxsize=ASKS_MAX)
        self._deaf = False
        try:
            async with (
                self._broker.connect(self.name) as link,
                self._centre.watching(self._bell.set, self._lost),
                asyncio.TaskGroup() as group,
            ):
                group.create_task(self._spread(link))
                group.create_task(self._take_in(link))
                group.create_task(self._answer(link))
                await link.subscribe(*self._filters)
                self.ready.set()
                await self._listen(link)
        except BaseExceptionGroup as failed:
            raise cause(failed) from failed
        finally:
            self.ready.clear()

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
                await self._asks.put((store, said))

    def _decoded(self, topic: str, payload: bytes) -> wire.Said | wire.Ask:
        if topic.startswith(f"{topics.ROOT}/up/"):
            return wire.decode(wire.SAID, payload)
        ask = wire.decode(wire.ASK, payload)
        topics.checked(ask.box)
        return ask

    async def _take_in(self, link: Link) -> None:
        while True:
            arrivals = [await self._arrivals.get()]
            events = len(arrivals[0].batch.events)
            while events < EVENTS_PER_COMMIT and not self._arrivals.empty():
                arrivals.append(self._arrivals.get_nowait())
                events += len(arrivals[-1].batch.events)
            await self._tell(link, await self._centre.ingest(arrivals))

    async def _tell(self, link: Link, done: Ingested) -> None:
        for verdict in done.verdicts:
            await link.publish(topics.ack(verdict.store), wire.encode(verdict.answer))
        for moved in done.moved:
            scope = topics.scope("elsewhere", moved.store)
            await link.publish(topics.down(scope), wire.encode(moved.push))

    async def _answer(self, link: Link) -> None:
        while True:
            store, ask = await self._asks.get()
            if isinstance(ask, wire.Hello):
                await self._welcome(link, store, ask)
                continue
            if isinstance(ask, wire.Pull):
                replies = await self._centre.pull(store, ask)
            else:
                replies = (await self._centre.chunk(store, ask),)
            for reply in replies:
                await link.publish(topics.reply(store, ask.box), wire.encode(reply))

    async def _welcome(self, link: Link, store: str, hello: wire.Hello) -> None:
        try:
            welcome = await self._centre.hello(store, hello)
        except Rejected as refusal:
            LOG.warning("store %s announced log %s: %s", store, hello.origin, refusal.code)
            return
        await link.publish(topics.ack(store), wire.encode(welcome))

    async def _spread(self, link: Link) -> None:
        """Publish what changed since the last look, then how far each scope has come."""
        if not self._spreads:
            return
        for head in await self._centre.heads():
            self._published.setdefault(head.scope, head.pos)
            await self._head(link, head, head.pos)
        while True:
            for head in await self._centre.heads():
                if head.pos > self._published.get(head.scope, 0):
                    await self._publish(link, head)
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
