"""What a worker serves at the moment: its leases, kept alive and followed by its subscriptions."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from edge.errors import SyncError
from sync import topics
from sync.hub.leases import BEAT_S, LEASE_S, SPREADING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.hub.desk import WorkerStatus
    from sync.hub.leases import Leases
    from sync.ports import Link

MARGIN_S = 0.5  # before a lease ends by our clock


class Holding:
    """`moved` is called when it changes. Without leases it is everything."""

    def __init__(
        self, leases: Leases | None, status: Callable[[], WorkerStatus], moved: Callable[[], None]
    ) -> None:
        self._leases, self._status, self._moved = leases, status, moved
        self._mine: frozenset[int] = frozenset()
        self._until_s = 0.0

    @property
    def spreads(self) -> bool:
        """A stream told twice does no harm, so here the lease need not be sure."""
        return self._leases is None or SPREADING in self._mine

    def serves(self, store: str) -> bool:
        """Whether what a store says is this worker's to take in, now."""
        return self._leases is None or (topics.shard(store) in self._mine and self._sure)

    @property
    def _sure(self) -> bool:
        return asyncio.get_running_loop().time() < self._until_s

    async def keep(self, link: Link, ready: asyncio.Event) -> None:
        """For as long as the link stands. `SyncError` when the leases could not be renewed in time."""
        if self._leases is None:
            self._moved()
            await link.subscribe(*topics.hub_filters(None))
            ready.set()
            return
        try:
            while True:
                await self._beat(self._leases, link)
                ready.set()
                await asyncio.sleep(BEAT_S)
        finally:
            self._serve(frozenset())
            with suppress(SyncError, TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._leases.release()

    async def _beat(self, leases: Leases, link: Link) -> None:
        began_s = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(LEASE_S - MARGIN_S):
                wanted = await leases.beat(self._mine, self._status())
        except TimeoutError:
            raise SyncError("the leases of this worker ran out: its database did not answer") from None
        self._until_s = began_s + LEASE_S - MARGIN_S
        lost, gained = self._mine - wanted, wanted - self._mine
        self._serve(wanted)
        if lost := lost - {SPREADING}:
            await link.unsubscribe(*topics.hub_filters(sorted(lost)))
        if gained := gained - {SPREADING}:
            await link.subscribe(*topics.hub_filters(sorted(gained)))

    def _serve(self, shards: frozenset[int]) -> None:
        if shards != self._mine:
            self._mine = shards
            self._moved()
