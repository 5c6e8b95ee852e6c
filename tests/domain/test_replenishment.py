"""Replenishment: what is proposed for given stocks and limits, and what must hold of any."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.domain.replenishment import Limit, Proposal, Standing, proposals

SKU = "A"
STORES = ("s1", "s2", "s3", "w1")


def limit(store: str, low: int, high: int, sku: str = SKU) -> Limit:
    return Limit(store=store, sku=sku, low=low, high=high)


LIMITS = (limit("s1", 4, 10), limit("s2", 4, 10), limit("w1", 0, 0))


def stands(available: int, incoming: int = 0, promised: int = 0) -> Standing:
    return Standing(available=available, incoming=incoming, promised=promised)


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ({"s1": stands(4), "s2": stands(9), "w1": stands(50)}, []),
        ({"s1": stands(3), "s2": stands(9), "w1": stands(50)}, [("w1", "s1", 7)]),
        ({"s1": stands(3), "s2": stands(9), "w1": stands(2)}, [("w1", "s1", 2)]),
        ({"s1": stands(3, incoming=1), "s2": stands(9), "w1": stands(50)}, []),
        ({"s1": stands(0, incoming=3), "s2": stands(9), "w1": stands(50)}, [("w1", "s1", 7)]),
        ({"s1": stands(3), "s2": stands(12), "w1": stands(0)}, [("s2", "s1", 2)]),
        ({"s1": stands(3), "s2": stands(12, promised=2), "w1": stands(0)}, []),
        ({"s1": stands(3), "s2": stands(1), "w1": stands(12)}, [("w1", "s2", 9), ("w1", "s1", 3)]),
        ({"s1": stands(-2), "s2": stands(14), "w1": stands(5)}, [("w1", "s1", 5), ("s2", "s1", 4)]),
        ({"s1": stands(3), "s2": stands(9), "s3": stands(99)}, []),
    ],
    ids=[
        "at the lower limit",
        "filled up to the upper",
        "as far as the warehouse has",
        "on the way counts",
        "on the way is not sent again",
        "a store gives what is above its own upper limit",
        "what it promised it has no more",
        "who lacks most comes first",
        "two donors, the larger first; a ledger below zero is a lack",
        "without limits a store takes no part",
    ],
)
def test_what_is_proposed(standings: dict[str, Standing], expected: list[tuple[str, str, int]]) -> None:
    found = proposals(LIMITS, {(store, SKU): one for store, one in standings.items()})
    assert [(one.source, one.target, one.quantity) for one in found] == expected


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Limit], dict[tuple[str, str], Standing]]:
    keys = draw(st.lists(st.sampled_from([(s, sku) for s in STORES for sku in "AB"]), unique=True))
    count = st.integers(0, 30)
    limits = []
    for store, sku in keys:
        low, high = sorted((draw(count), draw(count)))
        limits.append(limit(store, low, high, sku))
    known = st.sampled_from([(s, sku) for s in STORES for sku in "AB"])
    standing = st.builds(Standing, available=st.integers(-5, 60), incoming=count, promised=count)
    return limits, draw(st.dictionaries(known, standing))


@given(chains())
def test_nobody_gives_below_or_gets_above_its_upper_limit(
    chain: tuple[list[Limit], dict[tuple[str, str], Standing]],
) -> None:
    limits, standings = chain
    found = proposals(limits, standings)
    by_key = {(one.store, one.sku): one for one in limits}
    given_, got = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in found:
        assert one.quantity > 0
        assert one.source != one.target
        given_[one.source, one.sku] += one.quantity
        got[one.target, one.sku] += one.quantity
    for key, count in given_.items():
        standing = standings[key]
        assert standing.available - standing.promised - count >= by_key[key].high
    for key, count in got.items():
        covered = standings.get(key, Standing()).covered
        assert covered < by_key[key].low
        assert covered + count <= by_key[key].high
    assert not given_.keys() & got.keys()


@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(
    chain: tuple[list[Limit], dict[tuple[str, str], Standing]], chance: object
) -> None:
    limits, standings = chain
    shuffled = list(limits)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    rows = list(standings.items())
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert proposals(shuffled, dict(rows)) == proposals(limits, standings)


@given(chains())
def test_whoever_lacks_is_served_while_anybody_can_give(
    chain: tuple[list[Limit], dict[tuple[str, str], Standing]],
) -> None:
    """And once all that was proposed is on its way, nothing more is proposed that could have been before."""
    limits, standings = chain
    found: tuple[Proposal, ...] = proposals(limits, standings)
    after = dict(standings)
    for one in found:
        for key, incoming, promised in (
            ((one.target, one.sku), one.quantity, 0),
            ((one.source, one.sku), 0, one.quantity),
        ):
            was = after.get(key, Standing())
            after[key] = Standing(
                available=was.available,
                incoming=was.incoming + incoming,
                promised=was.promised + promised,
            )
    assert proposals(limits, after) == ()
