"""The likeliest way through a row of grey: digit after digit, each about as wide as the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from devices.scanner.bars import LAYOUTS, MIDDLE, Floats, Layout, digits, drawing

BLUR = 0.65  # modules, a middling one
GROWTH = 1.07  # from one width of a digit to the next
NARROW, WIDE = 0.6, 1.1  # of a place's width, how wide its code may be
UNEVEN = 1.25  # how much wider or narrower a digit may be than the code's average
NEVER: Final = np.float32(-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Where each digit begins and the last one ends, in pixels; `quality` is at most 1.5."""

    layout: Layout
    row: int
    begins: tuple[float, ...]
    quality: float


class _Table:
    """For each row, pixel and width of a digit: how much a digit or a guard begins there."""

    def __init__(self, rows: Floats, widths: tuple[int, ...]) -> None:
        self.widths = widths
        self._rows = rows
        exact = rows.astype(np.float64)
        zero = np.zeros((len(rows), 1))
        self._sums = np.concatenate([zero, exact.cumsum(axis=1)], axis=1)
        self._squares = np.concatenate([zero, (exact * exact).cumsum(axis=1)], axis=1)
        self._guards: dict[tuple[str, int], Floats] = {}
        self.digit = {kind: self._blank(NEVER) for kind in ("left", "either", "right")}
        for index, width in enumerate(widths):
            self._fill(index, width)

    def look(self, bits: str, offset: int) -> Floats:
        """How much a guard's drawing begins `offset` modules from each pixel."""
        found = self._guards.get((bits, offset))
        if found is None:
            found = self._guards[bits, offset] = self._blank(NEVER / 3)
            for index, width in enumerate(self.widths):
                shape = drawing(bits, BLUR, 7 / width)
                self._put(found[index], self._alike(shape[None])[..., 0], -round(offset * width / 7))
        return found

    def _fill(self, index: int, width: int) -> None:
        seen = self._alike(_bank(width))
        lead = round(width / 7)
        odd = seen[..., :10].max(axis=-1)
        self._put(self.digit["left"][index], odd, lead)
        self._put(self.digit["either"][index], np.maximum(odd, seen[..., 10:20].max(axis=-1)), lead)
        self._put(self.digit["right"][index], seen[..., 20:].max(axis=-1), lead)

    def _alike(self, shapes: Floats) -> Floats:
        """Correlation of every window of every row with each shape; shapes are around zero already."""
        long = shapes.shape[1]
        if long > self._rows.shape[1]:
            return np.zeros((len(self._rows), 0, len(shapes)), np.float32)
        sums = self._sums[:, long:] - self._sums[:, :-long]
        power = self._squares[:, long:] - self._squares[:, :-long] - sums * sums / long
        scale = (1 / np.sqrt(np.maximum(power, 1.0))).astype(np.float32)
        windows = np.ascontiguousarray(sliding_window_view(self._rows, long, axis=1))  # else no BLAS
        return np.asarray((windows @ shapes.T) * scale[..., None], np.float32)

    @staticmethod
    def _put(target: Floats, seen: Floats, shift: int) -> None:
        low, high = max(0, shift), min(target.shape[1], shift + seen.shape[1])
        if low < high:
            target[:, low:high] = seen[:, low - shift : high - shift]

    def _blank(self, value: float | np.float32) -> Floats:
        return np.full((len(self.widths), *self._rows.shape), value, np.float32)


def tracks(rows: Floats, reach: float) -> list[Track]:
    """The best way of each layout through each row; `reach` is about how wide the code is."""
    spans = [_span(layout, reach) for layout in LAYOUTS]
    widths = _widths(min(low for low, _ in spans), max(high for _, high in spans))
    table = _Table(rows, widths)
    found: list[Track] = []
    for layout, (low, high) in zip(LAYOUTS, spans, strict=True):
        inside = [index for index, width in enumerate(widths) if low <= width <= high]
        if len(inside) > 1:
            found += _through(table, layout, slice(inside[0], inside[-1] + 1))
    return found


def _through(table: _Table, layout: Layout, span: slice) -> list[Track]:
    widths = table.widths[span]
    first, second = layout.halves
    kinds = [layout.left] * first + ["right"] * second
    weight = np.float32(0.5 / len(layout.guards))
    start, ending = layout.guards[0], layout.guards[1]
    best = weight * table.look(start[1], start[0] - 3)[span]
    steps: list[Floats] = []
    for place, kind in enumerate(kinds):
        if place:
            moved = _moved(best, widths, 5 if place == first else 0)
            steps.append(moved)
            best = _chosen(moved)
            if place == first:
                best = best + weight * table.look(MIDDLE, -6)[span]
        best = best + table.digit[kind][span] / np.float32(len(kinds))
    best = best + weight * _after(table.look(ending[1], -1)[span], widths)
    return [
        _back(best[:, row], [moved[:, row] for moved in steps], widths, layout, row)
        for row in range(best.shape[1])
    ]


def _moved(best: Floats, widths: tuple[int, ...], gap: int) -> Floats:
    """The best that ends before each place, by its width; a guard of `gap` modules between."""
    moved = np.full_like(best, NEVER)
    for index, width in enumerate(widths):
        ahead = width + round(gap * width / 7)
        if ahead < best.shape[2]:
            moved[index, :, ahead:] = best[index, :, :-ahead]
    return moved


def _chosen(moved: Floats) -> Floats:
    """The best of the same width, the next narrower and the next wider."""
    chosen = moved.copy()
    np.maximum(chosen[1:], moved[:-1], out=chosen[1:])
    np.maximum(chosen[:-1], moved[1:], out=chosen[:-1])
    return chosen


def _after(look: Floats, widths: tuple[int, ...]) -> Floats:
    """What is seen where a digit that begins here ends."""
    found = np.full_like(look, NEVER / 3)
    for index, width in enumerate(widths):
        if width < look.shape[2]:
            found[index, :, :-width] = look[index, :, width:]
    return found


def _back(best: Floats, steps: list[Floats], widths: tuple[int, ...], layout: Layout, row: int) -> Track:
    index, at = (int(one) for one in np.unravel_index(int(best.argmax()), best.shape))
    quality = float(best[index, at])
    begins = [float(at), float(at + widths[index])]
    for place in range(len(steps), 0, -1):
        near = max(0, index - 1)
        index = near + int(steps[place - 1][near : index + 2, at].argmax())
        gap = round(5 * widths[index] / 7) if place == layout.halves[0] else 0
        at -= widths[index] + gap
        begins.insert(0, float(at))
    return Track(layout=layout, row=row, begins=tuple(begins), quality=quality)


def _span(layout: Layout, reach: float) -> tuple[int, int]:
    digit = 7 * reach / layout.modules
    return max(7, int(digit * NARROW / UNEVEN)), int(digit * WIDE * UNEVEN)


@lru_cache(maxsize=64)
def _widths(low: int, high: int) -> tuple[int, ...]:
    found = [low]
    while found[-1] < high:
        found.append(max(found[-1] + 1, round(found[-1] * GROWTH)))
    return tuple(found)


@lru_cache(maxsize=128)
def _bank(width: int) -> Floats:
    """All digits of this width: left odd, left even, right."""
    return np.concatenate([digits(kind, BLUR, 7 / width) for kind in ("either", "right")])
