"""The centre as it really is: Mosquitto, PostgreSQL and the hub's own program, and what it has at last."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg

from edge.domain.catalog import Category, Product, Variant
from edge.domain.price import Price
from edge.errors import SyncError
from edge.runtime.clock import SystemClock
from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.child import Child, free_port
from sync.hub.desk import Place
from sync.hub.postgres import EmbeddedPostgres
from sync.hub.pricing import Listed
from sync.hub.seed import Seed
from sync.hub.seed_row import SeedStore
from tests.process.programs import UP_S, environment, program
from tests.process.proof import CentreBooks
from tests.process.stock import goods

LOOK_S = 0.1


class Centre:
    """Knows the shop's goods from the start; its hub can be killed."""

    def __init__(self, folder: Path, *, store: str) -> None:
        self._folder = folder
        self._store = store
        self._port = free_port()
        self._hub = Child("hub", folder)
        self._postgres = EmbeddedPostgres(folder / "postgres", durable=False)
        self._dsn = ""
        self.broker = LocalBroker(folder / "broker")

    async def open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self.broker.start()
        await self._postgres.start()
        self._dsn = await self._postgres.create("killed")
        desk = await PostgresHub.open(self._dsn, SystemClock())
        await desk.load(seed(self._store))
        await desk.close()
        text = f'[database]\nurl = "{self._dsn}"\n\n[centre]\nbroker = "{self.broker.url}"\nworkers = 1\n'
        (self._folder / "hub.toml").write_text(f"{text}\n[server]\nport = {self._port}\n", "utf-8")
        await self.open_hub()

    async def open_hub(self) -> None:
        words = program("edge.cli", "hub", "--config", str(self._folder / "hub.toml"))
        await self._hub.start(words, env=environment())
        await self._hub.ready_at(self._port, UP_S)

    def check(self) -> None:
        """`SyncError` when the hub has ended by itself."""
        self._hub.check()

    async def kill_hub(self) -> None:
        self._hub.kill()
        await self._hub.wait()

    async def kill_broker(self) -> None:
        """With all that it held; it is there again when this returns."""
        self.broker.child.kill()
        await self.broker.child.wait()
        await self.broker.start()

    async def kill_database(self) -> None:
        """The whole server at once; it is there again when this returns."""
        self._postgres.child.kill()
        await self._postgres.child.wait()
        async with asyncio.timeout(UP_S):
            while True:
                try:
                    await self._postgres.start()
                except SyncError:  # its own processes have not all seen it die
                    await asyncio.sleep(LOOK_S)
                else:
                    return

    async def close(self) -> None:
        await self._hub.stop()
        await self.broker.stop()
        await self._postgres.stop()

    async def books(self) -> CentreBooks:
        """All that the centre has."""
        connection = await asyncpg.connect(self._dsn)
        try:
            logs = await connection.fetch("select origin, seq, body from log order by origin, seq")
            orders = await connection.fetch("select order_id, state, paid_fen from orders")
            payments = await connection.fetch("select payment_id, state from payment")
            dead = await connection.fetchval("select count(*) from dead_letter")
        finally:
            await connection.close()
        return CentreBooks(
            log=[(row["origin"], row["seq"], row["body"]) for row in logs],
            orders={row["order_id"]: (row["state"], row["paid_fen"]) for row in orders},
            payments={row["payment_id"]: row["state"] for row in payments},
            dead=dead,
        )


def waiting(database: Path) -> int:
    """Log entries of a store that the centre has not acknowledged."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as file:
        return int(file.execute("select coalesce(sum(max_seq - acked), 0) from origin").fetchone()[0])


def seed(store: str) -> Seed:
    items = goods()
    catalog = items["catalog"]
    shop = SeedStore(
        store=store,
        name_zh="断电店",
        name_en="Dark shop",
        address="",
        address_en="",
        place=Place(lat=30, lon=120),
        zone="Asia/Shanghai",
        kind="mall",
    )
    return Seed(
        categories=tuple(item for item in catalog if isinstance(item, Category)),
        products=tuple(item for item in catalog if isinstance(item, Product)),
        variants=tuple(item for item in catalog if isinstance(item, Variant)),
        prices=tuple(Listed(price=item) for item in items["price"] if isinstance(item, Price)),
        stores=(shop,),
        assortment=tuple((store, item.product_id) for item in catalog if isinstance(item, Product)),
    )
