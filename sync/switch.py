"""The uplink's plug: pulled by the lab, it ends the link at once and lets none be made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class UplinkSwitch:
    """Plugged at first. Links register how they are cut."""

    def __init__(self) -> None:
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._cuts: set[Callable[[], None]] = set()

    @property
    def plugged(self) -> bool:
        return self._plugged.is_set()

    async def set(self, *, plugged: bool) -> None:
        if plugged:
            self._plugged.set()
            return
        self._plugged.clear()
        for cut in tuple(self._cuts):
            cut()

    async def until_plugged(self) -> None:
        await self._plugged.wait()

    def join(self, cut: Callable[[], None]) -> None:
        self._cuts.add(cut)

    def leave(self, cut: Callable[[], None]) -> None:
        self._cuts.discard(cut)
