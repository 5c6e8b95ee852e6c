"""The centre's real programs: the hub with its worker processes, and a worker alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.child import Child, born, free_port
from sync.topics import shard
from tests.process.programs import UP_S, environment, program
from tests.sync.clock import RealClock

LOOK_S = 0.02


class HubPrograms:
    """`hub` looks into the database from beside."""

    def __init__(self, folder: Path, dsn: str, broker: LocalBroker, hub: PostgresHub) -> None:
        self.hub = hub
        self._folder = folder
        self._port = free_port()
        self._config = folder / "hub.toml"
        self._children: dict[str, Child] = {}
        self._config.write_text(
            f'[database]\nurl = "{dsn}"\n[centre]\nbroker = "{broker.url}"\n[server]\nport = {self._port}\n',
            "utf-8",
        )

    async def start(self, name: str, *words: str) -> Child:
        child = self._children[name] = Child(name, self._folder, stop_s=UP_S)
        await child.start(
            program("edge.cli", "hub", "--config", str(self._config), *words), env=environment()
        )
        return child

    async def start_hub(self) -> Child:
        hub = await self.start("hub")
        await hub.ready_at(self._port, UP_S)
        return hub

    async def served(self, workers: int) -> None:
        """Returns when so many workers share every shard."""
        async with asyncio.timeout(UP_S):
            while True:
                rows = [row for row in await self.hub.workers() if row.alive]
                if (
                    len(rows) == workers
                    and sum(row.shards for row in rows) == 256
                    and min(row.shards for row in rows) >= 256 // workers - 1
                ):
                    return
                await asyncio.sleep(LOOK_S)

    async def worker_of(self, store: str) -> int:
        """The process that takes in what a store says."""
        async with self.hub._db.transaction() as conn:
            pid: int = await conn.fetchval(
                "select pid from hub_worker join shard_lease on holder = worker where shard = $1",
                shard(store),
            )
        return pid

    async def pids(self) -> list[int]:
        return [row.pid for row in await self.hub.workers()]

    async def listed(self, workers: int) -> None:
        """Returns when so many are written down, dead ones included: only who hands over is struck off."""
        async with asyncio.timeout(UP_S):
            while len(await self.pids()) != workers:  # noqa: ASYNC110 - other processes write it
                await asyncio.sleep(LOOK_S)

    async def silent(self) -> None:
        """Returns when none of them lives any more."""
        async with asyncio.timeout(UP_S):
            while any(row.alive for row in await self.hub.workers()):  # noqa: ASYNC110 - as above
                await asyncio.sleep(LOOK_S)

    async def stop(self) -> None:
        for child in self._children.values():
            await child.stop()


@asynccontextmanager
async def hub_programs(folder: Path, dsn: str, broker: LocalBroker) -> AsyncIterator[HubPrograms]:
    hub = await PostgresHub.open(dsn, RealClock())
    programs = HubPrograms(folder, dsn, broker, hub)
    try:
        yield programs
    finally:
        await programs.stop()
        await hub.close()


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


async def gone(pid: int) -> None:
    """Returns when nothing runs under this pid."""
    async with asyncio.timeout(UP_S):
        while born(pid):  # noqa: ASYNC110 - not our child, so nobody tells us
            await asyncio.sleep(LOOK_S)
