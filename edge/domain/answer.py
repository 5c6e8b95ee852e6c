"""What the words of the stores come to. What a store says of goods that left its house is a fact and wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from edge.domain.allocation import less, merged
from edge.domain.ask import Wanted
from edge.domain.departed import departed, has_left, unsent
from edge.domain.fulfilment import (
    ALIVE,
    LEFT,
    RANK,
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
_STEPS: Mapping[type[Word], AttemptState] = {
    FulfilmentPicked: "picking",
    Packed: "packed",
    ReadyForPickup: "ready",
    Shipped: "shipped",
    PickedUp: "picked_up",
}


def heard(demand: Demand, word: Word, *, store: str, origin: str, now_ms: int) -> Turn:
    """A store's word about one of its attempts. One that the centre does not know may have been asked by a
    database that is lost: of that only what left counts. Else it is nobody's, whoever speaks of it.
    """
    attempt = demand.find(store, word.attempt)
    if attempt is None:
        if not isinstance(word, Shipped | PickedUp) or not 0 < word.attempt <= demand.numbered:
            return Turn(demand=demand)
        demand, attempt = _lost(demand, word, store, now_ms)
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
    if has_left(attempt):
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
    at = RANK.get(attempt.state)
    if at is None or at >= RANK[state]:
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


def _left(demand: Demand, attempt: Attempt, word: Shipped | PickedUp, now_ms: int) -> Turn:
    """Goods are out of the house, and its stream keeps that, should its file be put back."""
    if has_left(attempt):
        return Turn(demand=demand)
    lines = merged(word.lines) or attempt.lines
    gone = changed(attempt, now_ms, state=_STEPS[type(word)], hold="free", secret="", lines=lines)
    return departed(demand, gone, now_ms)


def _lost(demand: Demand, word: Shipped | PickedUp, store: str, now_ms: int) -> tuple[Demand, Attempt]:
    """The attempt that a store speaks of, dead. Where the store does not say what was in the parcel, it was
    all that nobody else has sent.
    """
    free = all(one.attempt != word.attempt for one in demand.attempts)
    attempt = Attempt(
        attempt=word.attempt if free else demand.next_number,
        known_as=0 if free else word.attempt,
        part=0,
        store=store,
        lines=merged(word.lines or unsent(demand)),
        asked_ms=now_ms,
        deadline_ms=now_ms,
        changed_ms=now_ms,
        state="withdrawn",
        hold="free",
        reason="unknown",
    )
    return msgspec.structs.replace(demand, attempts=(*demand.attempts, attempt)), attempt


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
