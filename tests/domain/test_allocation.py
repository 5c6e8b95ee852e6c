"""Strategies against brute force: every way to give every piece to every store, on cases small enough."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.domain.allocation import (
    CANDIDATES_MAX,
    FAR_KM,
    Candidate,
    Plan,
    Strategy,
    allocate,
    less,
    merged,
)
from edge.domain.ask import Wanted

SKUS = ("A", "B")
STORES = ("s1", "s2", "s3")

lines = st.lists(
    st.builds(Wanted, sku=st.sampled_from(SKUS), quantity=st.integers(1, 2)), min_size=1, max_size=2
)
stores = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9)), min_size=0, max_size=len(STORES)
).map(
    lambda rows: [
        Candidate(store=STORES[i], distance_km=float(km), available={"A": a, "B": b})
        for i, (a, b, km) in enumerate(rows)
    ]
)


def ways(wanted: tuple[Wanted, ...], candidates: list[Candidate]) -> list[list[tuple[str, str]]]:
    """Every assignment of pieces to stores or to nobody that no shelf forbids: (sku, store) of each piece."""
    pieces = [line.sku for line in wanted for _ in range(line.quantity)]
    names = [one.store for one in candidates]
    shelf = {(one.store, sku): one.available[sku] for one in candidates for sku in SKUS}
    found = []
    for choice in product(("", *names), repeat=len(pieces)):
        given = list(zip(pieces, choice, strict=True))
        if all(given.count((sku, store)) <= shelf[store, sku] for sku, store in set(given) if store):
            found.append(given)
    return found


def of(plan: Plan) -> list[tuple[str, str]]:
    given = [
        (line.sku, share.store) for share in plan.shares for line in share.lines for _ in range(line.quantity)
    ]
    return given + [(line.sku, "") for line in plan.rest for _ in range(line.quantity)]


def worth(strategy: Strategy, given: list[tuple[str, str]], candidates: list[Candidate]) -> tuple[float, ...]:
    """What the strategy wants least of, first things first."""
    km = {one.store: one.distance_km for one in candidates}
    left = {(one.store, sku): one.available[sku] for one in candidates for sku in SKUS}
    used = {store for _, store in given if store}
    unserved = sum(1 for _, store in given if not store)
    alone = unserved == 0 and len(used) == 1
    if strategy == "cheapest":
        return (unserved, len(used), sum(km[store] for store in used))
    if strategy == "nearest":
        return (unserved, not alone, sum(km[store] for _, store in given if store))
    return (unserved, not alone, -sum(left[store, sku] for sku, store in given if store))


@pytest.mark.parametrize("strategy", ["nearest", "most_stock", "cheapest"])
@given(wanted=lines, candidates=stores)
@settings(max_examples=100, deadline=None)
def test_no_other_way_is_better(
    strategy: Strategy, wanted: list[Wanted], candidates: list[Candidate]
) -> None:
    plan = allocate(strategy, wanted, candidates)
    given = of(plan)
    possible = ways(merged(wanted), candidates)
    assert sorted(given) in [sorted(way) for way in possible], "more than a shelf has, or another order"
    best = min(worth(strategy, way, candidates) for way in possible)
    assert worth(strategy, given, candidates) == best


def far(count: int, *, sku: str = "A") -> list[Candidate]:
    return [Candidate(store=f"s{n:02}", distance_km=FAR_KM, available={sku: 1}) for n in range(count)]


def test_a_split_over_many_stores_still_serves_all() -> None:
    plan = allocate("cheapest", [Wanted(sku="A", quantity=6)], far(8))
    assert (len(plan.shares), plan.rest) == (6, ())


def test_more_stores_than_are_looked_at_exactly_still_serve_all() -> None:
    plan = allocate("cheapest", [Wanted(sku="A", quantity=CANDIDATES_MAX + 5)], far(CANDIDATES_MAX + 9))
    assert (len(plan.shares), plan.rest) == (CANDIDATES_MAX + 5, ())


def test_the_same_question_has_the_same_answer() -> None:
    for strategy in ("nearest", "most_stock", "cheapest"):
        assert allocate(strategy, [Wanted(sku="A", quantity=2)], far(5)) == allocate(
            strategy, [Wanted(sku="A", quantity=2)], list(reversed(far(5)))
        )


def test_lines_are_counted_by_sku() -> None:
    wanted = [Wanted(sku="A", quantity=2), Wanted(sku="B", quantity=1), Wanted(sku="A", quantity=1)]
    assert less(wanted, [Wanted(sku="A", quantity=1)]) == (
        Wanted(sku="A", quantity=2),
        Wanted(sku="B", quantity=1),
    )
    assert less(wanted, wanted) == ()
