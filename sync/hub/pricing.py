"""Prices at the centre: a store's own goes before the chain's, although a store only knows moments and
versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from edge.domain.price import Price
from sync.hub.desk import PriceRow


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One price in the stream. `store` '' is the chain; `derived` repeats a store's price at a chain's
    moment. `set_by`: who decided it, and when, where that was a person.
    """

    price: Price
    store: str = ""
    derived: bool = False
    set_by: str = ""
    set_ms: int = 0

    @property
    def key(self) -> str:
        price = self.price
        return f"{price.sku}|{self.store}|{price.effective_from_ms}"


def in_force(rows: Iterable[Listed], at_ms: int) -> Listed | None:
    """The row that holds at a moment: latest start, then highest version."""
    begun = [row for row in rows if row.price.effective_from_ms <= at_ms]
    return max(begun, key=lambda row: (row.price.effective_from_ms, row.price.version), default=None)


def as_decided(rows: Sequence[Listed], now_ms: int) -> tuple[PriceRow, ...]:
    """What was decided of one SKU, as the desk is shown it: the chain first, then store by store."""
    decided = [row for row in rows if not row.derived]
    holding = {
        store: in_force([row for row in decided if row.store == store], now_ms)
        for store in {row.store for row in decided}
    }
    return tuple(
        PriceRow(
            store=row.store,
            price_fen=row.price.price_fen,
            list_price_fen=row.price.list_price_fen,
            effective_from_ms=row.price.effective_from_ms,
            holds=holding[row.store] is row,
            set_by=row.set_by,
            set_ms=row.set_ms,
        )
        for row in sorted(decided, key=lambda row: (row.store, row.price.effective_from_ms))
    )


def settled(rows: Sequence[Listed]) -> tuple[Listed, ...]:
    """Rows of one SKU to write (again) so that each store's own price stands above the chain's at every
    moment.

    A store takes the latest start, then the highest version. So wherever the chain's price starts while a
    store's own is in force, the store's is said again with that start, after the chain's.
    """
    chain = [row for row in rows if not row.store]
    found = []
    for store in sorted({row.store for row in rows if row.store}):
        own = [row for row in rows if row.store == store and not row.derived]
        said = {row.price.effective_from_ms: row for row in rows if row.store == store}
        for row in sorted(chain, key=lambda row: row.price.effective_from_ms):
            at_ms, version = row.price.effective_from_ms, row.price.version
            holds = in_force(own, at_ms)
            if holds is None:
                continue
            wanted = msgspec.structs.replace(
                holds,
                price=msgspec.structs.replace(holds.price, effective_from_ms=at_ms),
                derived=holds.price.effective_from_ms != at_ms,
            )
            if not _stands(said.get(at_ms), wanted, version):
                found.append(wanted)
    return tuple(found)


def _stands(row: Listed | None, wanted: Listed, above: int) -> bool:
    if row is None or row.price.version < above:
        return False
    return (row.price.price_fen, row.price.list_price_fen) == (
        wanted.price.price_fen,
        wanted.price.list_price_fen,
    )


def outlived(rows: Sequence[Listed], now_ms: int) -> tuple[Listed, ...]:
    """Rows of one SKU that a later one of the same store has replaced for good; its own outlives a repeated
    one.
    """
    gone = []
    for store in {row.store for row in rows}:
        told = [row for row in rows if row.store == store]
        own = [row for row in told if not row.derived]
        for row in told:
            holds = in_force(told if row.derived else own, now_ms)
            if holds is not None and row.price.effective_from_ms < holds.price.effective_from_ms:
                gone.append(row)
    return tuple(gone)
