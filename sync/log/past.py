"""Pulling back what a box's former logs told: one bounded chunk after another, each once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from edge.domain.logbook import Entry
from edge.domain.past import ApplyPast, Mark, Past
from sync.log.pace import Pace
from sync.log.up_hub import Tail
from sync.wire import PastRange, PullPast


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """The log to read next after `after`, and how many entries are missing in all."""

    tail: Tail
    after: int
    left: int


def missing(ask: PullPast, tails: Iterable[Tail]) -> Missing | None:
    """Of the logs of the asking box; None when it knows them all."""
    marks = {mark.origin: mark.seq for mark in ask.marks}
    behind = [
        (tail, marks.get(tail.origin, 0))
        for tail in sorted(tails, key=lambda tail: tail.origin)
        if tail.origin != ask.current and tail.acked > marks.get(tail.origin, 0)
    ]
    if not behind:
        return None
    (tail, after), left = behind[0], sum(tail.acked - after for tail, after in behind)
    return Missing(tail=tail, after=max(0, after), left=left)


class PastStore:
    """Asks at each connect until the centre has nothing more. What `heard` returns is dispatched before the
    next question.
    """

    def __init__(self, past: Past, *, box: str) -> None:
        self.whole = False
        self.left = 0
        self._current, self._box, self._erased = past.origin, box, past.erased
        self._marks = {mark.origin: mark.seq for mark in past.marks if mark.origin != past.origin}
        self._early = ""
        self._asked_at_s: float | None = None
        self._pace = Pace(past.origin)

    def due(self, now_s: float) -> PullPast | None:
        asked_at_s = self._asked_at_s
        if self.whole or (asked_at_s is not None and now_s < asked_at_s + self._pace.timeout_s):
            return None
        if asked_at_s is not None:
            self._pace.silent()
        self._asked_at_s = now_s
        marks = tuple(Mark(origin=origin, seq=seq) for origin, seq in sorted(self._marks.items()))
        return PullPast(
            box=self._box, current=self._current, marks=marks, early=self._early, erased=self._erased
        )

    def deadline_s(self) -> float | None:
        if self.whole:
            return None
        return 0.0 if self._asked_at_s is None else self._asked_at_s + self._pace.timeout_s

    def heard(self, found: PastRange, now_s: float) -> ApplyPast | None:
        """What to apply; None when nothing is left, and for an answer that came twice."""
        ours = found.current == self._current and self._asked_at_s is not None
        if self.whole or not ours or not self._follows(found):
            return None
        self._pace.measured(now_s - (self._asked_at_s or now_s))
        self._asked_at_s = None
        self.left = found.left
        if found.origin:
            self._marks[found.origin] = found.last
        elif found.events:
            self._early = found.events[-1].id
        else:
            self.whole = True
            if not found.contacts:
                return None
        return ApplyPast(
            origin=found.origin,
            last=found.last,
            safe=found.safe,
            entries=tuple(
                Entry(
                    seq=found.first + at,
                    event_id=fact.id,
                    at_ms=fact.at_ms,
                    hlc=fact.hlc,
                    kind=fact.kind,
                    body=bytes(fact.body),
                    chain="",
                )
                for at, fact in enumerate(found.events)
            ),
            contacts=found.contacts,
            left=found.left,
        )

    def _follows(self, found: PastRange) -> bool:
        if found.origin:
            return found.first == self._marks.get(found.origin, 0) + 1 and bool(found.events)
        return not found.events or found.events[-1].id > self._early
