"""A broker inside the process, with the faults of a real one: it may die and forget everything."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from edge.errors import SyncError
from sync import topics
from sync.ports import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sync.switch import UplinkSwitch

QUEUE_MAX = 1000  # messages waiting for one client; the rest is dropped, as brokers do


class MemoryBroker:
    """Implements `sync.ports.Broker`. `kill` ends every link, retained heads are gone; `lose` names what
    reaches nobody. Of more than `queue_max` messages for one client the newest is dropped, or the `oldest`.
    """

    def __init__(self, *, queue_max: int = QUEUE_MAX, oldest: bool = False) -> None:
        self.queue_max, self._oldest = queue_max, oldest
        self._links: dict[str, MemoryLink] = {}
        self._retained: dict[str, bytes] = {}
        self.up = True
        self.dropped = 0
        self.lose: set[str] = set()  # beginnings of topics that reach nobody

    def through(self, switch: UplinkSwitch) -> Plugged:
        """The same broker behind a plug."""
        return Plugged(self, switch)

    @asynccontextmanager
    async def connect(self, client_id: str) -> AsyncIterator[MemoryLink]:
        if not self.up:
            raise SyncError("the broker is down")
        if (old := self._links.get(client_id)) is not None:
            old.cut("another link took its name")
        link = self._links[client_id] = MemoryLink(self)
        try:
            yield link
        finally:
            link.cut("closed")
            if self._links.get(client_id) is link:
                del self._links[client_id]

    def kill(self) -> None:
        self.up = False
        self._retained.clear()
        for link in self._links.values():
            link.cut("the broker died")
        self._links.clear()

    def start(self) -> None:
        self.up = True

    def spread(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Give a message to everyone who asked for it."""
        if any(topic.startswith(beginning) for beginning in self.lose):
            self.dropped += 1
            return
        if retain:
            self._retained[topic] = payload
        for link in self._links.values():
            if any(topics.matches(pattern, topic) for pattern in link.filters):
                self.hand(link, topic, payload)

    def kept(self, pattern: str) -> list[tuple[str, bytes]]:
        return [(topic, held) for topic, held in self._retained.items() if topics.matches(pattern, topic)]

    def hand(self, link: MemoryLink, topic: str, payload: bytes) -> None:
        if link.waiting.full():
            self.dropped += 1
            if not self._oldest:
                return
            link.waiting.get_nowait()
        link.waiting.put_nowait(Message(topic=topic, payload=payload))


class MemoryLink:
    """Implements `sync.ports.Link`."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self.filters: set[str] = set()
        self.waiting: asyncio.Queue[Message] = asyncio.Queue(maxsize=broker.queue_max)
        self._lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def cut(self, reason: str) -> None:
        if not self._lost.done():
            self._lost.set_result(reason)

    async def subscribe(self, *filters: str) -> None:
        self._check()
        for pattern in filters:
            self.filters.add(pattern)
            for topic, payload in self._broker.kept(pattern):
                self._broker.hand(self, topic, payload)

    async def unsubscribe(self, *filters: str) -> None:
        self._check()
        self.filters.difference_update(filters)

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False, sure: bool = True) -> None:
        self._check()
        self._broker.spread(topic, payload, retain=retain)
        await asyncio.sleep(0)
        self._check()

    async def receive(self) -> Message:
        self._check()
        if not self.waiting.empty():
            return self.waiting.get_nowait()
        taking = asyncio.ensure_future(self.waiting.get())
        try:
            await asyncio.wait((taking, self._lost), return_when=asyncio.FIRST_COMPLETED)
            self._check()
            return taking.result()
        finally:
            taking.cancel()

    def _check(self) -> None:
        if self._lost.done():
            raise SyncError(f"the link is lost: {self._lost.result()}")


class Plugged:
    """A broker behind a plug; connecting waits while it is pulled."""

    def __init__(self, broker: MemoryBroker, switch: UplinkSwitch) -> None:
        self._broker = broker
        self._switch = switch

    @asynccontextmanager
    async def connect(self, client_id: str) -> AsyncIterator[MemoryLink]:
        await self._switch.until_plugged()
        async with self._broker.connect(client_id) as link:

            def cut() -> None:
                link.cut("the uplink is cut")

            self._switch.join(cut)
            try:
                yield link
            finally:
                self._switch.leave(cut)
