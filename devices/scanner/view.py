"""What a scanning camera sees, as a small picture with its codes outlined."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import cv2
import numpy as np

from devices.scanner.agree import Seen
from devices.scanner.frames import Grey

WIDTH = 640  # of the picture
SHOWN_S = 0.8  # an outline stays for so long after its code was seen
QUALITY = 75
_GREEN, _DARK = (106, 194, 0), (30, 30, 30)  # blue, green, red


class CameraView:
    """Filled by the thread that looks, drawn by one that serves a page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: Grey | None = None
        self._outlines: dict[str, tuple[float, Seen]] = {}

    def show(self, frame: Grey, seen: Sequence[Seen], at_s: float) -> None:
        kept = {text: one for text, one in self._outlines.items() if at_s - one[0] < SHOWN_S}
        kept.update({one.text: (at_s, one) for one in seen})
        with self._lock:
            self._frame, self._outlines = frame, kept

    def jpeg(self) -> bytes:
        """Blocking. A dark picture where nothing was seen yet."""
        with self._lock:
            frame, outlines = self._frame, [seen for _, seen in self._outlines.values()]
        if frame is None:
            frame = np.zeros((WIDTH * 9 // 16, WIDTH), np.uint8)
        scale = WIDTH / frame.shape[1]
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
        for seen in outlines:
            _outline(picture, seen, scale)
        done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        return data.tobytes() if done else b""


def _outline(picture: cv2.typing.MatLike, seen: Seen, scale: float) -> None:
    corners = (np.array(seen.corners) * scale).astype(np.int32)
    cv2.polylines(picture, [corners], isClosed=True, color=_GREEN, thickness=3, lineType=cv2.LINE_AA)
    words = "".join(char if char.isascii() and char.isprintable() else "?" for char in seen.text)[:40]
    left, top = int(corners[:, 0].min()), max(18, int(corners[:, 1].min()) - 8)
    for colour, thick in ((_DARK, 4), (_GREEN, 1)):
        cv2.putText(picture, words, (left, top), cv2.FONT_HERSHEY_SIMPLEX, 0.55, colour, thick, cv2.LINE_AA)
