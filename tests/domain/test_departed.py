"""What left a house counts whatever the centre had forgotten: nothing is sent a second time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from edge.domain.answer import Word, heard
from edge.domain.ask import Wanted
from edge.domain.demand import begun_anew, expire, route
from edge.domain.departed import ELSEWHERE, TWICE
from edge.domain.fulfilment import LEFT, SOON_MS, Attempt, Demand, Turn
from edge.domain.pickup import PickedUp
from edge.domain.task import FulfilmentAccepted, FulfilmentRejected, Packed, Shipped, ShortPicked
from tests.domain.demands import STORES, attempt_of, fresh, routed, said, shelf

Line = tuple[str, int]
RESTORED_MS = 150
PIECES = Counter({"A": 3, "B": 1})


def parcel(*lines: Line) -> tuple[Wanted, ...]:
    return tuple(Wanted(sku=sku, quantity=quantity) for sku, quantity in lines)


def states(demand: Demand) -> list[tuple[str, str, str]]:
    return [(one.store, one.state, one.reason) for one in demand.attempts]


def words(turn: Turn) -> list[tuple[str, int, str]]:
    return [(one.attempt.store, one.attempt.number, one.word) for one in turn.told]


def wanted(demand: Demand) -> list[tuple[int, tuple[Wanted, ...]]]:
    return [(part.part, part.lines) for part in demand.parts if part.lines]


def pieces(lines: tuple[Wanted, ...]) -> Counter[str]:
    return Counter({line.sku: line.quantity for line in lines})


def asked_again(**available: int) -> Demand:
    """Two pieces asked of s1, which was silent; then asked of those that have them."""
    demand = expire(routed(fresh(A=2), s1=9).demand, now_ms=100).demand
    return routed(demand, 100, **available).demand


def shipped(number: int, *lines: Line) -> Shipped:
    return Shipped(order_id="o", attempt=number, tracking="SF1", lines=parcel(*lines))


def test_a_late_parcel_stops_every_store_that_its_part_was_split_over() -> None:
    demand = asked_again(s2=1, s3=1)
    demand = said(demand, FulfilmentAccepted(order_id="o", attempt=3)).demand
    turn = said(demand, shipped(1))
    assert words(turn) == [("s1", 1, "left"), ("s2", 2, "withdrawn"), ("s3", 3, "withdrawn")]
    assert states(turn.demand) == [
        ("s1", "shipped", "late"),
        ("s2", "withdrawn", ELSEWHERE),
        ("s3", "withdrawn", ELSEWHERE),
    ]
    assert wanted(turn.demand) == [(1, parcel(("A", 2)))]
    assert (turn.demand.state, turn.demand.due_ms) == ("shipped", None)


def test_a_late_parcel_takes_its_pieces_off_the_back_order() -> None:
    demand = asked_again(s2=1)
    assert demand.state == "back_order"
    turn = said(demand, shipped(1))
    assert (turn.demand.state, turn.demand.due_ms) == ("shipped", None)


def test_of_a_part_that_left_in_pieces_the_rest_is_asked_for_anew() -> None:
    demand = asked_again(s2=9)
    turn = said(demand, shipped(1, ("A", 1)))
    assert words(turn) == [("s1", 1, "left"), ("s2", 2, "withdrawn")]
    assert wanted(turn.demand) == [(1, parcel(("A", 1))), (2, parcel(("A", 1)))]
    demand = routed(turn.demand, 100, s3=9).demand
    assert [(one.store, one.part, one.state) for one in demand.attempts if one.alive] == [
        ("s1", 2, "shipped"),
        ("s3", 1, "asked"),
    ]


def test_what_left_before_the_short_pieces_were_told_leaves_them_open() -> None:
    demand = said(routed(fresh(A=3), s1=9).demand, FulfilmentAccepted(order_id="o", attempt=1)).demand
    demand = said(demand, shipped(1, ("A", 2))).demand
    short = ShortPicked(order_id="o", attempt=1, sku="A", quantity=1, reason="damaged")
    demand = routed(said(demand, short).demand, 60, s2=9).demand
    assert [(one.store, one.state, one.lines) for one in demand.attempts] == [
        ("s1", "shipped", parcel(("A", 2))),
        ("s2", "asked", parcel(("A", 1))),
    ]


@pytest.mark.parametrize("lines", [(), (("A", 2),)])
def test_a_parcel_of_an_attempt_that_was_lost_stops_who_has_its_number_now(lines: tuple[Line, ...]) -> None:
    demand = begun_anew(asked_again(s3=9), now_ms=RESTORED_MS)
    word = shipped(2, *lines)
    turn = heard(demand, word, store="s2", origin="x", now_ms=200)
    assert words(turn) == [("s2", 2, "left"), ("s3", 2, "withdrawn")]
    assert states(turn.demand)[1:] == [("s3", "withdrawn", ELSEWHERE), ("s2", "shipped", "unknown")]
    assert (turn.demand.state, turn.demand.due_ms) == ("shipped", None)
    assert attempt_of(turn.demand, RESTORED_MS + 1).tracking == "SF1"
    assert wanted(turn.demand) == [(1, parcel(("A", 2)))]
    assert heard(turn.demand, word, store="s2", origin="x", now_ms=201) == Turn(demand=turn.demand)
    late = heard(turn.demand, FulfilmentAccepted(order_id="o", attempt=2), store="s2", origin="x", now_ms=202)
    assert late == Turn(demand=turn.demand), "what left is neither confirmed nor withdrawn"


def test_of_an_attempt_that_no_centre_can_have_given_nobody_may_speak() -> None:
    demand = asked_again(s3=9)
    for number in (-1, 0, 1, 2, 3, RESTORED_MS):
        for word in (shipped(number), PickedUp(order_id="o", attempt=number)):
            assert heard(demand, word, store="s2", origin="x", now_ms=200) == Turn(demand=demand)
    demand = begun_anew(demand, now_ms=RESTORED_MS)
    for number in (-1, 0, RESTORED_MS + 1):
        assert heard(demand, shipped(number), store="s2", origin="x", now_ms=200) == Turn(demand=demand)
    demand = heard(demand, shipped(7, ("A", 1)), store="s2", origin="x", now_ms=200).demand
    asked = routed(demand, 200, s2=9).demand
    assert asked.find("s2", RESTORED_MS + 1) is not None, "a number that is spoken of is taken"


def test_a_lost_parcel_that_nobody_wants_any_more_is_shown_to_a_person() -> None:
    demand = said(asked_again(s3=9), FulfilmentAccepted(order_id="o", attempt=2)).demand
    demand = begun_anew(said(demand, shipped(2, ("A", 2))).demand, now_ms=RESTORED_MS)
    turn = heard(demand, shipped(2, ("A", 2)), store="s2", origin="x", now_ms=200)
    assert words(turn) == [("s2", 2, "left")]
    assert states(turn.demand)[1:] == [("s3", "shipped", ""), ("s2", "withdrawn", TWICE)]
    assert heard(turn.demand, shipped(2, ("A", 2)), store="s2", origin="x", now_ms=201).told == ()


class Box:
    """A store's side of one attempt: what it was told, and what it has said."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt, self.said, self.heard = attempt, list[Word](), 0
        self.confirmed = self.over = False
        self.mark = {"order_id": "o", "attempt": attempt.number}


class Restored:
    """Stores promise and ship, the router asks, and the centre goes back to an earlier state of itself; then
    the stores say again what it lacks, each in its own order, while the router goes on.
    """

    def __init__(self, seed: int) -> None:
        self.now_ms, self._chance, self._secrets = 1, random.Random(seed), count()  # noqa: S311 - a schedule
        self.demand = self.kept = fresh()
        self.boxes: dict[tuple[str, int], Box] = {}
        self.covered: dict[tuple[str, int], int] = {}
        self.seen = Counter[str]()

    def step(self) -> None:
        weights = {
            self.asks: 3, self.promises: 4, self.ships: 3, self.says: 8,
            self.is_backed_up: 1, self.is_restored: 1,
        }  # fmt: skip
        (act,) = self._chance.choices(list(weights), list(weights.values()))
        act()
        self.check()

    def asks(self) -> None:
        self.now_ms += self._chance.choice([1, SOON_MS])
        self._after(expire(self.demand, now_ms=self.now_ms))
        has = {store: self._chance.randint(0, 3) for store in STORES}
        self._after(route(self.demand, shelf(**has), now_ms=self.now_ms, new_secret=self._secret))

    def promises(self) -> None:
        box = self._one(lambda box: not box.said and not box.over)
        if box is not None:
            box.over = self._chance.random() < 0.2
            word = FulfilmentRejected(**box.mark, reason="x") if box.over else FulfilmentAccepted(**box.mark)  # type: ignore[arg-type]
            box.said.append(word)

    def ships(self) -> None:
        box = self._one(lambda box: box.confirmed and not box.over)
        if box is None:
            return
        box.over = True
        box.said += [Packed(**box.mark), Shipped(**box.mark, tracking="", lines=box.attempt.lines)]  # type: ignore[arg-type]
        if self.demand.find(box.attempt.store, box.attempt.number) is not None:
            assert pieces(box.attempt.lines) <= PIECES - self._heard_to_have_left(), "it left twice"

    def says(self) -> None:
        box = self._one(lambda box: box.heard < len(box.said))
        if box is None:
            return
        word, box.heard = box.said[box.heard], box.heard + 1
        lost = self.demand.find(box.attempt.store, word.attempt) is None
        turn = heard(self.demand, word, store=box.attempt.store, origin="x", now_ms=self.now_ms)
        box.over = box.over or (lost and isinstance(word, FulfilmentAccepted))  # it is withdrawn
        self.seen["lost"] += lost and isinstance(word, Shipped)
        self.seen["stopped"] += isinstance(word, Shipped) and len(turn.told) > 1
        self._after(turn)

    def is_backed_up(self) -> None:
        self.kept = self.demand
        self.covered = {key: box.heard for key, box in self.boxes.items()}

    def is_restored(self) -> None:
        self.now_ms += 1
        self.demand = begun_anew(self.kept, now_ms=self.now_ms)
        for key, box in self.boxes.items():
            box.heard = self.covered.get(key, 0)

    def check(self) -> None:
        """What the centre heard to have left is asked of nobody."""
        wanted = Counter[str]()
        for part in self.demand.parts:
            live = self.demand.live(part.part)
            if live is None or live.state not in LEFT:
                wanted += pieces(part.lines)
        assert wanted == PIECES - self._heard_to_have_left()

    def _heard_to_have_left(self) -> Counter[str]:
        left = Counter[str]()
        for box in self.boxes.values():
            if any(isinstance(word, Shipped) for word in box.said[: box.heard]):
                left += pieces(box.attempt.lines)
        return left

    def _after(self, turn: Turn) -> None:
        """The stores hear at once; a number that they know is no new question."""
        self.demand = turn.demand
        for told in turn.told:
            one = told.attempt
            box = self.boxes.setdefault((one.store, one.number), Box(one))
            box.confirmed = box.confirmed or told.word == "confirmed"
            box.over = box.over or told.word in {"withdrawn", "left"}

    def _secret(self) -> str:
        return f"s{next(self._secrets)}"

    def _one(self, fits: Callable[[Box], bool]) -> Box | None:
        found = [box for box in self.boxes.values() if fits(box)]
        return self._chance.choice(found) if found else None


def test_whatever_is_lost_and_told_again_nothing_leaves_that_is_known_to_have_left() -> None:
    seen = Counter[str]()
    for seed in range(400):
        chain = Restored(seed)
        for _ in range(80):
            chain.step()
        seen += chain.seen
    assert min(seen["lost"], seen["stopped"]) > 50, "the schedules no longer reach what they are for"
