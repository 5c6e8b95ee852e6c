"""Which stores should ship: strategies as pure functions over what each could give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Literal

import msgspec

from edge.domain.ask import Wanted

Strategy = Literal["nearest", "most_stock", "cheapest"]
FAR_KM = 20_038.0  # a store or a receiver of unknown place; nothing on earth is farther
PARCELS_EXACT = 3  # a split over more is found greedily
CANDIDATES_MAX = 30  # stores looked at for one split, nearest first


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A store and what it could give now: `available` by SKU, positive."""

    store: str
    distance_km: float
    available: Mapping[str, int]

    def gives(self, line: Wanted) -> int:
        return min(line.quantity, self.available.get(line.sku, 0))


class Share(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    lines: tuple[Wanted, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who ships what; `rest` nobody has."""

    shares: tuple[Share, ...]
    rest: tuple[Wanted, ...] = ()


def allocate(strategy: Strategy, lines: Sequence[Wanted], candidates: Sequence[Candidate]) -> Plan:
    """Lines of one SKU are one; never more than is available; as much as there is."""
    return STRATEGIES[strategy](merged(lines), candidates)


def nearest(lines: Sequence[Wanted], candidates: Sequence[Candidate]) -> Plan:
    """The nearest store that has all of it, else each piece from the nearest that has it."""
    return _by_piece(lines, candidates, lambda one, _: one.distance_km)


def most_stock(lines: Sequence[Wanted], candidates: Sequence[Candidate]) -> Plan:
    """The store with the most of it, else each piece from the one with the most."""
    return _by_piece(lines, candidates, lambda one, sku: -float(one.available.get(sku, 0)))


def cheapest(lines: Sequence[Wanted], candidates: Sequence[Candidate]) -> Plan:
    """The fewest parcels, then the least kilometres of all parcels."""
    useful = sorted(
        (one for one in candidates if any(one.gives(line) for line in lines)),
        key=lambda one: (one.distance_km, one.store),
    )[:CANDIDATES_MAX]
    most = _served(lines, useful)
    if most < _served(lines, candidates):
        return _greedy(lines, candidates, _distance)
    for parcels in range(min(PARCELS_EXACT, len(useful)) + 1):
        whole = [found for found in combinations(useful, parcels) if _served(lines, found) == most]
        if whole:
            return _greedy(lines, min(whole, key=_kilometres), _distance)
    return _greedy(lines, _covering(lines, useful, most), _distance)


STRATEGIES: Mapping[Strategy, Callable[[Sequence[Wanted], Sequence[Candidate]], Plan]] = {
    "nearest": nearest,
    "most_stock": most_stock,
    "cheapest": cheapest,
}


def merged(lines: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """One line a SKU."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return tuple(Wanted(sku=sku, quantity=quantity) for sku, quantity in sums.items() if quantity > 0)


def less(lines: Sequence[Wanted], gone: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """What is left of `lines` when `gone` is taken off."""
    taken = {line.sku: line.quantity for line in merged(gone)}
    left = (Wanted(sku=line.sku, quantity=line.quantity - taken.get(line.sku, 0)) for line in merged(lines))
    return tuple(line for line in left if line.quantity > 0)


Cost = Callable[[Candidate, str], float]


def _by_piece(lines: Sequence[Wanted], candidates: Sequence[Candidate], cost: Cost) -> Plan:
    whole = [one for one in candidates if all(one.gives(line) == line.quantity for line in lines)]
    if whole:
        best = min(
            whole, key=lambda one: (sum(line.quantity * cost(one, line.sku) for line in lines), one.store)
        )
        return Plan(shares=(Share(store=best.store, lines=tuple(lines)),) if lines else ())
    return _greedy(lines, candidates, cost)


def _greedy(lines: Sequence[Wanted], candidates: Sequence[Candidate], cost: Cost) -> Plan:
    shares: dict[str, list[Wanted]] = {}
    rest: list[Wanted] = []
    for line in lines:
        left = line.quantity
        sku = line.sku
        for one in sorted(candidates, key=lambda one: (cost(one, sku), one.store)):
            count = min(left, one.available.get(sku, 0))
            if count > 0:
                shares.setdefault(one.store, []).append(Wanted(sku=sku, quantity=count))
                left -= count
        if left:
            rest.append(Wanted(sku=sku, quantity=left))
    found = tuple(Share(store=store, lines=tuple(given)) for store, given in shares.items())
    return Plan(shares=found, rest=tuple(rest))


def _covering(lines: Sequence[Wanted], useful: Sequence[Candidate], most: int) -> list[Candidate]:
    chosen: list[Candidate] = []
    while _served(lines, chosen) < most:
        others = [one for one in useful if one not in chosen]
        chosen.append(
            max(others, key=lambda one: (_served(lines, [*chosen, one]), -one.distance_km, one.store))
        )
    return chosen


def _served(lines: Sequence[Wanted], stores: Sequence[Candidate]) -> int:
    return sum(
        min(line.quantity, sum(max(0, one.available.get(line.sku, 0)) for one in stores)) for line in lines
    )


def _kilometres(stores: Sequence[Candidate]) -> tuple[float, tuple[str, ...]]:
    return sum(one.distance_km for one in stores), tuple(one.store for one in stores)


def _distance(one: Candidate, _: str) -> float:
    return one.distance_km
