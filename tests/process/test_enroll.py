"""From nothing to a new store that sells: the real `hub enroll`, Mosquitto with TLS, hub and store."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from edge.compose.loading import load_config
from edge.runtime.clock import SystemClock
from sync.hub.broker import mosquitto
from sync.hub.centre import PostgresHub
from sync.hub.child import LOOPBACK, Child, free_port
from sync.hub.postgres import EmbeddedPostgres
from tests.process.centre import seed
from tests.process.premises import healthy
from tests.process.programs import ROOT, UP_S, environment, program
from tests.process.shoppers import Kiosk, Record, browser
from tests.process.stock import SKUS

pytestmark = pytest.mark.process
STORE = "s004"
LOOK_S = 0.05


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where PostgreSQL's own user reaches it."""
    made = Path(tempfile.mkdtemp(prefix="store-edge-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


class NewStore:
    """A chain that lets one store in, by the commands a person types."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.folder, self.dsn = folder, dsn
        self.tls_port, self.hub_port, self.store_port = free_port(), free_port(), free_port()
        self.broker = Child("broker", folder / "broker")
        self.hub = Child("hub", folder)
        self.store = Child("store", folder)

    def write_hub(self, centre: str) -> None:
        broker = f'[broker]\nport = {self.tls_port}\nbind = "{LOOPBACK}"\n'
        database, server = f'[database]\nurl = "{self.dsn}"\n', f"[server]\nport = {self.hub_port}\n"
        text = f"{database}{centre}\n{server}{broker}"
        (self.folder / "hub.toml").write_text(text, "utf-8")

    def types(self, *words: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            program("edge.cli", "hub", *words, "--config", "hub.toml"),
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=UP_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def open(self) -> None:
        conf = str(self.folder / "broker" / "mosquitto.conf")
        await self.broker.start((mosquitto() or "mosquitto", "-c", conf))
        await self.broker.ready_at(self.tls_port, UP_S)
        await self.hub.start(
            program("edge.cli", "hub", "--worker-only", "--config", str(self.folder / "hub.toml")),
            env=environment(),
        )
        toml = self.folder / STORE / "store.toml"
        toml.write_text(toml.read_text("utf-8").replace("port = 8080", f"port = {self.store_port}"), "utf-8")
        await self.store.start(program("edge.cli", "run", "--config", str(toml)), env=environment())

    async def serves(self, session: ClientSession, address: str) -> None:
        async with asyncio.timeout(UP_S):
            while not await healthy(session, address):
                self.store.check()
                await asyncio.sleep(LOOK_S)

    async def close(self) -> None:
        for child in (self.store, self.hub, self.broker):
            await child.stop()


@asynccontextmanager
async def chain(folder: Path) -> AsyncIterator[tuple[NewStore, PostgresHub]]:
    async with EmbeddedPostgres(folder / "postgres", durable=False) as server:
        dsn = await server.create("chain")
        hub = await PostgresHub.open(dsn, SystemClock())
        await hub.load(seed(STORE))
        new = NewStore(folder, dsn)
        try:
            yield new, hub
        finally:
            await new.close()
            await hub.close()


async def arrived(hub: PostgresHub) -> None:
    async with asyncio.timeout(UP_S):
        while not await hub.orders(store=STORE):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(LOOK_S)


async def test_a_new_store_sells_and_syncs(folder: Path) -> None:
    async with chain(folder) as (new, hub):
        new.write_hub(f'[centre]\nbroker = "mqtt://{LOOPBACK}"')
        said = await asyncio.to_thread(new.types, "enroll", STORE, "--box", "till-pc")
        hint = re.search(r"\[centre\]\n(.+\n){4}", said)
        assert hint is not None, said
        new.write_hub(hint[0])
        config = load_config(folder / STORE / "store.toml")
        assert (config.store.id, config.store.box, config.store.name_zh) == (STORE, "till-pc", "断电店")
        await new.open()
        async with browser() as session:
            address = f"http://{LOOPBACK}:{new.store_port}"
            await new.serves(session, address)
            kiosk = Kiosk(address=address, place="kiosk-1", session=session, record=Record())
            await kiosk.has(SKUS[:1])  # the catalogue came down
            assert await kiosk.tap("park", {}) == ""
            await arrived(hub)  # and the order went up
        words = [new.broker.log_file, new.hub.log_file, new.store.log_file]
        secret = (folder / STORE / "centre.password").read_text("utf-8").strip()
        assert all(secret not in log.read_text("utf-8") for log in words)
        assert secret not in said
