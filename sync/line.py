"""The store's line to the centre: one connection, all conversations on it. A part under supervision."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import SyncError
from sync import topics, wire
from sync.finder import Finder
from sync.ports import cause
from sync.question import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.downlink import Downlink
    from sync.ports import Broker, Link
    from sync.standing import Standing
    from sync.uplink import Uplink

WINDOW_MAX_S = 600.0
LOG = logging.getLogger(__name__)


class CentreLine:
    """Implements `edge.app.ports.Part`: raises `SyncError` (or the store's own error) and never tries again
    itself.
    """

    name = "uplink"

    def __init__(
        self,
        *,
        store: str,
        box: str,
        broker: Broker,
        uplink: Uplink,
        downlink: Downlink,
        standing: Standing,
        fraction: Callable[[], float],
        finder: Finder | None = None,
    ) -> None:
        self._store, self._box = store, box
        self.uplink = uplink
        self._broker, self._downlink = broker, downlink
        self._standing, self._fraction = standing, fraction
        self._finder = finder or Finder(store=store, box=box)
        uplink.welcomed = self._welcomed
        uplink.left = standing.begin_anew
        standing.moved = downlink.look
        downlink.centre_ms = standing.centre_ms
        standing.told, standing.unsafe = uplink.told, uplink.unsafe
        self.window_s = 0.0
        self.garbage = 0

    async def run(self) -> None:
        """A centre with many stores asks them to come back over a window, each at a moment of its own."""
        await asyncio.sleep(self.window_s * self._fraction())
        try:
            async with self._broker.connect(f"{self._store}.{self._box}") as link:
                await link.subscribe(topics.ack(self._store), *self._downlink.filters())
                async with asyncio.TaskGroup() as group:
                    group.create_task(self.uplink.serve(link))
                    group.create_task(self._downlink.serve(link))
                    group.create_task(self._finder.serve(link))
                    group.create_task(self._standing.serve(link))
                    await self._listen(link)
        except BaseExceptionGroup as failed:
            raise cause(failed) from failed

    def _welcomed(self, welcome: wire.Welcome, said_at_s: float) -> None:
        self.window_s = min(WINDOW_MAX_S, max(0.0, welcome.window_s))
        self._standing.welcomed(welcome, said_at_s)

    async def _listen(self, link: Link) -> None:
        await asyncio.sleep(0)  # the conversations have their mailboxes first
        acks = topics.ack(self._store)
        while True:
            message = await link.receive()
            try:
                if message.topic == acks:
                    self.uplink.hear(wire.decode(wire.ANSWER, message.payload))
                    continue
                found = wire.decode(wire.FROM_HUB, message.payload)
                if isinstance(found, wire.Lease | wire.PastRange):
                    self._standing.hear(found)
                elif isinstance(found, Found):
                    self._finder.hear(found)
                else:
                    self._downlink.hear(found)
            except SyncError as error:
                self.garbage += 1
                LOG.warning("ignored on %s: %s", message.topic, error)
