"""A store in memory as the agent's house: the whole agent runs over it, but for the file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from edge.compose.house import Appended, House, shop_of
from edge.config import Config
from edge.domain.message import Command
from edge.runtime.clock import SystemClock
from edge.runtime.events import EventBoard
from edge.store.room import Room
from kiosk_ui.memory.bus import MemoryDispatch
from kiosk_ui.memory.reads import MemoryLog, MemoryReads

C = TypeVar("C", bound=Command)


class MemoryHouses:
    """`opened` opens the one house; `dispatch.taken` holds what was asked of it."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.reads = MemoryReads()
        self.log = MemoryLog()
        self.events = EventBoard()
        self.dispatch = MemoryDispatch(self.reads, self.events, self.clock)
        self.appended: list[Appended] = []

    @asynccontextmanager
    async def opened(self, config: Config, clock: SystemClock) -> AsyncIterator[House]:
        yield House(
            dispatch=self.dispatch,
            events=self.events,
            reads=self.reads,
            log=self.log,
            shop=shop_of(config),
            clock=clock,
            working=asyncio.get_running_loop().create_future(),
            backup=_backup,
            on_append=self.appended.append,
            transactions=lambda: 0,
            room=Room(Path(config.store.data), reserve_bytes=0),
            mark=_mark,
            file_older=False,
        )

    def asked(self, kind: type[C]) -> list[C]:
        """The commands of one kind, in order."""
        return [taken.command for taken in self.dispatch.taken if isinstance(taken.command, kind)]


async def _mark() -> None:
    """Nothing stands beside a file that is none."""


def _backup(target: Path) -> None:
    target.write_text("a backup", "utf-8")
