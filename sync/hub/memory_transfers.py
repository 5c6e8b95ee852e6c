"""Transfers and replenishment in memory, by the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.replenishment import proposals
from edge.domain.transfer import cancelled
from edge.errors import Rejected
from sync.hub import transfers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edge.domain.replenishment import Key, Limit, Proposal
    from edge.domain.transfer import Transfer
    from sync.hub.desk import NewTransfer
    from sync.hub.facts import TransferNews
    from sync.hub.feeds import Entry
    from sync.hub.memory_allocation import MemoryDemands
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.hub.memory_shop import MemoryShop
    from sync.hub.seed_row import SeedStore
    from sync.ports import Clock


class MemoryTransfers:
    """Implements `sync.hub.ports.Transfers` over the streams, stock and stores of a centre in memory."""

    def __init__(
        self,
        clock: Clock,
        feeds: MemoryFeeds,
        shop: MemoryShop,
        demands: MemoryDemands,
        stores: Mapping[str, SeedStore | None],
    ) -> None:
        self._clock, self._feeds, self._shop, self._demands = clock, feeds, shop, demands
        self._stores = stores
        self._known: dict[str, Transfer] = {}
        self._limits: dict[Key, Limit] = {}

    def apply(self, told: Sequence[TransferNews]) -> None:
        changed, entries = transfers.turned(self._known, told)
        self._known |= changed
        self._tell(entries)

    async def ask(self, wish: NewTransfer) -> Transfer:
        transfer = transfers.asked(wish, self._clock.now_ms())
        if transfer.transfer_id in self._known:
            return transfers.again(self._known[transfer.transfer_id], transfer)
        self._checked({transfer.source, transfer.target}, {line.sku for line in transfer.lines})
        if sum(one.state in transfers.OPEN for one in self._known.values()) >= transfers.OPEN_MAX:
            raise Rejected("transfers_open", most=transfers.OPEN_MAX)
        self._known[transfer.transfer_id] = transfer
        self._tell(transfers.entries(transfer))
        return transfer

    async def cancel(self, transfer_id: str) -> Transfer:
        known = self._known.get(transfer_id)
        if known is None:
            raise Rejected("no_transfer")
        if known.state != "cancelled":
            self._known[transfer_id] = known = cancelled(known)
            self._tell(transfers.entries(known))
        return known

    async def rows(self, *, state: str = "", store: str = "", limit: int = 100) -> tuple[Transfer, ...]:
        found = [
            one
            for one in self._known.values()
            if state in ("", one.state) and store in ("", one.source, one.target)
        ]
        latest = sorted(found, key=lambda one: (one.asked_ms, one.transfer_id), reverse=True)
        return tuple(latest[: min(limit, transfers.ROWS_MAX)])

    async def set_limits(self, limits: Sequence[Limit]) -> int:
        limits = transfers.checked(limits)
        self._checked({one.store for one in limits}, {one.sku for one in limits})
        after = {**self._limits, **{(one.store, one.sku): one for one in limits}}
        if len(after) > transfers.LIMITS_MAX:
            raise Rejected("limits_full", most=transfers.LIMITS_MAX)
        changed = sum(self._limits.get(key) != one for key, one in after.items())
        self._limits = after
        return changed

    async def proposals(self, *, sku: str = "", limit: int = 100) -> tuple[Proposal, ...]:
        limits = {key: one for key, one in self._limits.items() if sku in ("", one.sku)}
        asked = self._demands.kept["asked"]
        free = {
            key: row.on_hand - row.allocated - asked[key]
            for key, row in self._shop.stock.items()
            if key in limits
        }
        standings = transfers.standings(free, self._known.values())
        return proposals(limits.values(), standings)[: min(limit, transfers.ROWS_MAX)]

    def _checked(self, stores: set[str], skus: set[str]) -> None:
        for store in sorted(stores):
            if store not in self._stores:
                raise Rejected("no_store", store=store)
        for sku in sorted(skus):
            if not self._feeds.has(sku):
                raise Rejected("no_item", sku=sku)

    def _tell(self, entries: Sequence[tuple[str, Entry]]) -> None:
        for scope, entry in entries:
            self._feeds.put(scope, "task", [entry])
