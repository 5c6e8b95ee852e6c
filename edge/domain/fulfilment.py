"""Demands: placed orders that must be shipped or picked up somewhere, routed by numbered attempts.

A demand has parts, one parcel each; a part has attempts, one alive at most. What the centre decides is in
`edge.domain.demand`, what a store's words come to in `edge.domain.answer`; both are pure and total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from edge.domain.allocation import Strategy, merged
from edge.domain.ask import TaskWay, Wanted

AttemptState = Literal[
    "asked", "accepted", "picking", "packed", "ready", "shipped", "picked_up", "returned",
    "rejected", "timed_out", "withdrawn", "cancelled",
]  # fmt: skip
DemandState = Literal[
    "finding", "back_order", "promised", "ready", "shipped", "picked_up", "returned", "cancelled"
]
Hold = Literal["asked", "held", "free"]  # reserved by the centre; kept by the store, by its own word; neither

ALIVE: frozenset[AttemptState] = frozenset(
    {"asked", "accepted", "picking", "packed", "ready", "shipped", "picked_up", "returned"}
)
ACCEPTED: frozenset[AttemptState] = ALIVE - {"asked"}
LEFT: frozenset[AttemptState] = frozenset({"shipped", "picked_up", "returned"})
RANK: Mapping[AttemptState, int] = {"asked": 0, "accepted": 1, "picking": 2, "packed": 3, "ready": 3}

ANSWER_MS = 15 * 60_000  # a store that does not answer by then is passed over
SOON_MS = 2_000  # the first look again at a back-order: stock may have moved while it was planned
AGAIN_MS = 10 * 60_000  # later looks; stock that comes in wakes it at once
ATTEMPTS_MAX = 50  # of one demand; then a person must look
PARTS_MAX = 50


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one store. `hold` is what its pieces are in the store's stock; `known_as` the number by
    which the store knows it, where the centre has given that to another.
    """

    attempt: int
    part: int
    store: str
    lines: tuple[Wanted, ...]
    asked_ms: int
    deadline_ms: int
    changed_ms: int
    state: AttemptState = "asked"
    hold: Hold = "asked"
    reason: str = ""
    tracking: str = ""
    secret: str = ""
    origin: str = ""
    turn: int = 0
    known_as: int = 0

    @property
    def alive(self) -> bool:
        return self.state in ALIVE

    @property
    def number(self) -> int:
        """What its store calls it."""
        return self.known_as or self.attempt


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel. `next_ms`: when it is to be routed, 0 for never; `looks`: how often nobody had it."""

    part: int
    lines: tuple[Wanted, ...]
    tried: tuple[str, ...] = ()
    next_ms: int = 0
    looks: int = 0
    closed: bool = False


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """What one order wants. `near`: the store it was taken in; `only`: the store where it is picked up.
    `numbered`: attempts up to this number may be a lost database's.
    """

    order_id: str
    number: str
    source: str
    way: TaskWay
    made_ms: int
    parts: tuple[Part, ...]
    attempts: tuple[Attempt, ...] = ()
    near: str = ""
    only: str = ""
    lat: float | None = None
    lon: float | None = None
    strategy: Strategy | None = None  # the chain's, where the order names none
    answer_ms: int = ANSWER_MS
    contact_id: str = ""
    paid_ref: str = ""
    returned: tuple[Wanted, ...] = ()
    cancelled: bool = False
    numbered: int = 0

    @property
    def next_number(self) -> int:
        return max((self.numbered, *(max(one.attempt, one.known_as) for one in self.attempts))) + 1

    def live(self, part: int) -> Attempt | None:
        return next((one for one in self.attempts if one.part == part and one.alive), None)

    def find(self, store: str, number: int) -> Attempt | None:
        """What a store means by a number; of another store's attempt nobody may speak."""
        found = (one for one in self.attempts if (one.store, one.number) == (store, number))
        return next(found, None)

    @property
    def due_ms(self) -> int | None:
        """When the clock has something to say about it."""
        moments = [one.deadline_ms for one in self.attempts if one.state == "asked"]
        moments += [part.next_ms for part in self.parts if self.open(part) and part.next_ms > 0]
        return min(moments, default=None)

    def open(self, part: Part) -> bool:
        """No store has it."""
        return not part.closed and bool(part.lines) and self.live(part.part) is None

    @property
    def state(self) -> DemandState:
        """The least of its parts; 'promised' only when every piece is."""
        if self.cancelled:
            return "cancelled"
        found = [self.part_state(part) for part in self.parts if part.lines]
        return min(found, key=_PROGRESS.index, default="cancelled")

    def part_state(self, part: Part) -> DemandState:
        live = self.live(part.part)
        if live is None:
            return "cancelled" if part.closed else "back_order" if part.looks else "finding"
        return _SEEN[live.state]


_PROGRESS: tuple[DemandState, ...] = (
    "back_order", "finding", "promised", "ready", "shipped", "picked_up", "returned", "cancelled",
)  # fmt: skip
_SEEN: dict[AttemptState, DemandState] = {
    "asked": "finding", "accepted": "promised", "picking": "promised", "packed": "promised", "ready": "ready",
    "shipped": "shipped", "picked_up": "picked_up", "returned": "returned",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a store must be told of an attempt; `reason` says why it was withdrawn."""

    attempt: Attempt
    word: Literal["asked", "confirmed", "withdrawn", "left"]
    reason: str = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A demand after a word, and what follows for the stores."""

    demand: Demand
    told: tuple[Told, ...] = ()


def first_part(lines: Sequence[Wanted], now_ms: int) -> tuple[Part, ...]:
    """The parts of a fresh demand, to be routed now."""
    return (Part(part=1, lines=merged(lines), next_ms=now_ms),)


def ended(
    demand: Demand, attempt: Attempt, state: AttemptState, reason: str, now_ms: int, *, hold: Hold
) -> Demand:
    """The attempt is over; if it was the live one its part looks for another store."""
    demand = put(demand, changed(attempt, now_ms, state=state, reason=reason, hold=hold))
    part = part_of(demand, attempt.part)
    if not attempt.alive or part.closed:
        return demand
    tried = tuple(dict.fromkeys((*part.tried, attempt.store)))
    return put_part(demand, msgspec.structs.replace(part, tried=tried, next_ms=now_ms))


def changed(attempt: Attempt, now_ms: int, **fields: object) -> Attempt:
    return msgspec.structs.replace(attempt, changed_ms=now_ms, **fields)


def put(demand: Demand, attempt: Attempt) -> Demand:
    attempts = tuple(attempt if one.attempt == attempt.attempt else one for one in demand.attempts)
    return msgspec.structs.replace(demand, attempts=attempts)


def part_of(demand: Demand, number: int) -> Part:
    return next(part for part in demand.parts if part.part == number)


def put_part(demand: Demand, part: Part) -> Demand:
    if all(one.part != part.part for one in demand.parts):
        return msgspec.structs.replace(demand, parts=(*demand.parts, part))
    parts = tuple(part if one.part == part.part else one for one in demand.parts)
    return msgspec.structs.replace(demand, parts=parts)
