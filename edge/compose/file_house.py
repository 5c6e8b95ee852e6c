"""The house over its SQLite file: the writer's thread, the bus, the readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from edge.compose.house import House, shop_of
from edge.config import Config
from edge.runtime.bus import Bus, StoreThread
from edge.runtime.clock import SystemClock
from edge.store import high_water
from edge.store.database import open_reader, restore, sound
from edge.store.read_pool import Readers
from edge.store.reads import SqlLog, SqlReads
from edge.store.writer import Store

__all__ = ["open_house", "restore", "sound", "sqlite_version"]


@asynccontextmanager
async def open_house(config: Config, clock: SystemClock) -> AsyncIterator[House]:
    """Opens, makes or migrates the file; `StoreError` names the cure. What was begun is finished."""
    shop = shop_of(config)
    path = Path(config.store.data)
    store = await asyncio.to_thread(Store, path, shop=shop, clock=clock)
    file_older = await asyncio.to_thread(store.begun_anew, high_water.read(path))
    await asyncio.to_thread(store.room.keep)
    thread = StoreThread()
    bus = Bus(store.writer, run=thread)
    readers = Readers(path)
    reads = SqlReads(readers, now_ms=clock.now_ms, zone=shop.zone, policy=shop.members)
    log = SqlLog(readers)
    pump = asyncio.create_task(bus.pump(), name="bus")
    try:
        yield House(
            dispatch=bus,
            events=bus,
            reads=reads,
            log=log,
            shop=shop,
            clock=clock,
            working=pump,
            backup=store.backup,
            on_append=bus.on_append,
            transactions=lambda: store.writer.transactions,
            room=store.room,
            mark=high_water.Keeper(path, log),
            file_older=file_older,
        )
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
        await readers.close()
        await asyncio.to_thread(thread.close)
        store.close()


def sqlite_version() -> tuple[int, ...]:
    """Of the library this Python came with."""
    connection = open_reader(Path(":memory:"))
    try:
        text = str(connection.execute("select sqlite_version()").fetchone()[0])
    finally:
        connection.close()
    return tuple(int(part) for part in text.split("."))
