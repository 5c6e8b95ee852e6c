"""A demand under any words in any order: total, never two stores at one parcel, no piece lost or doubled."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from edge.domain.answer import Word, came_back, heard
from edge.domain.ask import Wanted
from edge.domain.demand import cancel, expire, missing, restocked
from edge.domain.departed import TWICE
from edge.domain.fulfilment import (
    ACCEPTED,
    AGAIN_MS,
    ATTEMPTS_MAX,
    LEFT,
    SOON_MS,
    Demand,
    Turn,
)
from edge.domain.pickup import PickedUp, ReadyForPickup
from edge.domain.returned import Returned
from edge.domain.task import (
    FulfilmentAccepted,
    FulfilmentPicked,
    FulfilmentRejected,
    FulfilmentWithdrawn,
    Packed,
    Shipped,
    ShortPicked,
)
from tests.domain.demands import PIECES, STORES, attempt_of, fresh, routed, said

PARCELS = st.sampled_from(
    [(), (Wanted(sku="A", quantity=2),), (Wanted(sku="A", quantity=9), Wanted(sku="Z", quantity=1))]
)


def words(attempt: int) -> st.SearchStrategy[Word]:
    mark = {"order_id": st.just("o"), "attempt": st.just(attempt)}
    return st.one_of(
        st.builds(FulfilmentAccepted, **mark),
        st.builds(FulfilmentRejected, **mark, reason=st.just("no_stock")),
        st.builds(FulfilmentWithdrawn, **mark),
        st.builds(FulfilmentPicked, **mark, picked=st.just(1), of=st.just(1)),
        st.builds(
            ShortPicked,
            **mark,
            sku=st.sampled_from("ABZ"),
            quantity=st.integers(1, 4),
            reason=st.just("damaged"),
        ),
        st.builds(Packed, **mark),
        st.builds(ReadyForPickup, **mark, turn=st.just(0)),
        st.builds(Shipped, **mark, tracking=st.just(""), lines=PARCELS),
        st.builds(PickedUp, **mark, lines=PARCELS),
    )


class Demanding(RuleBasedStateMachine):
    """Any word of any store, the clock and the shopper, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.demand = fresh()
        self.now_ms = 1
        self.left: set[int] = set()

    @rule(available=st.fixed_dictionaries({store: st.integers(0, 3) for store in STORES}))
    def ask(self, available: dict[str, int]) -> None:
        turn = routed(self.demand, self.now_ms, **available)
        told = [one.attempt for one in turn.told]
        assert all(one.state == "asked" for one in told)
        self.demand = turn.demand

    @rule(data=st.data(), number=st.integers(1, 6), known=st.booleans())
    def hear(self, data: st.DataObject, number: int, known: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        attempt = next((one for one in self.demand.attempts if one.attempt == number), None)
        store = attempt.store if attempt is not None and known else "s9"
        number = attempt.number if attempt is not None else number
        word = data.draw(words(number))
        before = self.demand
        turn = heard(before, word, store=store, origin="x", now_ms=self.now_ms)
        self.demand = turn.demand
        if before.find(store, number) is None and not isinstance(word, Shipped | PickedUp):
            assert turn == Turn(demand=before), "nobody speaks of another store's attempt"

    @rule(ms=st.integers(1, AGAIN_MS))
    def passes(self, ms: int) -> None:
        self.now_ms += ms
        turn = expire(self.demand, now_ms=self.now_ms)
        assert len(turn.told) == sum(one.state == "asked" for one in self.demand.attempts) - sum(
            one.state == "asked" for one in turn.demand.attempts
        )
        self.demand = turn.demand

    @rule()
    def call_off(self) -> None:
        self.demand = cancel(self.demand, now_ms=self.now_ms).demand
        assert not any(one.alive and one.state not in LEFT for one in self.demand.attempts)

    @rule()
    def stock_comes(self) -> None:
        self.demand = restocked(self.demand, now_ms=self.now_ms)

    @rule(quantity=st.integers(1, 3))
    def returns(self, quantity: int) -> None:
        back = Returned(return_id="r", order_id="o", lines=(Wanted(sku="A", quantity=quantity),), reason="x")
        self.demand = came_back(self.demand, back, now_ms=self.now_ms)

    @invariant()
    def one_store_a_parcel(self) -> None:
        for part in self.demand.parts:
            alive = [one for one in self.demand.attempts if one.part == part.part and one.alive]
            assert len(alive) <= 1
            for one in alive:
                assert one.lines == part.lines

    @invariant()
    def every_piece_stands_in_one_part(self) -> None:
        sums = Counter[str]()
        for part in self.demand.parts:
            for line in part.lines:
                assert line.quantity > 0
                sums[line.sku] += line.quantity
        assert sums == PIECES

    @invariant()
    def somebody_looks_after_what_is_open(self) -> None:
        for part in self.demand.parts:
            if self.demand.open(part) and len(self.demand.attempts) < ATTEMPTS_MAX:
                assert part.next_ms > 0
        assert self.demand.cancelled or self.demand.state != "cancelled"
        assert (self.demand.state == "promised") <= all(
            one.state in ACCEPTED for part in self.demand.parts if (one := self.demand.live(part.part))
        )

    @invariant()
    def it_is_kept_as_it_is(self) -> None:
        body = msgspec.json.encode(self.demand)
        assert msgspec.json.decode(body, type=Demand) == self.demand

    @invariant()
    def holds_follow_the_states(self) -> None:
        for one in self.demand.attempts:
            if one.state == "asked":
                assert one.hold == "asked"
            if one.state in LEFT:
                assert one.hold == "free"
            if one.hold == "asked":
                assert one.state == "asked"


Demanding.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, phases=(Phase.explicit, Phase.generate)
)
TestDemanding = Demanding.TestCase


@pytest.mark.parametrize("before", [(), ("picking",), ("picking", "packed")])
def test_an_answer_to_the_live_attempt_is_confirmed_whatever_was_heard_before_it(
    before: tuple[str, ...],
) -> None:
    demand = routed(fresh(), s1=9).demand
    ahead: dict[str, Word] = {
        "picking": FulfilmentPicked(order_id="o", attempt=1, picked=1, of=4),
        "packed": Packed(order_id="o", attempt=1),
    }
    for state in before:
        demand = said(demand, ahead[state]).demand
    turn = said(demand, FulfilmentAccepted(order_id="o", attempt=1))
    assert [(one.word, one.attempt.attempt) for one in turn.told] == [("confirmed", 1)]
    assert attempt_of(turn.demand, 1).state == (before[-1] if before else "accepted")
    again = said(turn.demand, FulfilmentAccepted(order_id="o", attempt=1))
    assert (again.demand, again.told) == (turn.demand, turn.told), "told again it is the same word"


def test_a_parcel_sent_by_a_store_that_was_passed_over_stops_the_next_one() -> None:
    demand = expire(routed(fresh(), s1=9, s2=9).demand, now_ms=100).demand
    demand = routed(demand, 100, s1=9, s2=9).demand
    demand = said(demand, FulfilmentAccepted(order_id="o", attempt=2)).demand
    turn = said(demand, Shipped(order_id="o", attempt=1, tracking=""))
    assert [(one.attempt.attempt, one.word) for one in turn.told] == [(1, "left"), (2, "withdrawn")]
    assert [one.state for one in turn.demand.attempts] == ["shipped", "withdrawn"]
    both = said(turn.demand, Shipped(order_id="o", attempt=2, tracking=""))
    assert [(one.attempt.attempt, one.word) for one in both.told] == [(2, "left")]
    assert said(both.demand, Shipped(order_id="o", attempt=1, tracking="")).told == ()
    assert attempt_of(both.demand, 2).reason == TWICE, "a person must see it"


def test_what_nobody_has_is_looked_for_soon_and_then_now_and_then() -> None:
    demand = routed(fresh(), 1).demand
    assert demand.state == "back_order"
    assert demand.due_ms == 1 + SOON_MS
    assert missing(demand) == {"A", "B"}
    demand = routed(demand, 1 + SOON_MS).demand
    assert demand.due_ms == 1 + SOON_MS + AGAIN_MS


def test_attempts_are_bounded_and_then_a_person_must_look() -> None:
    demand, now_ms = fresh(A=1), 1
    for _ in range(4 * ATTEMPTS_MAX):
        now_ms += AGAIN_MS
        demand = routed(expire(demand, now_ms=now_ms).demand, now_ms, s1=9).demand
    assert len(demand.attempts) == ATTEMPTS_MAX
    demand = expire(demand, now_ms=now_ms + AGAIN_MS).demand
    demand = routed(demand, now_ms + AGAIN_MS, s1=9).demand
    assert (demand.state, demand.due_ms) == ("back_order", None)


@pytest.mark.parametrize("quantity", [1, 2, 3])
def test_short_pieces_go_their_own_way(quantity: int) -> None:
    demand = said(routed(fresh(A=3), s1=9).demand, FulfilmentAccepted(order_id="o", attempt=1)).demand
    short = ShortPicked(order_id="o", attempt=1, sku="A", quantity=quantity, reason="damaged")
    demand = routed(said(demand, short).demand, 60, s1=9, s2=9).demand
    lines = [(one.store, one.state, one.lines[0].quantity) for one in demand.attempts]
    kept = ("s1", "accepted", 3 - quantity) if quantity < 3 else ("s1", "rejected", 3)
    assert lines == [kept, ("s2", "asked", quantity)]
