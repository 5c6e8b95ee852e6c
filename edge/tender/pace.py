"""How long to wait between two questions to a gateway, and how a wait ends early when there is news."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

FACTOR = 1.5


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Pauses from `first_s`, half as long again each time, up to `most_s`."""

    first_s: float = 1.0
    most_s: float = 5.0

    def pauses(self) -> Iterator[float]:
        """Seconds, without end."""
        pause_s = self.first_s
        while True:
            yield pause_s
            pause_s = min(pause_s * FACTOR, self.most_s)


class Watch:
    """One payment being worked on: one at a time, woken by news, told to stop by who undoes it."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.stopped = False
        self.users = 0
        self._news = asyncio.Event()

    def hear(self) -> None:
        self._news.set()

    def stop(self) -> None:
        """Whoever waits for the shopper now gives way to who comes next."""
        self.stopped = True
        self._news.set()

    def listen(self) -> None:
        """Forget the news so far; call it before the question that the news is about."""
        self._news.clear()

    async def pause(self, pause_s: float) -> None:
        """At most `pause_s` seconds, less when news comes."""
        if self.stopped or pause_s <= 0:
            return
        try:
            async with asyncio.timeout(pause_s):
                await self._news.wait()
        except TimeoutError:
            return


class Watches:
    """The watches of the payments under way; as many as effects are performed at once."""

    def __init__(self) -> None:
        self._open: dict[str, Watch] = {}

    @contextmanager
    def of(self, payment_id: str) -> Iterator[Watch]:
        watch = self._open.setdefault(payment_id, Watch())
        watch.users += 1
        try:
            yield watch
        finally:
            watch.users -= 1
            if not watch.users:
                del self._open[payment_id]

    def hear(self, payment_id: str) -> None:
        """News of one payment; '' may be of any of them."""
        heard = self._open.values() if not payment_id else (self._open.get(payment_id),)
        for watch in heard:
            if watch is not None:
                watch.hear()

    def __len__(self) -> int:
        return len(self._open)
