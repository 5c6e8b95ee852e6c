"""What the centre decides about a demand: whom to ask, whom to pass over, when to give up."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from edge.domain.allocation import Plan, less
from edge.domain.ask import Wanted
from edge.domain.fulfilment import (
    AGAIN_MS,
    ATTEMPTS_MAX,
    LEFT,
    PARTS_MAX,
    SOON_MS,
    Attempt,
    Demand,
    Part,
    Told,
    Turn,
    changed,
    ended,
    put,
    put_part,
)

Choose = Callable[[Demand, Part], Plan]


def route(demand: Demand, choose: Choose, *, now_ms: int, new_secret: Callable[[], str]) -> Turn:
    """Ask stores for every part that nobody has and whose moment has come."""
    told: tuple[Told, ...] = ()
    for part in demand.parts:
        if demand.open(part) and 0 < part.next_ms <= now_ms:
            turn = _route(demand, part, choose, now_ms, new_secret)
            demand, told = turn.demand, (*told, *turn.told)
    return Turn(demand=demand, told=told)


def expire(demand: Demand, *, now_ms: int) -> Turn:
    """Stores that did not answer in time are passed over; a late acceptance is withdrawn."""
    told: tuple[Told, ...] = ()
    for one in demand.attempts:
        if one.state == "asked" and one.deadline_ms <= now_ms:
            demand = ended(demand, one, "timed_out", "late", now_ms, hold="free")
            told = (*told, Told(attempt=one, word="withdrawn", reason="late"))
    return Turn(demand=demand, told=told)


def cancel(demand: Demand, *, now_ms: int) -> Turn:
    """Nothing is asked any more; what has left stays left and must come back as a return."""
    told: tuple[Told, ...] = ()
    for one in demand.attempts:
        if one.alive and one.state not in LEFT:
            if one.state == "asked":
                gone = changed(one, now_ms, state="withdrawn", hold="free", reason="cancelled")
            else:
                gone = changed(one, now_ms, state="cancelled", reason="cancelled")
            demand = put(demand, gone)
            told = (*told, Told(attempt=one, word="withdrawn", reason="cancelled"))
    parts = tuple(
        msgspec.structs.replace(part, closed=True, next_ms=0) if demand.live(part.part) is None else part
        for part in demand.parts
    )
    return Turn(demand=msgspec.structs.replace(demand, parts=parts, cancelled=True), told=told)


def begun_anew(demand: Demand, *, now_ms: int) -> Demand:
    """After a restore of the centre: no number is given twice, however many the lost database gave."""
    return msgspec.structs.replace(demand, numbered=max(now_ms, demand.numbered))


def restocked(demand: Demand, *, now_ms: int) -> Demand:
    """Stock came in somewhere: every store may be asked again for what nobody had."""
    parts = tuple(
        msgspec.structs.replace(part, tried=(), next_ms=now_ms)
        if demand.open(part) and part.looks > 0 and len(demand.attempts) < ATTEMPTS_MAX
        else part
        for part in demand.parts
    )
    return msgspec.structs.replace(demand, parts=parts)


def missing(demand: Demand) -> frozenset[str]:
    """SKUs that are on back-order."""
    return frozenset(
        line.sku for part in demand.parts if demand.open(part) and part.looks > 0 for line in part.lines
    )


def _route(demand: Demand, part: Part, choose: Choose, now_ms: int, new_secret: Callable[[], str]) -> Turn:
    plan = choose(demand, part)
    room = min(ATTEMPTS_MAX - len(demand.attempts), PARTS_MAX - len(demand.parts) + 1)
    rest, number = part.lines, part.part
    told: list[Told] = []
    for share in plan.shares[: max(0, room)]:
        attempt = Attempt(
            attempt=demand.next_number,
            part=number,
            store=share.store,
            lines=share.lines,
            asked_ms=now_ms,
            deadline_ms=now_ms + demand.answer_ms,
            changed_ms=now_ms,
            secret=new_secret(),
        )
        taken = msgspec.structs.replace(part, part=number, lines=share.lines, next_ms=0, looks=0)
        demand = msgspec.structs.replace(demand, attempts=(*demand.attempts, attempt))
        demand = put_part(demand, taken)
        told.append(Told(attempt=attempt, word="asked"))
        rest = less(rest, share.lines)
        number = len(demand.parts) + 1
    if rest:
        demand = put_part(demand, _unserved(demand, part, number, rest, now_ms))
    return Turn(demand=demand, told=tuple(told))


def _unserved(demand: Demand, part: Part, number: int, rest: tuple[Wanted, ...], now_ms: int) -> Part:
    """On back-order: looked at again soon, then now and then with every store to be asked anew."""
    looks = part.looks + 1
    worn_out = len(demand.attempts) >= ATTEMPTS_MAX
    return msgspec.structs.replace(
        part,
        part=number,
        lines=rest,
        looks=looks,
        tried=part.tried if looks == 1 else (),
        next_ms=0 if worn_out else now_ms + (SOON_MS if looks == 1 else AGAIN_MS),
    )
