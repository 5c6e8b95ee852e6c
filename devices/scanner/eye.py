"""Looks at one frame after the other: what is cheap on each, what is dear when a gate fires. Blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from devices.scanner.agree import Seen
from devices.scanner.frames import Grey
from devices.scanner.gates import MotionGate, striped

AWAKE_FRAMES = 25  # after something moved
DEAR_EVERY = 5  # frames, while awake: all formats, all ways round
IDLE_EVERY = 50  # frames, while nothing moves
ROOM = 0.35  # of a code's size, kept around it when it is looked at again
_F: Final = zxingcpp.BarcodeFormat
_SHELF: Final = zxingcpp.BarcodeFormats([_F.EAN13, _F.EAN8, _F.UPCA, _F.UPCE])
# Named one by one: with all formats, short ITF codes are found in stripes that are none.
_ALL: Final = zxingcpp.BarcodeFormats(
    [_F.EAN13, _F.EAN8, _F.UPCA, _F.UPCE, _F.Code128, _F.QRCode, _F.DataMatrix]
)
Pixels = NDArray[Any]
Deep = Callable[[Grey], Sequence[Seen]]


class Eye:
    """Remembers only what moved. `deep` is the dear reader, asked when a gate fires and nothing reads."""

    def __init__(self, deep: Deep | None = None) -> None:
        self._deep = deep or worked_up
        self._motion = MotionGate()
        self._frame = 0
        self._moved_at = 0

    def look(self, frame: Grey) -> list[Seen]:
        """The codes of the next frame, each under every view that showed it."""
        self._frame += 1
        if self._motion.moved(frame):
            self._moved_at = self._frame
        seen = list(_level(frame, turned=self._frame % 2 == 0))
        if not seen and self._dear() and striped(frame):
            seen = list(_read(frame, "whole", _ALL)) or list(self._deep(frame))
        return [*seen, *(again for one in _apart(seen) for again in _again(frame, one))]

    def _dear(self) -> bool:
        awake = self._frame - self._moved_at < AWAKE_FRAMES
        return self._frame % (DEAR_EVERY if awake else IDLE_EVERY) == 1


def worked_up(frame: Grey) -> Sequence[Seen]:
    """All formats, on a frame with its contrast evened out."""
    return list(_read(cv2.createCLAHE(2.0, (8, 8)).apply(frame), "clear", _ALL))


def _level(frame: Grey, *, turned: bool) -> Iterator[Seen]:
    """Shelf codes whose bars stand upright, or lie: every other frame the one, then the other."""
    if not turned:
        yield from _read(frame, "grey", _SHELF, quick=True)
        return
    width = frame.shape[1]
    for one in _read(cv2.rotate(frame, cv2.ROTATE_90_COUNTERCLOCKWISE), "grey", _SHELF, quick=True):
        yield _moved(one, lambda x, y: (width - 1 - y, x))


def _apart(seen: Sequence[Seen]) -> list[Seen]:
    return [one for one in seen if not one.matrix]


def _again(frame: Grey, seen: Seen) -> Iterator[Seen]:
    """A linear code once more, from pixels worked up in other ways."""
    xs, ys = [x for x, _ in seen.corners], [y for _, y in seen.corners]
    room = ROOM * max(max(xs) - min(xs), max(ys) - min(ys)) + 8
    left, top = max(0, int(min(xs) - room)), max(0, int(min(ys) - room))
    cut = frame[top : int(max(ys) + room) + 1, left : int(max(xs) + room) + 1]
    large = cv2.resize(cut, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    clear, soft = cv2.createCLAHE(2.0, (4, 4)).apply(large), cv2.GaussianBlur(cut, (3, 3), 0)
    found = [
        *(_moved(one, lambda x, y: (left + x / 2, top + y / 2)) for one in _read(clear, "large clear", _ALL)),
        *(_moved(one, lambda x, y: (left + x, top + y)) for one in _read(soft, "soft", _ALL)),
    ]
    yield from _apart(found)


def _read(
    picture: Pixels, view: str, formats: zxingcpp.BarcodeFormats, *, quick: bool = False
) -> Iterator[Seen]:
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(picture),
        formats=formats,
        try_rotate=not quick,
        try_downscale=not quick,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    for code in found:
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield Seen(
            text=code.text,
            format=str(code.format),
            symbology=code.symbology_identifier,
            view=view,
            corners=tuple((float(point.x), float(point.y)) for point in corners),
        )


def _moved(seen: Seen, way: Callable[[float, float], tuple[float, float]]) -> Seen:
    return Seen(
        text=seen.text,
        format=seen.format,
        symbology=seen.symbology,
        view=seen.view,
        corners=tuple(way(x, y) for x, y in seen.corners),
    )
