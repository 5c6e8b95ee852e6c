"""Real servers for tests, one of each a test session: a PostgreSQL without fsync, and databases on it.

Other rooms' tests use `postgres` and `database` by importing them into their conftest.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg
import pytest

from sync.hub.postgres import EmbeddedPostgres

T = TypeVar("T")
MEMORY = Path("/dev/shm")  # noqa: S108 - where a file costs nothing
MEMORY_MIN = 4 << 30  # bytes free; the databases of a run take less than one of them


class Aside:
    """A loop in a thread, for what outlives the loop of one test."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Goes on until it ends or is cancelled."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Postgres:
    """A running server; `database()` makes an empty database and returns its DSN."""

    def __init__(self, server: EmbeddedPostgres, aside: Aside) -> None:
        self._server, self._aside = server, aside
        self._numbers = itertools.count(1)

    def database(self) -> str:
        return self._aside.run(self._server.create(f"t{os.getpid()}_{next(self._numbers)}"))

    def drop(self, dsn: str) -> None:
        """Whoever is still connected is not any more."""
        self._aside.run(self._drop(dsn))

    async def _drop(self, dsn: str) -> None:
        conn = await asyncpg.connect(self._server.dsn("postgres"))
        try:
            await conn.execute(f'drop database "{urlsplit(dsn).path[1:]}" with (force)')
        finally:
            await conn.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Stands where the server's own user reaches it, which pytest's folders are not when we are root."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_MIN
    folder = Path(tempfile.mkdtemp(prefix="store-edge-test-", dir=MEMORY if roomy else None))
    folder.chmod(0o755)
    aside = Aside()
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    try:
        aside.run(server.start())
        yield Postgres(server, aside)
    finally:
        aside.run(server.stop())
        aside.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The DSN of an empty database, gone after the test."""
    dsn = postgres.database()
    yield dsn
    postgres.drop(dsn)
