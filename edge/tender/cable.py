"""The line to a wallet, as far as it can be cut on purpose: a plug, and time-outs that a cut ends at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from edge.tender.gateway import NoAnswer


class Cable:
    """Plugged until told otherwise."""

    def __init__(self) -> None:
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._held: set[asyncio.Timeout] = set()  # bounded by the calls under way

    @property
    def plugged(self) -> bool:
        return self._plugged.is_set()

    async def set(self, plugged: bool) -> None:  # noqa: FBT001  the switch's own signature
        """Pulling it cuts what is under way."""
        if plugged:
            self._plugged.set()
            return
        self._plugged.clear()
        running = [limit for limit in self._held if not limit.expired()]  # the others end by themselves
        for limit in running:
            limit.reschedule(asyncio.get_running_loop().time())

    async def wait(self) -> None:
        """Until it is plugged."""
        await self._plugged.wait()

    @asynccontextmanager
    async def hold(self, timeout_s: float | None) -> AsyncIterator[None]:
        """One call over the line. `NoAnswer`: no_line where it is or gets unplugged, timeout else."""
        if not self.plugged:
            raise NoAnswer("no_line", "the wallet's plug is out")
        limit = asyncio.timeout(timeout_s)
        try:
            async with limit:
                self._held.add(limit)
                try:
                    yield
                finally:
                    self._held.discard(limit)
        except TimeoutError as error:
            if not limit.expired():
                raise
            if not self.plugged:
                raise NoAnswer("no_line", "the wallet's plug was pulled") from error
            raise NoAnswer("timeout", f"no answer in {timeout_s} s") from error
