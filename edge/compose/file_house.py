"""The store's doors over its real file: the writer's thread, the bus, the readers."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from edge.compose.house import House, shop_of
from edge.config import Config
from edge.runtime.bus import Bus, StoreThread
from edge.runtime.clock import SystemClock
from edge.store.database import restore, sound
from edge.store.read_pool import Readers
from edge.store.reads import SqlLog, SqlReads
from edge.store.writer import Store

SQLITE_VERSION = sqlite3.sqlite_version_info
__all__ = ["SQLITE_VERSION", "open_house", "restore", "sound"]


@asynccontextmanager
async def open_house(config: Config, clock: SystemClock) -> AsyncIterator[House]:
    """Open until left; what was given to the bus by then is committed or refused."""
    shop = shop_of(config)
    path = Path(config.store.data)
    thread = StoreThread()
    store = await thread(lambda: Store(path, shop=shop, clock=clock))
    bus = Bus(store.writer, run=thread)
    pump = asyncio.create_task(bus.pump())
    readers = Readers(path)
    reads = SqlReads(readers, now_ms=clock.now_ms, zone=shop.zone)
    log = SqlLog(readers)
    try:
        yield House(
            dispatch=bus,
            events=bus,
            reads=reads,
            log=log,
            shop=shop,
            clock=clock,
            backup=store.backup,
            on_append=bus.on_append,
        )
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
        await readers.close()
        await thread(store.close)
        thread.close()
