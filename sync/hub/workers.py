"""How the workers stand as a whole, and how far behind the stores are. The rules are every centre's, the rows
PostgreSQL's.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

import msgspec

from sync import topics
from sync.topics import SHARDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.desk import WorkerRow

LEASED = SHARDS + 1  # and who publishes the streams
LAGS_MAX = 500
RATE_BEATS = 10  # over which a worker's rate is taken
_LAGS = """
with standing as (
    select store, sum(greatest(told_seq - acked, 0))::bigint as waiting, max(heard_ms) as heard_ms
    from origin group by store order by waiting desc, heard_ms desc, store limit $1
)
select standing.store, waiting, coalesce(at_ms, 0) as newest_ms, coalesce(taken_ms, 0) as taken_ms
from standing left join lateral (
    select at_ms, taken_ms from origin join log on log.origin = origin.origin and log.seq = origin.acked
    where origin.store = standing.store order by taken_ms desc, at_ms desc limit 1
) as newest on true order by waiting desc, heard_ms desc, standing.store
"""


class SilentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A worker that beats no more though nobody asked it to end, and that no other replaced."""

    worker: str
    host: str
    pid: int
    beat_ms: int


class CrewState(msgspec.Struct, frozen=True, kw_only=True):
    """How many live, how many of the leases nobody holds, and who has gone silent, the latest first."""

    alive: int = 0
    free: int = LEASED
    silent: tuple[SilentRow, ...] = ()


class LagRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far behind a store is: entries it spoke of and that are not here, when the newest one here was
    written there, and when it came (0: none did).
    """

    store: str
    shard: int
    waiting: int
    newest_ms: int
    taken_ms: int


class Rate:
    """How many a second, over the last beats."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque(maxlen=RATE_BEATS + 1)

    def __call__(self, now_s: float, count: int) -> float:
        self._seen.append((now_s, count))
        since_s, before = self._seen[0]
        return round((count - before) / (now_s - since_s), 1) if now_s > since_s else 0.0


def crew(rows: Sequence[WorkerRow]) -> CrewState:
    """A dead worker counts as silent until another began on its host since; each newcomer replaces one."""
    living = [row for row in rows if row.alive]
    newcomers = Counter[str]()
    silent = []
    dead = sorted((row for row in rows if not row.alive), key=lambda row: (-row.beat_ms, row.worker))
    for row in dead:
        later = sum(one.host == row.host and one.started_ms >= row.beat_ms for one in living)
        if newcomers[row.host] < later:
            newcomers[row.host] += 1
        else:
            silent.append(SilentRow(worker=row.worker, host=row.host, pid=row.pid, beat_ms=row.beat_ms))
    held = sum(len(row.held) for row in living)
    return CrewState(alive=len(living), free=max(0, LEASED - held), silent=tuple(silent))


async def lags(conn: Conn, limit: int) -> tuple[LagRow, ...]:
    """Who is furthest behind first, then who was heard last."""
    found = await conn.fetch(_LAGS, min(limit, LAGS_MAX))
    return tuple(LagRow(shard=topics.shard(record["store"]), **dict(record)) for record in found)
