"""Writers of one PostgreSQL, in the middle of their transactions at once however fast the machine is."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

import pytest

from sync.hub.centre import PostgresHub
from tests.sync.clock import SetClock

T = TypeVar("T")
Hubs = tuple[PostgresHub, PostgresHub]
WAIT_S = 20
_WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and wait_event_type = 'Lock'
"""


@pytest.fixture
async def hubs(database: str, clock: SetClock) -> AsyncIterator[Hubs]:
    """Two centres over one database."""
    one, other = await PostgresHub.open(database, clock), await PostgresHub.open(database, clock)
    yield one, other
    await one.close()
    await other.close()


async def amid(hub: PostgresHub, lock: str, *writes: Coroutine[Any, Any, T]) -> list[T]:
    """Begin each write when the one before waits: the first for what the SQL of `lock` holds until all have
    begun, the others for that or for the first. Returns what they returned.
    """
    async with asyncio.TaskGroup() as group:
        begun: list[asyncio.Task[T]] = []
        async with hub._db.transaction() as conn:
            await conn.execute(lock)
            for write in writes:
                begun.append(group.create_task(write))
                await _stand_still(hub, begun)
                assert not begun[0].done(), f"not held up: {lock}"
    return [one.result() for one in begun]


async def _stand_still(hub: PostgresHub, begun: list[asyncio.Task[T]]) -> None:
    """Returns when each wait for a lock, or is done since nothing held it up."""
    async with asyncio.timeout(WAIT_S):
        while await _waiting(hub) < sum(not one.done() for one in begun):
            pass


async def _waiting(hub: PostgresHub) -> int:
    async with hub._db.transaction() as conn:
        count: int = await conn.fetchval(_WAITING)
    return count
