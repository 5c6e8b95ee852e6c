"""Replenishment: who should send what to whom, so that every store stands between its limits. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

Key = tuple[str, str]  # store, SKU


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """Below `low` a store is filled up to `high`; what it has above `high` it may give. A warehouse has 0 and
    0; a store without limits neither gives nor gets.
    """

    store: str
    sku: str
    low: int
    high: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A store's pieces of one SKU: free on the shelf; on their way here, asked for or sent; asked of it for
    another store and not yet sent.
    """

    available: int = 0
    incoming: int = 0
    promised: int = 0

    @property
    def covered(self) -> int:
        """What it will have when all that is under way has arrived."""
        return self.available + self.incoming - self.promised


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    target: str
    sku: str
    quantity: int


def proposals(limits: Iterable[Limit], standings: Mapping[Key, Standing]) -> tuple[Proposal, ...]:
    """By SKU: who lacks most is served first, by who has most to spare, so that few parcels go. Nobody gives
    below its own `high` nor gets above it, and the order of what is given changes nothing.
    """
    by_sku: defaultdict[str, dict[str, Limit]] = defaultdict(dict)
    for limit in limits:
        by_sku[limit.sku][limit.store] = limit
    return tuple(
        one
        for sku in sorted(by_sku)
        for one in _of_one(
            sku,
            [(limit, standings.get((store, sku), Standing())) for store, limit in by_sku[sku].items()],
        )
    )


def _of_one(sku: str, stores: Iterable[tuple[Limit, Standing]]) -> list[Proposal]:
    spare: dict[str, int] = {}
    lacking: list[tuple[int, str, int]] = []
    for limit, standing in stores:
        here = standing.available - standing.promised
        if here > limit.high:
            spare[limit.store] = here - limit.high
        elif standing.covered < limit.low:
            lacking.append((standing.covered - limit.low, limit.store, limit.high - standing.covered))
    found: list[Proposal] = []
    for _, target, need in sorted(lacking):
        left = need
        while left and any(spare.values()):
            source = min(spare, key=lambda store: (-spare[store], store))
            quantity = min(left, spare[source])
            found.append(Proposal(source=source, target=target, sku=sku, quantity=quantity))
            spare[source] -= quantity
            left -= quantity
    return found
