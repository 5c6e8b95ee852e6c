"""Transfers in memory, by the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.transfer import cancelled
from edge.errors import Rejected
from sync.hub import transfer_sheet, transfers
from sync.hub.letters import reasoned
from sync.hub.transfer_sheet import Decided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from edge.domain.transfer import Transfer
    from sync.hub.desk import NewTransfer
    from sync.hub.facts import TransferNews
    from sync.hub.feeds import Entry
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.hub.seed_row import SeedStore
    from sync.hub.transfer_sheet import TransferRow
    from sync.ports import Clock


class MemoryTransfers:
    """Implements `sync.hub.goods_ports.Transfers` over the streams and stores of a centre in memory."""

    def __init__(self, clock: Clock, feeds: MemoryFeeds, stores: Mapping[str, SeedStore | None]) -> None:
        self._clock, self._feeds, self._stores = clock, feeds, stores
        self.known: dict[str, Transfer] = {}
        self._decided: dict[str, Decided] = {}

    def apply(self, told: Sequence[TransferNews]) -> None:
        asked = transfers.wishes(self.known, told)
        skus = {line.sku for one in asked for line in one.lines if self._feeds.has(line.sku)}
        opened = sum(one.state in transfers.OPEN for one in self.known.values())
        barred = transfers.barred(asked, self._stores, skus, opened)
        changed, entries = transfers.turned(self.known, told, barred)
        self.known |= changed
        self._tell(entries)

    async def ask(self, wish: NewTransfer, *, by: str = "") -> Transfer:
        if wish.transfer_id in self.known:
            return transfers.again(self.known[wish.transfer_id], transfers.asked(wish, 0))
        (transfer,) = self.made([wish], by=by)
        return transfer

    def made(self, wishes: Sequence[NewTransfer], *, by: str) -> list[Transfer]:
        """Asked for, and told to the stores that send them; nothing stands under their ids yet."""
        asked = [transfers.asked(wish, self._clock.now_ms()) for wish in wishes]
        routes = {store for one in asked for store in (one.source, one.target)}
        self.checked(routes, {line.sku for one in asked for line in one.lines})
        opened = sum(one.state in transfers.OPEN for one in self.known.values())
        if opened + len(asked) > transfers.OPEN_MAX:
            raise Rejected("transfers_open", most=transfers.OPEN_MAX)
        for one in asked:
            self.known[one.transfer_id] = one
            self._decided[one.transfer_id] = Decided(asked_by=by)
            self._tell(transfers.entries(one))
        return asked

    async def cancel(self, transfer_id: str, *, why: str, by: str) -> Transfer:
        why, known = reasoned(why), self.known.get(transfer_id)
        if known is None:
            raise Rejected("no_transfer")
        if known.state != "cancelled":
            self.known[transfer_id] = known = cancelled(known, why)
            self._decided[transfer_id] = msgspec.structs.replace(
                self._decided.get(transfer_id, Decided()),
                cancelled_by=by,
                cancelled_ms=self._clock.now_ms(),
                cancelled_why=why,
            )
            self._tell(transfers.entries(known))
        return known

    async def look(self, transfer_id: str) -> TransferRow:
        known = self.known.get(transfer_id)
        if known is None:
            raise Rejected("no_transfer")
        return self._row(known)

    async def rows(self, *, state: str = "", store: str = "", limit: int = 100) -> tuple[TransferRow, ...]:
        found = [
            one
            for one in self.known.values()
            if state in ("", one.state) and store in ("", one.source, one.target)
        ]
        latest = sorted(found, key=lambda one: (one.asked_ms, one.transfer_id), reverse=True)
        return tuple(map(self._row, latest[: min(limit, transfers.ROWS_MAX)]))

    def checked(self, stores: Collection[str], skus: Collection[str]) -> None:
        """`Rejected('no_store' | 'no_item')` names the first that is not there."""
        for store in sorted(stores):
            if store not in self._stores:
                raise Rejected("no_store", store=store)
        for sku in sorted(skus):
            if not self._feeds.has(sku):
                raise Rejected("no_item", sku=sku)

    def _row(self, one: Transfer) -> TransferRow:
        return transfer_sheet.row(one, self._decided.get(one.transfer_id, Decided()))

    def _tell(self, entries: Sequence[tuple[str, Entry]]) -> None:
        for scope, entry in entries:
            self._feeds.put(scope, "task", [entry])
