"""The store's line to the centre: one connection, both conversations on it. A part under supervision."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import SyncError
from sync import topics, wire
from sync.ports import cause

if TYPE_CHECKING:
    from sync.downlink import Downlink
    from sync.ports import Broker, Link
    from sync.uplink import Uplink

LOG = logging.getLogger(__name__)


class CentreLine:
    """Implements `edge.app.ports.Part`: raises `SyncError` (or the store's own error) and never tries again
    itself.
    """

    name = "uplink"

    def __init__(self, *, store: str, box: str, broker: Broker, uplink: Uplink, downlink: Downlink) -> None:
        self._store, self._box = store, box
        self._broker, self._uplink, self._downlink = broker, uplink, downlink
        self.garbage = 0

    async def run(self) -> None:
        try:
            async with self._broker.connect(f"{self._store}.{self._box}") as link:
                await link.subscribe(topics.ack(self._store), *self._downlink.filters())
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._uplink.serve(link))
                    group.create_task(self._downlink.serve(link))
                    await self._listen(link)
        except BaseExceptionGroup as failed:
            raise cause(failed) from failed

    async def _listen(self, link: Link) -> None:
        await asyncio.sleep(0)  # both conversations have their mailboxes first
        acks = topics.ack(self._store)
        while True:
            message = await link.receive()
            try:
                if message.topic == acks:
                    self._uplink.hear(wire.decode(wire.ANSWER, message.payload))
                else:
                    self._downlink.hear(wire.decode(wire.FROM_HUB, message.payload))
            except SyncError as error:
                self.garbage += 1
                LOG.warning("ignored on %s: %s", message.topic, error)
