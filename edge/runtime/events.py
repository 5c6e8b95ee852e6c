"""Events after their commit, told to whoever listens; a reader that lags loses the oldest and is told so."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from edge.app.ports import Subscription
from edge.domain.message import Event

LAG_MAX = 4_096  # events a reader may lie behind


class Lag:
    """Implements `edge.app.ports.Subscription`."""

    def __init__(self, kinds: tuple[type[Event], ...]) -> None:
        self.lost = False
        self._kinds = kinds
        self._waiting: deque[Event] = deque(maxlen=LAG_MAX)
        self._woken = asyncio.Event()

    def offer(self, event: Event) -> None:
        if self._kinds and not isinstance(event, self._kinds):
            return
        self.lost = self.lost or len(self._waiting) == LAG_MAX
        self._waiting.append(event)
        self._woken.set()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            self._woken.clear()
            await self._woken.wait()


class EventBoard:
    """Implements `edge.app.ports.Events`."""

    def __init__(self) -> None:
        self.subscriptions: set[Lag] = set()

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Event]) -> AsyncIterator[Subscription]:
        reader = Lag(kinds)
        self.subscriptions.add(reader)
        try:
            yield reader
        finally:
            self.subscriptions.discard(reader)

    def publish(self, *events: Event) -> None:
        for reader in self.subscriptions:
            for event in events:
                reader.offer(event)
