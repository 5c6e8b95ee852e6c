"""What a scanning camera sees, as a small picture with its codes outlined."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import cv2
import numpy as np

from devices.scanner.engines import Grey
from devices.scanner.sight import Reading

WIDTH = 640  # of the picture
SHOWN_S = 0.4  # a frame with codes stays for so long
QUALITY = 75
LETTERS = 0.5  # of the font's own size
_GREEN, _DARK = (106, 194, 0), (30, 30, 30)  # blue, green, red


class CameraView:
    """Filled by the thread that looks, drawn by one that serves a page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frame: Grey | None = None
        self._outlines: dict[str, Reading] = {}
        self._seen_s = -SHOWN_S
        self.shown = 0

    def show(self, frame: Grey, seen: Sequence[Reading], at_s: float) -> None:
        """A frame with codes is kept for a moment: an outline never lies beside its code."""
        with self._lock:
            self.shown += 1
            if not seen and at_s - self._seen_s < SHOWN_S:
                return
            self._frame, self._outlines = frame, {one.text: one for one in seen}
            self._seen_s = at_s if seen else -SHOWN_S

    def jpeg(self) -> bytes:
        """Blocking. A dark picture where nothing was seen yet."""
        with self._lock:
            frame, outlines = self._frame, list(self._outlines.values())
        if frame is None:
            frame = np.zeros((WIDTH * 9 // 16, WIDTH), np.uint8)
        scale = WIDTH / frame.shape[1]
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
        for seen in outlines:
            _outline(picture, seen, scale)
        done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        return data.tobytes() if done else b""


def _outline(picture: cv2.typing.MatLike, seen: Reading, scale: float) -> None:
    corners = (np.array(seen.corners) * scale).astype(np.int32)
    cv2.polylines(picture, [corners], isClosed=True, color=_GREEN, thickness=3, lineType=cv2.LINE_AA)
    words = "".join(char if char.isascii() and char.isprintable() else "?" for char in seen.text)[:40]
    left, foot = int(corners[:, 0].min()), max(20, int(corners[:, 1].min()) - 10)
    (wide, tall), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, LETTERS, 1)
    cv2.rectangle(picture, (left - 2, foot - tall - 6), (left + wide + 6, foot + 6), _DARK, -1)
    cv2.putText(picture, words, (left + 2, foot), cv2.FONT_HERSHEY_SIMPLEX, LETTERS, _GREEN, 1, cv2.LINE_AA)
