"""Goods between the stores of the invented trade: limits, and a transfer at every step of its way."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.domain.message import Event
from edge.domain.replenishment import Limit
from edge.domain.stock import Count
from edge.domain.transfer import (
    Transfer,
    TransferReceived,
    TransferRefused,
    TransferSent,
    received,
    refused,
    sent,
)
from sync.hub.desk import NewTransfer, WantedLine
from sync.hub.memory import MemoryHub
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello
from tests.sync.shop import Shop

HOUR_S = 3600
BY = "沈若愚"
ORIGINS = {"s001": "0197b0c8-5b1e-7d10-9b1e-3f0a12b7cc41", "s002": "0197b1c8-5b1e-7d10-9b1e-3f0a22b7cc41"}
HEARD_S = 4  # ago
FREE_MIN = 2  # pieces that a store's lower limit is above what it has


class Between:
    """What was asked for in the last days; `now_s` is when it is looked at."""

    def __init__(self, hub: MemoryHub, clock: SetClock, skus: Sequence[str], now_s: float) -> None:
        self._hub, self._clock, self._skus, self._now_s = hub, clock, skus, now_s
        self._shops = {store: Shop(clock, origin) for store, origin in ORIGINS.items()}
        self._told = dict.fromkeys(ORIGINS, 0)

    async def happens(self) -> None:
        await self._limits()
        await self._came_in()
        await self._on_its_way()
        await self._refused()
        await self._cancelled()
        await self._asks("t-asked", ("s001", "s002"), 30 * HOUR_S, (self._skus[5], 3))
        await self._asks("t-new", ("s003", "s001"), 40 * 60, (self._skus[6], 2), (self._skus[7], 4))
        self._at(HEARD_S)
        for store, shop in self._shops.items():
            await self._hub.hello(store, msgspec.structs.replace(hello(shop.log), store=store))

    async def _limits(self) -> None:
        """Two stores lack what others have to spare; who is below nothing has no limits."""
        self._at(60 * HOUR_S)
        limits = []
        for number, sku in enumerate(self._skus):
            free = {row.store: row.on_hand - row.allocated for row in await self._hub.stock_of(sku)}
            taker, other = ("s001", "s002") if number % 3 == 0 else ("s002", "s001")
            low = free[taker] + FREE_MIN + number
            wanted = {
                taker: (low, low + 4 + 2 * number),
                other: (0, free[other] // 2),
                "s003": (0, max(0, free["s003"] - 9 - number)),
            }
            limits += [
                Limit(store=store, sku=sku, low=least, high=most)
                for store, (least, most) in wanted.items()
                if free[store] >= 0
            ]
        await self._hub.replenishment.set_limits(limits, by=BY)

    async def _came_in(self) -> None:
        """One piece did not arrive."""
        asked = await self._asks(
            "t-came", ("s001", "s002"), 52 * HOUR_S, (self._skus[0], 6), (self._skus[1], 2)
        )
        self._at(50 * HOUR_S)
        gone = sent(asked, _counts(asked), self._clock.now_ms())
        await self._says("s001", TransferSent(transfer=gone))
        self._at(29 * HOUR_S)
        here = received(gone, _counts(gone, less=1), self._clock.now_ms())
        await self._says("s002", TransferReceived(transfer=here))

    async def _on_its_way(self) -> None:
        """Two were damaged and stayed."""
        asked = await self._asks("t-way", ("s002", "s001"), 7 * HOUR_S, (self._skus[2], 8))
        self._at(5 * HOUR_S)
        gone = sent(asked, _counts(asked, less=2), self._clock.now_ms(), reason="damaged")
        await self._says("s002", TransferSent(transfer=gone))

    async def _refused(self) -> None:
        asked = await self._asks("t-refused", ("s001", "s003"), 26 * HOUR_S, (self._skus[4], 1))
        await self._says("s001", TransferRefused(transfer=refused(asked, "needed")))

    async def _cancelled(self) -> None:
        await self._asks("t-cancelled", ("s002", "s003"), 9 * HOUR_S, (self._skus[3], 5))
        self._at(8 * HOUR_S)
        await self._hub.transfers.cancel("t-cancelled", why="溪畔店明天停业盘点", by="许知行")

    async def _asks(
        self, transfer_id: str, route: tuple[str, str], ago_s: float, *lines: tuple[str, int]
    ) -> Transfer:
        self._at(ago_s)
        wanted = tuple(WantedLine(sku=sku, quantity=quantity) for sku, quantity in lines)
        wish = NewTransfer(transfer_id=transfer_id, source=route[0], target=route[1], lines=wanted)
        return await self._hub.transfers.ask(wish, by=BY)

    async def _says(self, store: str, word: Event) -> None:
        shop = self._shops[store]
        if not shop.log.entries:
            await self._hub.hello(store, msgspec.structs.replace(hello(shop.log), store=store))
        shop.append(word)
        first, self._told[store] = self._told[store] + 1, len(shop.log.entries)
        await self._hub.ingest([arrival(shop.log, first, first, store=store)])

    def _at(self, ago_s: float) -> None:
        self._clock.now_s = self._now_s - ago_s


def _counts(transfer: Transfer, *, less: int = 0) -> tuple[Count, ...]:
    """Of the first line so many fewer."""
    return tuple(
        Count(sku=line.sku, quantity=(line.sent or line.quantity) - (0 if number else less))
        for number, line in enumerate(transfer.lines)
    )
