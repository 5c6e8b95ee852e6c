"""Scan lines of our own: a row of grey is fitted, below the pixel, to blurred EANs and UPCs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from devices.scanner.bars import LAYOUTS, Floats, Layout, digits, drawing, number
from devices.scanner.tracks import BLUR, Track, tracks

STEP = 0.25  # modules between two samples

BLURS: Final = (0.35, 0.5, 0.7, 0.9, 1.15, 1.4, -0.7, -0.95, -1.2, -1.45, -1.7)  # as in `bars.drawing`
GAINS: Final = (-0.3, -0.15, 0.0, 0.15, 0.3)  # of a bar's width, in modules
TRACK_PIXELS = 300  # a place is this wide while its tracks are sought
PROMISING = 0.85  # a track below this is not refined
BANDS = 7  # rows that are read together
_SOME: Final = ((1, 3), (4, 6))  # of them, what a track is sought in
KNOTS = 7  # points along a code that may move by themselves: a bottle, a crease
_AT: Final = np.linspace(0, 1, KNOTS, dtype=np.float32)
# What moves one end of a code, and the other.
_ENDS: Final[Floats] = np.stack([1 - _AT, _AT]).astype(np.float32)
_KNOTS: Final = np.concatenate([np.eye(KNOTS), -np.eye(KNOTS), np.zeros((1, KNOTS))]).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A layout laid over one row. `shape` has the pixels of its knots; `likeness` has a row a digit,
    `guard` is how much the less clear end looks like one; blur makes the middle grey.
    """

    layout: Layout
    shape: Floats
    lens: tuple[float, float]  # blur and gain
    likeness: Floats
    guard: float
    quality: float
    row: int = 0
    flipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRead:
    """A number with the proof of it: `margin` is the narrowest lead of a digit over its next best."""

    text: str
    format: str
    quality: float
    margin: float
    guard: float
    fit: Fit
    rows: int


def read_rows(rows: Floats, first: float, last: float) -> LineRead | None:
    """The number in rows of darkness (top to bottom) whose bars reach from about `first` to about `last`."""
    step = max(1.0, (last - first) / TRACK_PIXELS)
    some = _thinned(np.stack([rows[low:high].mean(axis=0) for low, high in _SOME]), step)
    fits = [
        _laid(track, step, flipped=flipped)
        for flipped in (False, True)
        for track in tracks(some[:, ::-1] if flipped else some, (last - first) / step)
        if track.quality > PROMISING
    ]
    fits = [replace(fit, row=_SOME[fit.row][0]) for fit in fits]
    fits.sort(key=lambda fit: -fit.quality)
    best = [next((fit for fit in fits if fit.layout is layout), None) for layout in LAYOUTS]
    reads = [read for fit in best if fit is not None and (read := read_again(rows, fit)) is not None]
    return max(reads, key=lambda read: read.quality + read.margin, default=None)


def _thinned(rows: Floats, step: float) -> Floats:
    """A pixel every `step` pixels, each the mean of what it covers."""
    sums = np.concatenate([np.zeros((len(rows), 1)), rows.cumsum(axis=1, dtype=np.float64)], axis=1)
    at = np.arange(0, rows.shape[1] + 1e-6, step)
    places = np.arange(sums.shape[1])
    whole = np.stack([np.interp(at, places, line) for line in sums])
    return (np.diff(whole, axis=1) / step).astype(np.float32)


def _laid(track: Track, step: float, *, flipped: bool) -> Fit:
    """The track's digits as knots."""
    layout = track.layout
    at = np.array([*layout.starts, layout.starts[-1] + 7]) / layout.modules
    slope = np.polyfit(at, track.begins, 1)[0]
    ends = (track.begins[0] - slope * at[0], track.begins[-1] + slope * (1 - at[-1]))
    shape = np.interp(_AT, [0, *at, 1], [ends[0], *track.begins, ends[1]])
    shape = (shape * step).astype(np.float32)
    empty = np.zeros((0, 0), np.float32)
    return Fit(
        layout=layout,
        shape=shape,
        lens=(BLUR, 0.0),
        likeness=empty,
        guard=0.0,
        quality=track.quality,
        row=track.row,
        flipped=flipped,
    )


def read_again(rows: Floats, coarse: Fit) -> LineRead | None:
    """A fit refined, followed through the rows above and below, and what they spell together."""
    turned = rows[:, ::-1] if coarse.flipped else rows
    best = replace(_refined(turned[coarse.row], coarse), row=coarse.row, flipped=coarse.flipped)
    likeness, count = best.likeness.copy(), 1
    for step in (-1, 1):
        near, index = best, coarse.row + step
        while 0 <= index < len(turned):
            near = _followed(turned[index], near)
            if near.quality < 0.8 * best.quality:
                break
            likeness += near.likeness * (near.quality / best.quality) ** 2
            count += 1
            index += step
    ranked = np.sort(likeness, axis=1)
    text = number(best.layout, likeness.argmax(axis=1))
    if not text:
        return None
    margin = float((ranked[:, -1] - ranked[:, -2]).min()) / count
    return LineRead(
        text=text,
        format=best.layout.format,
        quality=best.quality,
        margin=margin,
        guard=best.guard,
        fit=best,
        rows=count,
    )


def _refined(row: Floats, fit: Fit) -> Fit:
    reach = float(fit.shape[-1] - fit.shape[0])
    module = reach / fit.layout.modules
    fit = _focused(row, fit)
    nudge = 0.35 * module
    for _ in range(7):
        fit = _best(row, fit.shape + _KNOTS * np.float32(nudge), fit.layout, fit.lens)
        nudge *= 0.75
    return fit


def _focused(row: Floats, fit: Fit) -> Fit:
    """Through the blur, and then the gain, that explains it best."""
    blurs = [(blur, fit.lens[1]) for blur in BLURS]
    fit = max((_best(row, fit.shape[None], fit.layout, lens) for lens in blurs), key=_quality)
    gains = [(fit.lens[0], gain) for gain in GAINS]
    fit = max((_best(row, fit.shape[None], fit.layout, lens) for lens in gains), key=_quality)
    return fit


def _quality(fit: Fit) -> float:
    return fit.quality


def _followed(row: Floats, fit: Fit) -> Fit:
    """The same code one row on: it may have moved by a module."""
    module = float(fit.shape[-1] - fit.shape[0]) / fit.layout.modules
    shifts = np.array([(a, b) for a in (-2, -1, 0, 1, 2) for b in (-2, -1, 0, 1, 2)], np.float32)
    moved = np.asarray(0.5 * module * shifts @ _ENDS, np.float32)
    fit = _best(row, fit.shape + moved, fit.layout, fit.lens)
    for nudge in (0.25, 0.15):
        fit = _best(row, fit.shape + _KNOTS * np.float32(nudge * module), fit.layout, fit.lens)
    return fit


def _best(row: Floats, shapes: Floats, layout: Layout, lens: tuple[float, float]) -> Fit:
    likeness = _likeness(row, shapes, layout, lens)
    guards = _guards(row, shapes, layout, lens)
    quality = likeness.max(axis=2).mean(axis=1) + 0.5 * guards.mean(axis=1)
    best = int(quality.argmax())
    return Fit(
        layout=layout,
        shape=shapes[best],
        lens=lens,
        likeness=likeness[best],
        guard=float(guards[best, :2].min()),
        quality=float(quality[best]),
    )


def _likeness(row: Floats, shapes: Floats, layout: Layout, lens: tuple[float, float]) -> Floats:
    """Correlation of every digit's place with every digit, for each shape."""
    blur, gain = lens
    first, second = layout.halves
    seen = _unit(_sampled(row, shapes, _digit_columns(layout)).reshape(len(shapes), first + second, -1))
    left = seen[:, :first] @ digits(layout.left, blur, STEP, gain).T
    if not second:
        return left
    right = seen[:, first:] @ digits("right", blur, STEP, gain).T
    blank = np.full((*right.shape[:2], left.shape[2] - right.shape[2]), -1, np.float32)
    return np.concatenate([left, np.concatenate([right, blank], axis=2)], axis=1)


def _guards(row: Floats, shapes: Floats, layout: Layout, lens: tuple[float, float]) -> Floats:
    """How much each guard looks like itself, for each shape."""
    found = []
    for start, bits in layout.guards:
        seen = _sampled(row, shapes, _columns(layout.modules, start, len(bits)))
        found.append(_unit(seen) @ drawing(bits, lens[0], STEP, lens[1]))
    return np.stack(found, axis=1)


def _sampled(row: Floats, shapes: Floats, columns: Floats) -> Floats:
    x = np.clip(shapes @ columns, 0, len(row) - 1.001)
    whole = x.astype(np.intp)
    part = x - whole
    here = row[whole]
    return np.asarray(here + part * (row[whole + 1] - here), np.float32)


@lru_cache(maxsize=8)
def _digit_columns(layout: Layout) -> Floats:
    """Of each digit and one module on either side."""
    return np.concatenate([_columns(layout.modules, start - 1, 9) for start in layout.starts], axis=1)


@lru_cache(maxsize=64)
def _columns(modules: int, start: int, count: int) -> Floats:
    """Weights that take the knots to the places of samples, straight on beyond both ends."""
    u = ((np.arange(round(count / STEP)) + 0.5) * STEP + start) / modules * (KNOTS - 1)
    left = np.clip(np.floor(u).astype(int), 0, KNOTS - 2)
    weights = np.zeros((KNOTS, len(u)), np.float32)
    weights[left, np.arange(len(u))] = 1 - (u - left)
    weights[left + 1, np.arange(len(u))] = u - left
    return weights


def _unit(seen: Floats) -> Floats:
    """Around zero and of unit length."""
    seen = seen - seen.mean(axis=-1, keepdims=True)
    length = np.sqrt((seen * seen).sum(axis=-1, keepdims=True)) + np.float32(1e-3)
    return np.asarray(seen / length, np.float32)
