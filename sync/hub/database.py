"""The centre's PostgreSQL: one pool, migrations whole or not at all, its errors as `SyncError`."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

import asyncpg

from edge.errors import Retry, SyncError, Unfit
from sync.hub.migrations import steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from asyncpg.pool import PoolConnectionProxy

    from sync.ports import Clock

    Conn: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Isolation: TypeAlias = Literal["read_committed", "repeatable_read"]

POOL_MAX = 6
CONNECT_S = 10.0
COMMAND_S = 60.0
FEED_CHANNEL = "store_edge_feed"
MIGRATION_LOCK = 0x5E_0001
_NOT_TIME = (  # what a person must change
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)
UNFIT = (  # what these very rows are refused for, and others are not
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.CardinalityViolationError,
)
TROUBLE = (  # its driver calls a connection that broke in the middle of a word an error of its own
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


def said(error: BaseException) -> SyncError:
    """A database's error in this project's words; an `Unfit` tells nothing of the rows."""
    if isinstance(error, UNFIT):
        return Unfit(f"the centre's database cannot hold this: {type(error).__name__}")
    retry = Retry.PERMANENT if isinstance(error, _NOT_TIME) else Retry.TRANSIENT
    return SyncError(f"the centre's database: {type(error).__name__}: {error}", retry=retry)


class Database:
    """`await Database.open(dsn, clock)`; the schema is there when it returns."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], gen: str) -> None:
        self._pool = pool
        self.gen = gen

    @classmethod
    async def open(cls, dsn: str, clock: Clock) -> Database:
        try:
            pool = await asyncpg.create_pool(
                dsn, min_size=0, max_size=POOL_MAX, timeout=CONNECT_S, command_timeout=COMMAND_S
            )
        except (*TROUBLE, ValueError) as error:
            raise said(error) from error
        try:
            gen = await migrate(pool, clock)
        except BaseException:
            await pool.close()
            raise
        return cls(pool, gen)

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, isolation: Isolation = "read_committed") -> AsyncIterator[Conn]:
        """A transaction; everything or, on any exception, nothing."""
        try:
            async with self._pool.acquire() as conn, conn.transaction(isolation=isolation):
                yield conn
        except TROUBLE as error:
            raise said(error) from error

    @asynccontextmanager
    async def listening(self, bell: Callable[[str], None], lost: Callable[[], None]) -> AsyncIterator[None]:
        """`bell` rings after each commit that told a feed's change, with its scope, '' for anything else;
        `lost` when the connection ends.
        """

        def ring(_connection: object, _pid: int, _channel: str, scope: object) -> None:
            bell(str(scope))

        def end(*_: object) -> None:
            lost()

        try:
            async with self._pool.acquire() as conn:
                await conn.add_listener(FEED_CHANNEL, ring)
                conn.add_termination_listener(end)
                try:
                    yield
                finally:
                    with suppress(asyncpg.InterfaceError):  # a lost connection has forgotten both
                        conn.remove_termination_listener(end)
                        await conn.remove_listener(FEED_CHANNEL, ring)
        except TROUBLE as error:
            raise said(error) from error


async def migrate(pool: asyncpg.Pool[asyncpg.Record], clock: Clock) -> str:
    """Bring the schema to this program's version; returns the hub's generation. A newer schema is refused."""
    known = steps()
    try:
        async with pool.acquire() as conn, conn.transaction():
            await conn.execute("select pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            await conn.execute("create table if not exists schema_step (step integer primary key)")
            done = {row["step"] for row in await conn.fetch("select step from schema_step")}
            if strange := done - {step for step, _ in known}:
                raise SyncError(
                    f"the database is of step {max(strange)}, this program knows {known[-1][0]}: "
                    "use a newer program",
                    retry=Retry.PERMANENT,
                )
            await step_up(conn, [step for step in known if step[0] not in done])
            await conn.execute(
                "insert into hub (gen, made_ms) values ($1, $2) on conflict do nothing",
                clock.new_id(),
                clock.now_ms(),
            )
            gen: str = await conn.fetchval("select gen from hub")
            return gen
    except TROUBLE as error:
        raise said(error) from error


async def step_up(conn: Conn, steps_: Sequence[tuple[int, str]]) -> None:
    """Run migrations (number, SQL) that were not run yet, in their order."""
    for step, sql in steps_:
        await conn.execute(sql)
        await conn.execute("insert into schema_step (step) values ($1)", step)
