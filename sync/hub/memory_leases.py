"""Leases of a centre in memory, by its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub.desk import WorkerRow, WorkerStatus
from sync.hub.leases import LEASE_S, SPREADING, fair, kept
from sync.topics import SHARDS

if TYPE_CHECKING:
    from sync.hub.leases import WorkerName
    from sync.ports import Clock


class LeaseTable:
    """Holder and end of each lease; each worker's last beat."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.held: dict[int, tuple[str, float]] = dict.fromkeys(range(SPREADING, SHARDS), ("", 0.0))
        self.workers: dict[str, WorkerRow] = {}
        self.until: dict[str, float] = {}

    def of(self, worker: str) -> frozenset[int]:
        """What a worker holds now."""
        now = self.clock.monotonic()
        return frozenset(
            one for one, (holder, until) in self.held.items() if holder == worker and until > now
        )

    def rows(self) -> tuple[WorkerRow, ...]:
        now = self.clock.monotonic()
        found = []
        for name, row in self.workers.items():
            mine = self.of(name)
            found.append(
                msgspec.structs.replace(
                    row,
                    alive=self.until[name] > now,
                    shards=len(mine - {SPREADING}),
                    spreads=SPREADING in mine,
                    held=tuple(sorted(mine)),
                    lease_ms=int(1000 * min((self.held[one][1] - now for one in mine), default=0.0)),
                )
            )
        return tuple(sorted(found, key=lambda row: (not row.alive, row.worker)))


class MemoryLeases:
    """Implements `sync.hub.leases.Leases`."""

    def __init__(self, table: LeaseTable, name: WorkerName) -> None:
        self._table, self._name = table, name
        self._started_ms = table.clock.now_ms()

    async def beat(self, serving: frozenset[int], status: WorkerStatus) -> frozenset[int]:
        table, me = self._table, self._name.worker
        now = table.clock.monotonic()
        table.until[me] = now + LEASE_S
        table.workers[me] = WorkerRow(
            worker=me,
            host=self._name.host,
            pid=self._name.pid,
            started_ms=self._started_ms,
            beat_ms=table.clock.now_ms(),
            status=status,
        )
        alive = sum(until > now for until in table.until.values())
        mine = table.of(me)
        for one in mine - serving:
            table.held[one] = ("", 0.0)
        mine &= serving
        free = sorted(one for one, (_, until) in table.held.items() if until <= now and one not in mine)
        mine |= frozenset(free[: max(0, fair(alive) - len(mine))])
        table.held.update(dict.fromkeys(mine, (me, now + LEASE_S)))
        return kept(mine, alive)

    async def release(self) -> None:
        me = self._name.worker
        for one in self._table.of(me):
            self._table.held[one] = ("", 0.0)
        self._table.workers.pop(me, None)
        self._table.until.pop(me, None)
