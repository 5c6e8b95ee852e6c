"""What the centre writes, kept as calls, so that it can be written again with nothing else to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from edge.runtime.clock import SystemClock
from sync.hub.database import Database

if TYPE_CHECKING:
    from sync.hub.database import Conn, Isolation

Call = tuple[str, tuple[object, ...]]
WRITES = ("insert", "update", "delete", "with")


class TapedDatabase(Database):
    """A database whose transactions are kept: `tape` holds the writing calls of each."""

    tape: list[list[Call]]  # as many as the bench makes

    @asynccontextmanager
    async def transaction(self, isolation: Isolation = "read_committed") -> AsyncIterator[Conn]:
        async with super().transaction(isolation) as conn:
            taped = _Taped(conn)
            yield cast("Conn", taped)
        if taped.calls:
            self.tape.append(taped.calls)


class _Taped:
    """A connection that keeps what is written through it."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn
        self.calls: list[Call] = []

    def transaction(self) -> AbstractAsyncContextManager[object]:
        return cast("AbstractAsyncContextManager[object]", self._conn.transaction())

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        real: Callable[..., Awaitable[Any]] = getattr(self._conn, name)

        async def call(*given: object) -> object:
            if str(given[0]).lstrip().lower().startswith(WRITES):
                self.calls.append((name, given))
            return await real(*given)

        return call


async def taped(dsn: str, clock: SystemClock) -> TapedDatabase:
    database = cast("TapedDatabase", await TapedDatabase.open(dsn, clock))
    database.tape = []
    return database


async def play(dsn: str, tape: list[list[Call]], clock: SystemClock) -> float:
    """Write a tape into a fresh database of the same schema; the seconds that the driver alone took."""
    database = await Database.open(dsn, clock)
    try:
        began_s = clock.monotonic()
        for calls in tape:
            async with database.transaction() as conn:
                for name, given in calls:
                    await getattr(conn, name)(*given)
        return clock.monotonic() - began_s
    finally:
        await database.close()


async def entries_per_commit(dsn: str, clock: SystemClock) -> float:
    """How the centre took in what stands there: all entries of a commit bear one time."""
    database = await Database.open(dsn, clock)
    try:
        async with database.transaction() as conn:
            return float(await conn.fetchval("select count(*)::float8 / count(distinct taken_ms) from log"))
    finally:
        await database.close()
