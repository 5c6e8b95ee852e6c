"""What may be asked of a frame cheaply, before anything dear: did it change, has it stripes, is it alive."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from devices.scanner.engines import Grey

SMALL = (160, 90)
MOVED_BY = 14  # grey levels of a small picture's pixel, above noise
MOVED_PIXELS = 12
SLOPE, AREA, DENSE = 40, (33, 33), 140  # of half a picture: steep pixels, their share (0..255) of an area
DARK_BELOW, DARK_SHARE = 24, 98  # the brightest pixels but a few are darker


class MotionGate:
    """Remembers the last frame, small."""

    def __init__(self) -> None:
        self._before: Grey | None = None

    def moved(self, frame: Grey) -> bool:
        """Whether something changed since the frame before; the first one did."""
        small = cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA)
        before, self._before = self._before, np.asarray(small, np.uint8)
        if before is None:
            return True
        return int(np.count_nonzero(cv2.absdiff(small, before) > MOVED_BY)) >= MOVED_PIXELS


def striped(frame: Grey) -> bool:
    """Whether some area is full of slopes, as bars and matrix codes are and the edges of boxes are not."""
    half = cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    across = cv2.convertScaleAbs(cv2.Sobel(half, cv2.CV_16S, 1, 0))
    along = cv2.convertScaleAbs(cv2.Sobel(half, cv2.CV_16S, 0, 1))
    _, steep = cv2.threshold(cv2.max(across, along), SLOPE, 255, cv2.THRESH_BINARY)
    return int(cv2.boxFilter(steep, -1, AREA).max()) >= DENSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What tells one frame from the next, and a dark one from a bright one."""

    mark: int
    dark: bool


def glimpse(frame: Grey) -> Glimpse:
    few = frame[::16, ::16]
    return Glimpse(
        mark=hash(frame[::8, ::8].tobytes()), dark=bool(np.percentile(few, DARK_SHARE) < DARK_BELOW)
    )
