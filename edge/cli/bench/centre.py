"""A centre to measure: broker and PostgreSQL of this machine, the hub as a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.cli.demo.kept import Kept
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock
from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.child import free_port
from sync.hub.postgres import EmbeddedPostgres

LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """`dsn` is the database that the running hub writes."""

    broker: LocalBroker
    postgres: EmbeddedPostgres
    dsn: str
    hub: Kept
    port: int

    @property
    def toml(self) -> str:
        """The table of a store's configuration that names this centre."""
        return f'\n[centre]\nbroker = "{self.broker.url}"\n'


@asynccontextmanager
async def running_centre(folder: Path) -> AsyncIterator[Centre]:
    """Everything durable, as a centre of one machine would be."""
    async with (
        LocalBroker(folder / "broker") as broker,
        EmbeddedPostgres(folder / "postgres") as postgres,
    ):
        port, dsn = free_port(), await postgres.create()
        config = folder / "hub.toml"
        config.write_text(
            f'[database]\nurl = "{dsn}"\n[centre]\nbroker = "{broker.url}"\n[server]\nport = {port}\n',
            "utf-8",
        )
        hub = Kept("hub", folder, ("-m", "edge.cli", "hub", "--config", str(config)), tell=unheard)
        try:
            await hub.start()
            await hub.answers(port, "/health")
            yield Centre(broker=broker, postgres=postgres, dsn=dsn, hub=hub, port=port)
        finally:
            await hub.child.stop()


@asynccontextmanager
async def opened_hub(dsn: str, clock: SystemClock) -> AsyncIterator[PostgresHub]:
    """The centre's database, asked beside the hub that runs."""
    hub = await PostgresHub.open(dsn, clock)
    try:
        yield hub
    finally:
        await hub.close()


async def taken(hub: PostgresHub, store: str) -> int:
    """How many entries of a store stand at the centre."""
    return next((row.acked for row in await hub.stores() if row.store == store), 0)


async def until_taken(hub: PostgresHub, store: str, entries: int, within_s: float) -> None:
    """Returns when the centre has so many; `EdgeError` when it takes too long."""
    try:
        async with asyncio.timeout(within_s):
            while await taken(hub, store) < entries:  # noqa: ASYNC110 - another process moves it
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        there = await taken(hub, store)
        raise EdgeError(f"the centre has {there} of {entries} entries after {within_s:.0f} s") from None


def unheard(_: str) -> None:
    """The bench tells nothing while it measures."""
