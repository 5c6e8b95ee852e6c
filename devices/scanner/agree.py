"""From what single frames showed to scans: views and frames must agree; what stays is one scan. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from devices.scanner.sight import Reading
from devices.scanner.vote import ENOUGH, MATRIX, WEAK

WINDOW_S = 1.0  # frames further apart do not speak of the same moment
FRAMES = 2  # that must agree on a linear code, under as many views as for a picture
LEAD = 3  # frames more than another number in the same place
TEXTS_MAX = 32


class _Case(msgspec.Struct, kw_only=True):
    """One number and what speaks for it, as (moment, view)."""

    seen: Reading
    votes: list[tuple[float, str]]
    scanned: bool = False


class Agreement:
    """Two views of one frame are different pixels, two frames may not be: both are asked for."""

    def __init__(self, *, hold_off_s: float) -> None:
        self._hold_off_s = hold_off_s
        self._cases: dict[tuple[str, str], _Case] = {}

    def scans(self, seen: Sequence[Reading], at_s: float) -> list[Reading]:
        """What a frame's codes confirm. A code is scanned anew once it was gone for the hold-off."""
        self._forget(at_s)
        for one in seen:
            case = self._cases.setdefault(_key(one), _Case(seen=one, votes=[]))
            case.seen = one
            case.votes = [vote for vote in case.votes if at_s - vote[0] <= WINDOW_S][-4 * TEXTS_MAX :]
            case.votes.append((at_s, one.view))
        fresh = {_key(one) for one in seen}
        done = [
            case
            for key, case in self._cases.items()
            if key in fresh and not case.scanned and self._sure(case)
        ]
        for case in done:
            case.scanned = True
        while len(self._cases) > TEXTS_MAX:
            self._cases.pop(min(self._cases, key=lambda key: self._cases[key].votes[-1][0]))
        return [case.seen for case in done]

    def _sure(self, case: _Case) -> bool:
        if matrix(case.seen):
            return True
        views = {view for _, view in case.votes}
        rivals = [
            _frames(other)
            for other in self._cases.values()
            if other is not case and not matrix(other.seen) and _meet(other.seen, case.seen)
        ]
        needed = max(FRAMES, LEAD + max(rivals, default=0)) if rivals else FRAMES
        return _frames(case) >= needed and len(views) >= WEAK.get(case.seen.format, ENOUGH)

    def _forget(self, at_s: float) -> None:
        for key, case in list(self._cases.items()):
            keep_s = self._hold_off_s if case.scanned else WINDOW_S
            if at_s - case.votes[-1][0] > keep_s:
                del self._cases[key]


def matrix(seen: Reading) -> bool:
    """Whether it carries its own error correction."""
    return seen.format.startswith(MATRIX)


def _key(seen: Reading) -> tuple[str, str]:
    return seen.text, "matrix" if matrix(seen) else "linear"


def _frames(case: _Case) -> int:
    return len({at_s for at_s, _ in case.votes})


def _meet(one: Reading, other: Reading) -> bool:
    (left, top, right, bottom), (left2, top2, right2, bottom2) = _box(one), _box(other)
    return min(right, right2) >= max(left, left2) and min(bottom, bottom2) >= max(top, top2)


def _box(seen: Reading) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in seen.corners] or [0.0], [y for _, y in seen.corners] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)
