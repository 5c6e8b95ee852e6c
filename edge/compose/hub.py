"""The centre put together: its database, what it takes from the stores and tells them, its HTTP door."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from socket import gethostname

from edge.app.ports import Part
from edge.compose.centre import broker_address, chain_key
from edge.compose.document import wire_document
from edge.compose.drawings import drawing
from edge.compose.folders import screens
from edge.config import AccessConfig, HubConfig, dsn, read_secret
from edge.runtime.clock import SystemClock
from edge.runtime.health import HealthRegistry
from edge.runtime.lifecycle import notify
from edge.runtime.supervisor import Supervisor
from sync.hub.centre import PostgresHub
from sync.hub.crew import Crew
from sync.hub.erased_file import ErasedFile
from sync.hub.leases import WorkerName
from sync.hub.router import Router
from sync.hub.web.access import Access, password_hash
from sync.hub.web.route import Furnishing
from sync.hub.web.server import HubWeb
from sync.hub.worker import HubWorker
from sync.mqtt import MqttBroker

NAME_DIGITS = 12  # of an id, at its random end


@asynccontextmanager
async def opened_centre(config: HubConfig, clock: SystemClock) -> AsyncIterator[PostgresHub]:
    """The centre's database, its schema there."""
    centre = await PostgresHub.open(dsn(config.database), clock, chain_key(config.members.key_file))
    try:
        yield centre
    finally:
        await centre.close()


async def run_centre(
    config: HubConfig,
    clock: SystemClock,
    stop: asyncio.Event,
    tell: Callable[[str], None],
    *,
    worker: Sequence[str],
) -> None:
    """The pages, and the worker processes (`worker` is the command of one), until `stop`. `ConfigError` or
    `SyncError` when it cannot begin, `PartFailed` when it must end.
    """
    access = access_of(config.access, clock)
    health = HealthRegistry(clock)
    async with opened_centre(config, clock) as centre:
        await centre.require_backup(required=config.backup.required)
        parts: list[Part] = [Crew(worker, config.centre.workers), Router(centre, config.orders.strategy)]
        if config.backup.erased_file is not None:
            parts.append(ErasedFile(centre, Path(config.backup.erased_file)))
        server, furnishing = config.server, Furnishing(pages=screens(), draw=drawing, wire=wire_document())
        door = HubWeb(centre, access, clock, furnishing, host=server.host, port=server.port)
        greeting = asyncio.create_task(_greet(door, tell))
        try:
            await Supervisor(clock, clock.fraction, health).run(
                [("core", part) for part in (*parts, door)], stop
            )
        finally:
            notify("STOPPING=1")
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)


async def run_worker(config: HubConfig, clock: SystemClock, stop: asyncio.Event) -> None:
    """One worker of the centre, in this process, until `stop`."""
    name = WorkerName(worker=f"hub.{clock.new_id()[-NAME_DIGITS:]}", host=gethostname(), pid=os.getpid())
    async with opened_centre(config, clock) as centre:
        broker = MqttBroker(broker_address(config.centre))
        worker = HubWorker(centre, broker, name=name.worker, leases=centre.leases(name))
        try:
            await Supervisor(clock, clock.fraction, HealthRegistry(clock)).run([("core", worker)], stop)
        finally:
            notify("STOPPING=1")


def access_of(config: AccessConfig, clock: SystemClock) -> Access:
    """Who may ask over HTTP; the secrets are read once, from their files."""
    password = config.password_file and read_secret(config.password_file, named_by="access.password_file")
    token = config.token_file and read_secret(config.token_file, named_by="access.token_file")
    return Access(
        clock, clock.new_secret, admin_hash=password_hash(password) if password else "", token=token or ""
    )


async def _greet(door: HubWeb, tell: Callable[[str], None]) -> None:
    await door.ready.wait()
    notify("READY=1")
    tell(f"the centre answers at {door.url}/hub")
