"""Items, their stock and their prices in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.hub import prices
from sync.hub.memory_allocation import MemoryAllocations
from sync.hub.pricing import as_decided

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sync.hub.desk import FoundItem, PriceChange, PriceRow, StockRow


class MemoryGoods(MemoryAllocations):
    """What `sync.hub.ports.Desk` is asked about goods."""

    async def find(self, text: str, *, limit: int = 20) -> tuple[FoundItem, ...]:
        return self.feeds.find(text, self._clock.now_ms())[:limit]

    async def items(self, skus: Collection[str]) -> tuple[FoundItem, ...]:
        return self.feeds.named(skus, self._clock.now_ms())

    async def stock_of(self, sku: str) -> tuple[StockRow, ...]:
        return self.shop.stock_of(sku)

    async def prices_of(self, sku: str) -> tuple[PriceRow, ...]:
        return as_decided(self.feeds.prices(sku), self._clock.now_ms())

    async def set_prices(self, changes: Sequence[PriceChange], *, by: str = "") -> int:
        now_ms = self._clock.now_ms()
        for change in changes:
            prices.checked(change, now_ms)
            self._known(change.sku, change.store)
        rows = [prices.listed(change, self.feeds.prices(change.sku), now_ms, by) for change in changes]
        return self.feeds.write_prices(rows, now_ms)
