"""A drawn shelf, and a label that passes before it: what the virtual camera sees."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import zxingcpp

from devices.scanner.engines import Grey
from edge.domain.barcode import is_gtin

NOISES = 8  # pictures of noise that take turns: no two frames are the same, as with a real sensor
NOISE = 5  # grey levels
EAN_LENGTHS = {8: zxingcpp.BarcodeFormat.EAN8, 13: zxingcpp.BarcodeFormat.EAN13}
SEED = 7
PAPER, MARGIN, BARS_TALL = 244, 30, 110


class Scene:
    """A shelf of a size. `picture` is one frame; the caller counts them."""

    def __init__(self, width: int, height: int) -> None:
        chance = np.random.default_rng(SEED)
        self._shelf = _shelf(width, height, chance)
        self._noise = [chance.integers(0, NOISE + 1, (height, width), np.uint8) for _ in range(NOISES)]

    def picture(self, number: int, *, text: str = "", passed: float = 0.0) -> Grey:
        """Frame `number`, with a label of `text` when it has passed so much (0..1) of its way."""
        frame = self._shelf
        if text:
            frame = frame.copy()
            _lay(frame, label(text), passed)
        return np.asarray(cv2.add(frame, self._noise[number % NOISES]), np.uint8)

    def black(self, number: int) -> Grey:
        return self._noise[number % NOISES].copy()


@lru_cache(maxsize=16)
def label(text: str) -> Grey:
    """A white card with the code on it: a shelf code for a GTIN that is one, else QR."""
    kind = EAN_LENGTHS.get(len(text)) if is_gtin(text) else None
    code = zxingcpp.create_barcode(text, kind or zxingcpp.BarcodeFormat.QRCode)
    bars = np.array(zxingcpp.write_barcode_to_image(code, scale=3 if kind else 6), np.uint8)
    if kind:
        bars = np.repeat(bars[:1], BARS_TALL, axis=0)
    card = np.full((bars.shape[0] + 2 * MARGIN, bars.shape[1] + 2 * MARGIN), PAPER, np.uint8)
    card[MARGIN : MARGIN + bars.shape[0], MARGIN : MARGIN + bars.shape[1]] = bars
    return card


def _lay(frame: Grey, card: Grey, passed: float) -> None:
    """Along a slight slope, slightly turned, from the left edge to the right."""
    height, width = frame.shape
    tall, wide = card.shape
    middle = (-wide / 2 + passed * (width + wide), height * (0.45 + 0.1 * passed))
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), 8 - 16 * passed, 1.0)
    turn[:, 2] += (middle[0] - wide / 2, middle[1] - tall / 2)
    cv2.warpAffine(
        card, turn, (width, height), dst=frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )


def _shelf(width: int, height: int, chance: np.random.Generator) -> Grey:
    """Boards, and boxes with plain faces on them."""
    shelf = np.full((height, width), 92, np.uint8)
    rows, each = 3, height // 3
    for row in range(rows):
        floor = (row + 1) * each - 14
        left = 10
        while left < width - 40:
            wide, tall = int(chance.integers(70, 150)), int(chance.integers(each // 2, each - 30))
            tone = int(chance.integers(60, 210))
            cv2.rectangle(shelf, (left, floor - tall), (left + wide, floor), tone, -1)
            cv2.circle(shelf, (left + wide // 2, floor - tall // 2), wide // 4, 255 - tone, -1)
            left += wide + int(chance.integers(6, 24))
        cv2.rectangle(shelf, (0, floor), (width, floor + 14), 50, -1)
    return np.asarray(cv2.GaussianBlur(shelf, (5, 5), 0), np.uint8)
