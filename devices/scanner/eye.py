"""Looks at one frame after the other: what is cheap on each, what is dear when a gate fires. Blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import cv2
import numpy as np

from devices.scanner.agree import matrix
from devices.scanner.engines import ALL, SHELF, Back, Grey, same, zxing
from devices.scanner.gates import MotionGate, striped
from devices.scanner.sight import Reading

AWAKE_FRAMES = 25  # after something moved
DEAR_EVERY = 5  # frames, while awake: all formats, all ways round
IDLE_EVERY = 50  # frames, while nothing moves
ROOM = 0.35  # of a code's size, kept around it when it is looked at again
Deep = Callable[[Grey], Sequence[Reading]]


class Eye:
    """Remembers only what moved. `deep` is the dear reader, asked when a gate fires and nothing reads."""

    def __init__(self, deep: Deep | None = None) -> None:
        self._deep = deep or worked_up
        self._motion = MotionGate()
        self._frame = 0
        self._moved_at = 0

    def look(self, frame: Grey) -> list[Reading]:
        """The codes of the next frame, each under every view that showed it."""
        self._frame += 1
        if self._motion.moved(frame):
            self._moved_at = self._frame
        seen = list(_level(frame, turned=self._frame % 2 == 0))
        if not seen and self._dear() and striped(frame):
            seen = list(zxing(frame, "whole", same, thorough=False)) or list(self._deep(frame))
        return [*seen, *(again for one in _linear(seen) for again in _again(frame, one))]

    def _dear(self) -> bool:
        awake = self._frame - self._moved_at < AWAKE_FRAMES
        return self._frame % (DEAR_EVERY if awake else IDLE_EVERY) == 1


def worked_up(frame: Grey) -> Sequence[Reading]:
    """All formats, with the contrast evened out.

    Not the reader of pictures: it takes a second over what it cannot read, and a label has passed by then.
    """
    even = np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(frame), np.uint8)
    return list(zxing(even, "clear", same))


def _level(frame: Grey, *, turned: bool) -> Iterator[Reading]:
    """Shelf codes whose bars stand upright, or lie: every other frame the one, then the other."""
    back: Back = same
    if turned:
        back = _lying(frame.shape[1])
        frame = np.asarray(cv2.rotate(frame, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    return zxing(frame, "grey", back, formats=SHELF, thorough=False, turned=False)


def _lying(width: int) -> Back:
    """From a picture turned to the left back to the one that was so wide."""
    return lambda at: (width - 1 - at[1], at[0])


def _linear(seen: Sequence[Reading]) -> list[Reading]:
    """One a text: those that another view must confirm."""
    return list({one.text: one for one in seen if not matrix(one)}.values())


def _again(frame: Grey, seen: Reading) -> Iterator[Reading]:
    """A linear code once more, from pixels worked up in other ways."""
    xs, ys = [x for x, _ in seen.corners], [y for _, y in seen.corners]
    room = ROOM * max(max(xs) - min(xs), max(ys) - min(ys)) + 8
    left, top = max(0, int(min(xs) - room)), max(0, int(min(ys) - room))
    cut = frame[top : int(max(ys) + room) + 1, left : int(max(xs) + room) + 1]
    large = cv2.resize(cut, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    clear = np.asarray(cv2.createCLAHE(2.0, (4, 4)).apply(large), np.uint8)
    soft = np.asarray(cv2.GaussianBlur(cut, (3, 3), 0), np.uint8)
    formats = SHELF if seen.format.startswith(("EAN", "UPC")) else ALL
    how = partial(zxing, formats=formats, thorough=False)
    found = [
        *how(clear, "large clear", lambda at: (left + at[0] / 2, top + at[1] / 2)),
        *how(soft, "soft", lambda at: (left + at[0], top + at[1])),
    ]
    yield from (one for one in found if not matrix(one))
