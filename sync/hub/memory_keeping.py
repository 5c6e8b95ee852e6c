"""What keeps a centre in memory: its generation, its logs, its backups."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import msgspec

from sync.hub.memory_goods import MemoryGoods
from sync.hub.memory_leases import LeaseTable, MemoryLeases
from sync.hub.memory_logs import MemoryLogs
from sync.hub.memory_member_desk import MemoryMemberDesk
from sync.hub.memory_replenishment import MemoryReplenishment
from sync.hub.memory_transfers import MemoryTransfers
from sync.hub.snapshots import Snapshots

if TYPE_CHECKING:
    from edge.domain.member_code import ChainKey
    from sync.hub.desk import BackupState, WorkerRow
    from sync.hub.leases import WorkerName
    from sync.hub.workers import LagRow
    from sync.ports import Clock

    State = dict[str, object]


class MemoryKeeping(MemoryGoods):
    """Implements `sync.hub.ports.Keeping`. A backup is all that the hub knows, apart from its clock and from
    who listens.
    """

    def __init__(self, clock: Clock, chain: ChainKey | None = None) -> None:
        super().__init__(clock)
        self.members = MemoryMemberDesk(self.feeds, self.shop, clock, chain)
        self.transfers = MemoryTransfers(clock, self.feeds, self._stores)
        self.replenishment = MemoryReplenishment(
            clock, self.feeds, self.shop, self.demands_known, self.transfers
        )
        self._gen = clock.new_id()
        self.logs = MemoryLogs()
        self._snapshots = Snapshots(clock.monotonic)
        self._leases = LeaseTable(clock)

    @property
    def gen(self) -> str:
        return self._gen

    def leases(self, name: WorkerName) -> MemoryLeases:
        return MemoryLeases(self._leases, name)

    async def workers(self) -> tuple[WorkerRow, ...]:
        return self._leases.rows()

    async def lags(self, *, limit: int = 100) -> tuple[LagRow, ...]:
        return self.logs.lags()[:limit]

    async def require_backup(self, *, required: bool) -> None:
        self.logs.backup = msgspec.structs.replace(self.logs.backup, required=required)

    async def backup_state(self) -> BackupState:
        return self.logs.backup

    async def erased(self) -> dict[str, int]:
        return dict(self.shop.erased)

    def back_up(self) -> State:
        """All of it as it stands; what it holds counts as safe from now on."""
        kept = self._copied(vars(self))
        self.logs.cover(self._clock.now_ms())
        return kept

    def restore(self, backup: State) -> None:
        """Go back to a backup, as another generation; who was erased meanwhile stays so."""
        gone, decided = self.shop.erased, self.members.decided
        vars(self).update(self._copied(backup))
        self._gen = self._clock.new_id()
        self._snapshots = Snapshots(self._clock.monotonic)
        self.demands_known.begin_anew(len(self._stores))
        self.logs.cover(self._clock.now_ms())
        self.shop.erase_again(gone)
        self.members.decided = {**decided, **self.members.decided}
        self.members.erase_again()

    def _copied(self, state: State) -> State:
        """A deep copy that shares the clock and the listeners."""
        shared = (self, self._clock, self.feeds.bells, self._leases)
        return copy.deepcopy(state, {id(one): one for one in shared})
