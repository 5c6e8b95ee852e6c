"""Goods that left a house: a fact, which takes their pieces off whoever has or would be asked for them."""

from __future__ import annotations

import msgspec

from edge.domain.allocation import less
from edge.domain.ask import Wanted
from edge.domain.fulfilment import (
    LEFT,
    RANK,
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

TWICE = "left_twice"
ELSEWHERE = "left_elsewhere"


def has_left(attempt: Attempt) -> bool:
    """Though nobody wanted it any more."""
    return attempt.state in LEFT or attempt.reason == TWICE


def departed(demand: Demand, gone: Attempt, now_ms: int) -> Turn:
    """An attempt as it left. The centre need not have had it alive, nor for these pieces: they come off its
    own part, then off open ones, then off those that are least far, whose stores are stopped. What nobody
    was to send any more has left twice, and a person must see it.
    """
    told: tuple[Told, ...] = (Told(attempt=gone, word="left"),)
    known = next(one for one in demand.attempts if one.attempt == gone.attempt)
    if known.alive and _same(known.lines, gone.lines):
        return Turn(demand=put(demand, gone), told=told)
    if known.alive:
        demand = ended(demand, known, "withdrawn", "", now_ms, hold="free")
    wanted = gone.lines
    for part in _in_turn(demand, gone.part):
        rest = less(part.lines, wanted)
        if not _same(rest, part.lines):
            wanted = less(wanted, less(part.lines, rest))
            turn = _stopped(demand, part, rest, now_ms)
            demand, told = turn.demand, (*told, *turn.told)
    taken = less(gone.lines, wanted)
    if not taken:
        state = "withdrawn" if known.alive else known.state
        twice = changed(known, now_ms, state=state, hold="free", reason=TWICE, lines=gone.lines)
        return Turn(demand=put(demand, twice), told=told)
    number = _room(demand, gone.part)
    demand = put_part(demand, Part(part=number, lines=taken, closed=demand.cancelled))
    stands = msgspec.structs.replace(gone, part=number, lines=taken, reason=TWICE if wanted else gone.reason)
    return Turn(demand=put(demand, stands), told=told)


def unsent(demand: Demand) -> tuple[Wanted, ...]:
    """All that no store has sent yet."""
    return tuple(line for part in _in_turn(demand, 0) for line in part.lines)


def _in_turn(demand: Demand, own: int) -> list[Part]:
    """The parts that have not left: the own one, then those that nobody has, then the least far."""

    def turn(part: Part) -> tuple[bool, int]:
        live = demand.live(part.part)
        return part.part != own, -1 if live is None else RANK[live.state]

    waiting = [part for part in demand.parts if part.lines and not _has_left(demand, part)]
    return sorted(waiting, key=turn)


def _stopped(demand: Demand, part: Part, rest: tuple[Wanted, ...], now_ms: int) -> Turn:
    """Whoever has the part is stopped; the rest of it is asked for anew."""
    told: tuple[Told, ...] = ()
    live = demand.live(part.part)
    if live is not None:
        hold = "free" if live.state == "asked" else live.hold
        stopped = changed(live, now_ms, state="withdrawn", reason=ELSEWHERE, hold=hold)
        demand, told = put(demand, stopped), (Told(attempt=stopped, word="withdrawn", reason=ELSEWHERE),)
    next_ms = now_ms if rest and not part.closed else 0
    return Turn(
        demand=put_part(demand, msgspec.structs.replace(part, lines=rest, next_ms=next_ms)), told=told
    )


def _room(demand: Demand, own: int) -> int:
    """A part of which nothing is left, best the attempt's own, else a new one."""
    emptied = [part.part for part in demand.parts if not part.lines and demand.live(part.part) is None]
    return own if own in emptied else next(iter(emptied), len(demand.parts) + 1)


def _has_left(demand: Demand, part: Part) -> bool:
    live = demand.live(part.part)
    return live is not None and live.state in LEFT


def _same(one: tuple[Wanted, ...], other: tuple[Wanted, ...]) -> bool:
    return not less(one, other) and not less(other, one)
