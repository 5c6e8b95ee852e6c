"""What stores asked and nobody answered yet, in turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sync import wire

if TYPE_CHECKING:
    from collections.abc import Hashable

ASKS_MAX = 5_000

Asked = wire.Hello | wire.Ask


class Asks:
    """One that already waits is not queued again: a store that asks twice since it got no answer would else
    make all others wait longer, until they ask again too. Of hellos the newest counts, since only that one's
    answer is believed.
    """

    def __init__(self) -> None:
        self._turns: asyncio.Queue[Hashable] = asyncio.Queue(maxsize=ASKS_MAX)
        self._waiting: dict[Hashable, tuple[str, Asked]] = {}  # as many as turns, and one

    def __len__(self) -> int:
        return len(self._waiting)

    async def put(self, store: str, ask: Asked) -> None:
        key = (store, ask.origin if isinstance(ask, wire.Hello) else ask)
        new = key not in self._waiting
        self._waiting[key] = (store, ask)
        if new:
            await self._turns.put(key)

    async def get(self) -> tuple[str, Asked]:
        return self._waiting.pop(await self._turns.get())
