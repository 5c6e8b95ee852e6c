"""Which picture belongs to a SKU: an order line does not say, so products are asked once and remembered."""

from __future__ import annotations

from collections.abc import Iterable

from edge.app.reads import Reads
from edge.domain.order import Line
from edge.domain.task import TaskLine
from kiosk_ui.present.catalog import picture

SKUS_MAX = 8192  # one address each; past it the memory starts afresh


class Pictures:
    """Addresses by SKU, until the catalogue changes."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._known: dict[str, str] = {}

    async def of(self, lines: Iterable[Line | TaskLine]) -> dict[str, str]:
        """Addresses of the lines' SKUs; one that the catalogue no longer names has ''."""
        wanted = {line.sku: line.product_id for line in lines}
        unknown = {product_id for sku, product_id in wanted.items() if sku not in self._known}
        for product_id in sorted(unknown):
            await self._learn(product_id)
        return {sku: self._known.get(sku, "") for sku in wanted}

    def forget(self) -> None:
        """The catalogue changed."""
        self._known = {}

    async def _learn(self, product_id: str) -> None:
        offer = await self._reads.product(product_id)
        if offer is None:
            return
        found = {one.variant.sku: picture(offer.product, one.variant.color_hex) for one in offer.offers}
        if len(self._known) + len(found) > SKUS_MAX:
            self._known = {}
        self._known |= found
