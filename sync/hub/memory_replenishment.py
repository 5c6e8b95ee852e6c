"""Limits and proposals in memory, by the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.errors import Rejected
from sync.hub import replenishment
from sync.hub.replenishment import Level, Removed, Replenished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.domain.replenishment import Key, Limit
    from sync.hub.memory_allocation import MemoryDemands
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.hub.memory_shop import MemoryShop
    from sync.hub.memory_transfers import MemoryTransfers
    from sync.hub.replenishment import Choice, ProposalRow
    from sync.ports import Clock


class MemoryReplenishment:
    """Implements `sync.hub.goods_ports.Replenishment` over the stock and transfers of a centre in memory."""

    def __init__(
        self,
        clock: Clock,
        feeds: MemoryFeeds,
        shop: MemoryShop,
        demands: MemoryDemands,
        transfers: MemoryTransfers,
    ) -> None:
        self._clock, self._feeds, self._shop, self._demands = clock, feeds, shop, demands
        self._transfers = transfers
        self._limits: dict[Key, Level] = {}
        self._removed: dict[tuple[str, str, int], Removed] = {}  # the latest first

    async def limits(self, *, store: str = "", text: str = "", limit: int = 100) -> tuple[Level, ...]:
        listed = [one for one in self._limits.values() if store in ("", one.store)]
        if text.strip():
            hits = self._feeds.find(text, self._clock.now_ms())[: replenishment.FOUND_MAX]
            skus = {one.sku for one in hits}
            listed = [one for one in listed if one.sku in skus]
        listed.sort(key=lambda one: (one.sku, one.store))
        return self._levels(listed[: min(limit, replenishment.ROWS_MAX)])

    async def set_limits(self, limits: Sequence[Limit], *, by: str = "") -> int:
        limits = replenishment.checked(limits)
        self._transfers.checked({one.store for one in limits}, {one.sku for one in limits})
        now_ms = self._clock.now_ms()
        changed = {
            (one.store, one.sku): Level(
                store=one.store, sku=one.sku, low=one.low, high=one.high, set_by=by, set_ms=now_ms
            )
            for one in limits
            if self._range(one) != (one.low, one.high)
        }
        if len(self._limits | changed) > replenishment.LIMITS_MAX:
            raise Rejected("limits_full", most=replenishment.LIMITS_MAX)
        self._limits |= changed
        return len(changed)

    async def delete_limits(self, keys: Sequence[Key], *, by: str = "") -> int:
        gone = [self._limits.pop(key) for key in set(keys) if key in self._limits]
        now_ms = self._clock.now_ms()
        for one in gone:
            removed = Removed(
                store=one.store, sku=one.sku, low=one.low, high=one.high, removed_by=by, removed_ms=now_ms
            )
            self._removed[one.store, one.sku, now_ms] = removed
        latest = sorted(self._removed.items(), key=lambda kept: _latest_first(kept[1]))
        self._removed = dict(latest[: replenishment.REMOVED_MAX])
        return len(gone)

    async def removed(self, *, store: str = "", limit: int = 100) -> tuple[Removed, ...]:
        found = [one for one in self._removed.values() if store in ("", one.store)]
        return tuple(found[: min(limit, replenishment.ROWS_MAX)])

    async def proposals(self, *, sku: str = "", store: str = "", limit: int = 100) -> tuple[ProposalRow, ...]:
        levels = self._levels(one for one in self._limits.values() if sku in ("", one.sku))
        found = replenishment.of_store(replenishment.proposed(levels), store)
        return tuple(found[: min(limit, replenishment.ROWS_MAX)])

    async def send(self, key: str, choices: Sequence[Choice], *, by: str = "") -> Replenished:
        plan = replenishment.planned(key, choices)
        ids = sorted(one.transfer_id for one in plan)
        known = {one: self._transfers.known[one] for one in ids if one in self._transfers.known}
        replenishment.again(known, plan)
        skus = {one.sku for one in choices}
        rows = replenishment.proposed(self._levels(one for one in self._limits.values() if one.sku in skus))
        done = list(known.values())
        if not known:
            done = self._transfers.made(replenishment.borne(plan, rows), by=by)
        return replenishment.replenished(done, plan, rows)

    def _range(self, one: Limit) -> tuple[int, int] | None:
        known = self._limits.get((one.store, one.sku))
        return None if known is None else (known.low, known.high)

    def _levels(self, limits: Iterable[Level]) -> tuple[Level, ...]:
        """As they stand: what is there, what orders hold, what is on the way."""
        asked = self._demands.kept["asked"]
        levels = []
        for one in limits:
            row = self._shop.stock.get((one.store, one.sku))
            on_hand, allocated = (0, 0) if row is None else (row.on_hand, row.allocated)
            allocated += asked[one.store, one.sku]
            levels.append(msgspec.structs.replace(one, on_hand=on_hand, allocated=allocated))
        return replenishment.Way(self._transfers.known.values()).with_it(levels)


def _latest_first(one: Removed) -> tuple[int, str, str]:
    return (-one.removed_ms, one.sku, one.store)
