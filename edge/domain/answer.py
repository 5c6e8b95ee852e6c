"""What the words of the stores come to. What a store says of goods that left its house is a fact and wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from edge.domain.allocation import less, merged
from edge.domain.ask import Wanted
from edge.domain.fulfilment import (
    ALIVE,
    LEFT,
    Attempt,
    AttemptState,
    Demand,
    Part,
    Told,
    Turn,
    changed,
    ended,
    part_of,
    put,
    put_part,
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

Word = (
    FulfilmentAccepted
    | FulfilmentRejected
    | FulfilmentWithdrawn
    | FulfilmentPicked
    | ShortPicked
    | Packed
    | ReadyForPickup
    | Shipped
    | PickedUp
)
TWICE = "left_twice"
_STEPS: Mapping[type[Word], AttemptState] = {
    FulfilmentPicked: "picking",
    Packed: "packed",
    ReadyForPickup: "ready",
    Shipped: "shipped",
    PickedUp: "picked_up",
}
_RANK: Mapping[AttemptState, int] = {"asked": 0, "accepted": 1, "picking": 2, "packed": 3, "ready": 3}


def heard(demand: Demand, word: Word, *, store: str, origin: str, now_ms: int) -> Turn:
    """A store's word about one attempt; of another store's attempt nobody may speak."""
    attempt = demand.find(word.attempt)
    if attempt is None or attempt.store != store:
        return Turn(demand=demand)
    if isinstance(word, ReadyForPickup):
        attempt = msgspec.structs.replace(attempt, origin=origin, turn=word.turn)
    elif isinstance(word, Shipped):
        attempt = msgspec.structs.replace(attempt, tracking=word.tracking)
    return _HEARD[type(word)](put(demand, attempt), attempt, word, now_ms)


def came_back(demand: Demand, word: Returned, *, now_ms: int) -> Demand:
    """Pieces came back to some store; an attempt all of whose pieces are back is returned."""
    returned = merged((*demand.returned, *word.lines))
    left = returned
    for one in demand.attempts:
        if one.state in LEFT and one.lines and not less(one.lines, left):
            left = less(left, one.lines)
            demand = put(demand, changed(one, now_ms, state="returned"))
    return msgspec.structs.replace(demand, returned=returned)


def _accepted(demand: Demand, attempt: Attempt, _: Word, now_ms: int) -> Turn:
    """The live attempt's is confirmed, though what was picked was heard before; one too late is withdrawn."""
    if attempt.state in LEFT:
        return Turn(demand=demand)
    kept = msgspec.structs.replace(attempt, hold="held")
    if attempt.state == "asked":
        kept = changed(kept, now_ms, state="accepted")
    demand = put(demand, kept)
    if attempt.alive:
        return Turn(demand=demand, told=(Told(attempt=kept, word="confirmed"),))
    return Turn(demand=demand, told=(Told(attempt=kept, word="withdrawn", reason="late"),))


def _given_back(demand: Demand, attempt: Attempt, word: FulfilmentRejected, now_ms: int) -> Turn:
    if attempt.state in LEFT:
        return Turn(demand=demand)
    if not attempt.alive:
        return Turn(demand=put(demand, changed(attempt, now_ms, hold="free")))
    return Turn(demand=ended(demand, attempt, "rejected", word.reason, now_ms, hold="free"))


def _let_go(demand: Demand, attempt: Attempt, _: FulfilmentWithdrawn, now_ms: int) -> Turn:
    """The store holds nothing any more; of a live attempt that is as good as a no."""
    if attempt.alive and attempt.state not in LEFT:
        return Turn(demand=ended(demand, attempt, "rejected", "let_go", now_ms, hold="free"))
    return Turn(demand=put(demand, changed(attempt, now_ms, hold="free")))


def _onwards(demand: Demand, attempt: Attempt, word: Word, now_ms: int) -> Turn:
    """Never backwards, and nothing of an attempt that is over: its withdrawal is on the way."""
    state = _STEPS[type(word)]
    at = _RANK.get(attempt.state)
    if at is None or at >= _RANK[state]:
        return Turn(demand=demand)
    return Turn(demand=put(demand, changed(attempt, now_ms, state=state, hold="held")))


def _short(demand: Demand, attempt: Attempt, word: ShortPicked, now_ms: int) -> Turn:
    """What is missing becomes a part of its own and goes to another store."""
    kept = less(attempt.lines, (Wanted(sku=word.sku, quantity=word.quantity),))
    lost = less(attempt.lines, kept)
    if not lost or attempt.state not in ALIVE - LEFT:
        return Turn(demand=demand)
    if not kept:
        return Turn(demand=ended(demand, attempt, "rejected", word.reason, now_ms, hold="free"))
    part = part_of(demand, attempt.part)
    demand = put(demand, changed(attempt, now_ms, lines=kept, reason=word.reason))
    demand = put_part(demand, msgspec.structs.replace(part, lines=kept))
    tried = (*part.tried, attempt.store)
    closed = demand.cancelled
    fresh = Part(
        part=len(demand.parts) + 1, lines=lost, tried=tried, next_ms=0 if closed else now_ms, closed=closed
    )
    return Turn(demand=put_part(demand, fresh))


def _left(demand: Demand, attempt: Attempt, word: Word, now_ms: int) -> Turn:
    """Goods are out of the house, and its stream keeps that, should its file be put back. Where another store
    is still at it, that one is stopped; where both sent theirs, a person must see it.
    """
    state = _STEPS[type(word)]
    gone = changed(attempt, now_ms, state=state, hold="free", secret="")
    over = Told(attempt=gone, word="left")
    if attempt.state in LEFT:
        return Turn(demand=demand)
    other = None if attempt.alive else demand.live(attempt.part)
    if other is None:
        return Turn(demand=put(demand, gone), told=(over,))
    if other.state in LEFT:
        twice = changed(attempt, now_ms, hold="free", reason=TWICE)
        return Turn(demand=put(demand, twice), told=(over,))
    stopped = changed(other, now_ms, state="withdrawn", reason=TWICE)
    if other.state == "asked":
        stopped = msgspec.structs.replace(stopped, hold="free")
    demand = put(put(demand, stopped), gone)
    return Turn(demand=demand, told=(over, Told(attempt=stopped, word="withdrawn", reason=TWICE)))


_HEARD: Mapping[type[Word], Callable[[Demand, Attempt, Any, int], Turn]] = {
    FulfilmentAccepted: _accepted,
    FulfilmentRejected: _given_back,
    FulfilmentWithdrawn: _let_go,
    FulfilmentPicked: _onwards,
    ShortPicked: _short,
    Packed: _onwards,
    ReadyForPickup: _onwards,
    Shipped: _left,
    PickedUp: _left,
}
