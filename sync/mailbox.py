"""A bounded heap of messages with a bell: what arrived, what grew, when to look again."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Filled by one task and emptied by another. What does not fit is dropped and counted; the protocol asks
    again.
    """

    def __init__(self, most: int) -> None:
        self._held: deque[T] = deque(maxlen=most)
        self._most = most
        self._bell = asyncio.Event()
        self.dropped = 0

    def put(self, item: T) -> None:
        if len(self._held) < self._most:
            self._held.append(item)
        else:
            self.dropped += 1
        self._bell.set()

    def ring(self) -> None:
        """Have the reader look, without a message."""
        self._bell.set()

    def take(self) -> T | None:
        """The oldest message, None when there is none."""
        return self._held.popleft() if self._held else None

    async def wait(self, timeout_s: float | None) -> None:
        """Returns when the bell rang since the last wait, or after `timeout_s`."""
        if timeout_s is None:
            await self._bell.wait()
        elif timeout_s > 0 and not self._bell.is_set():
            try:
                async with asyncio.timeout(timeout_s):
                    await self._bell.wait()
            except TimeoutError:
                return
        self._bell.clear()
