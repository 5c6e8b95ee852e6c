"""Who takes in which shards: leases in PostgreSQL, by its clock, spread fairly, taken over when one lapses.

Safety does not rest on them: the conditional cursor is the fence. They see that each shard has one worker.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import msgspec

from edge.errors import Retry, SyncError
from sync.hub.desk import WorkerRow, WorkerStatus
from sync.hub.workers import LEASED

if TYPE_CHECKING:
    from sync.hub.database import Conn, Database
    from sync.ports import Clock

SPREADING = -1  # leased like a shard: whoever has it publishes the streams
LEASE_S = 4.0  # a dead worker's shards are free after this
BEAT_S = 1.0
FORGET_S = 3600  # a worker that is gone is shown for so long
WORKERS_MAX = 64


class Leases(Protocol):
    """One worker's hold on the shards."""

    async def beat(self, serving: frozenset[int], status: WorkerStatus) -> frozenset[int]:
        """Say that this worker lives; returns what it is to serve for the next `LEASE_S`: what of `serving`
        is still its own, less what is too much, and what was free, up to a fair share. What it no longer
        serves goes to others with the next beat. A FATAL `SyncError` when the centre was replaced.
        """
        ...

    async def release(self) -> None:
        """Give everything up at once."""
        ...


class WorkerName(msgspec.Struct, frozen=True, kw_only=True):
    """One process; `worker` is another one at each start."""

    worker: str
    host: str = ""
    pid: int = 0


def fair(workers: int) -> int:
    """How many leases a worker may hold among so many that live."""
    return math.ceil(LEASED / max(1, workers))


def kept(mine: frozenset[int], workers: int) -> frozenset[int]:
    """What of its leases a worker keeps: the lowest, up to a fair share."""
    return frozenset(sorted(mine)[: fair(workers)])


class PostgresLeases:
    """Implements `Leases`."""

    def __init__(self, database: Database, name: WorkerName, clock: Clock) -> None:
        self._db, self._name, self._clock = database, name, clock
        self._started_ms = clock.now_ms()

    async def beat(self, serving: frozenset[int], status: WorkerStatus) -> frozenset[int]:
        me = self._name.worker
        async with self._db.transaction() as conn:
            if await conn.fetchval("select gen from hub") != self._db.gen:
                raise SyncError("the centre was restored: this worker is of another one", retry=Retry.FATAL)
            workers = await self._alive(conn, status)
            await conn.execute(_GIVE_UP, me, list(serving))
            mine = frozenset(row["shard"] for row in await conn.fetch(_RENEW, me, LEASE_S))
            if (more := fair(workers) - len(mine)) > 0:
                taken = await conn.fetch(_TAKE, me, LEASE_S, more)
                mine |= frozenset(row["shard"] for row in taken)
        return kept(mine, workers)

    async def release(self) -> None:
        async with self._db.transaction() as conn:
            await conn.execute(_GIVE_UP, self._name.worker, [])
            await conn.execute("delete from hub_worker where worker = $1", self._name.worker)

    async def _alive(self, conn: Conn, status: WorkerStatus) -> int:
        """Write this worker down; how many live, itself included."""
        await conn.execute(
            _BEAT,
            self._name.worker,
            self._name.host,
            self._name.pid,
            self._started_ms,
            self._clock.now_ms(),
            LEASE_S,
            msgspec.json.encode(status).decode(),
        )
        await conn.execute(_FORGET, FORGET_S)
        count: int = await conn.fetchval("select count(*) from hub_worker where until > clock_timestamp()")
        return count


async def workers(conn: Conn) -> tuple[WorkerRow, ...]:
    """Those who live, and those who died lately."""
    return tuple(
        WorkerRow(
            worker=row["worker"],
            host=row["host"],
            pid=row["pid"],
            alive=row["alive"],
            started_ms=row["started_ms"],
            beat_ms=row["beat_ms"],
            shards=sum(shard != SPREADING for shard in row["held"]),
            spreads=SPREADING in row["held"],
            held=tuple(row["held"]),
            lease_ms=row["lease_ms"],
            status=msgspec.json.decode(row["status"], type=WorkerStatus),
        )
        for row in await conn.fetch(_WORKERS, WORKERS_MAX)
    )


_BEAT = """
insert into hub_worker (worker, host, pid, started_ms, beat_ms, until, status)
values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6), $7::jsonb)
on conflict (worker) do update
set beat_ms = excluded.beat_ms, until = excluded.until, status = excluded.status
"""
_FORGET = "delete from hub_worker where until < clock_timestamp() - make_interval(secs => $1)"
_GIVE_UP = """
update shard_lease set holder = '', until = '-infinity' where holder = $1 and shard <> all($2::integer[])
"""
_RENEW = """
update shard_lease set until = clock_timestamp() + make_interval(secs => $2)
where holder = $1 and until > clock_timestamp() returning shard
"""
_TAKE = """
update shard_lease set holder = $1, epoch = epoch + 1, until = clock_timestamp() + make_interval(secs => $2)
where shard in (
    select shard from shard_lease where until <= clock_timestamp() order by shard limit $3
    for update skip locked
) returning shard
"""
_WORKERS = """
select worker, host, pid, hub_worker.until > clock_timestamp() as alive, started_ms, beat_ms, status,
    coalesce(array_agg(shard order by shard) filter (where shard is not null), '{}') as held,
    coalesce(extract(epoch from min(shard_lease.until) - clock_timestamp()) * 1000, 0)::bigint as lease_ms
from hub_worker left join shard_lease on holder = worker and shard_lease.until > clock_timestamp()
group by worker order by alive desc, worker limit $1
"""
