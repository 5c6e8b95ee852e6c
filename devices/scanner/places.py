"""Where a picture may hold bars, and each such place turned level. OpenCV finds; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
BLOCKS = 110  # a picture's longer side in blocks
BLOCKS_MIN, BLOCKS_WIDE, BLOCKS_TALL = 12, 5, 1.5  # of a place
STRIPED = 0.6  # of a block's changes, how much goes one way
SECTOR = 15  # degrees to either side that count as one way
ASIDE, ASKEW, LARGER = 0.2, 0.1, 0.29  # how little tells two places apart: of a width, radians, ln
LEAST_PIXELS, LEAST_TALL = 40, 4
COARSE = (1, 2, 4)  # the larger a code, the coarser the look that sees it whole
PLACES_MAX = 5
LEVEL_PIXELS = 420  # width of a levelled code
ZOOM_MAX, WIDE_MAX = 4.0, 900
QUIET = 0.22  # of the width, kept on either side
_DETECTOR: Final = cv2.barcode.BarcodeDetector()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A turned rectangle: `angle` in radians is the way across the bars."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A place turned so that its bars stand upright; `back` takes its pixels to the picture's."""

    picture: Grey
    back: NDArray[np.float64]
    first: float
    last: float


def find(picture: Grey) -> list[Place]:
    """The likeliest places, best first."""
    found = [place for coarse in COARSE for place in _by_stripes(picture, coarse)] + list(_by_opencv(picture))
    kept: list[Place] = []
    for place in sorted(found, key=lambda one: -one.weight):
        if not any(_same(place, other) for other in kept):
            kept.append(place)
        if len(kept) == PLACES_MAX:
            break
    return kept


def level(picture: Grey, place: Place) -> Level:
    """The place cut out, upright and large enough to read."""
    whole = place.width * (1 + 2 * QUIET)
    zoom = min(max(1.0, min(ZOOM_MAX, LEVEL_PIXELS / place.width)), WIDE_MAX / whole)
    wide, tall = max(16, int(whole * zoom)), max(8, int(place.height * zoom))
    turn = np.array([[np.cos(place.angle), -np.sin(place.angle)], [np.sin(place.angle), np.cos(place.angle)]])
    centre = np.array([place.x, place.y]) - turn / zoom @ np.array([wide / 2, tall / 2])
    back = np.hstack([turn / zoom, centre[:, None]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(picture, back, (wide, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    edge = QUIET / (1 + 2 * QUIET) * wide
    return Level(picture=np.asarray(cut, np.uint8), back=back, first=edge, last=wide - edge)


def _same(one: Place, other: Place) -> bool:
    near = np.hypot(one.x - other.x, one.y - other.y) < ASIDE * max(one.width, other.width)
    turned = abs((one.angle - other.angle + np.pi / 2) % np.pi - np.pi / 2) < ASKEW
    return bool(near and turned and abs(np.log(one.width / other.width)) < LARGER)


def _by_opencv(picture: Grey) -> Iterator[Place]:
    if min(picture.shape) < LEAST_PIXELS:
        return
    found, corners = _DETECTOR.detect(picture)
    if not found or corners is None:
        return
    for quad in np.asarray(corners, np.float32):
        (x, y), (width, height), degrees = cv2.minAreaRect(quad)
        if width < height:
            width, height, degrees = height, width, degrees + 90
        if height >= LEAST_TALL:
            yield Place(
                x=x, y=y, width=width, height=height, angle=np.radians(degrees), weight=width * height
            )


def _by_stripes(picture: Grey, coarse: int) -> Iterator[Place]:
    """Where the grey changes along one way only, over an area: the structure tensor, in blocks."""
    scale, (xx, yy, xy) = _tensor(picture, coarse)
    energy = xx + yy
    one_way = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (energy + 1e-6)
    angle = np.degrees(np.arctan2(2 * xy, xx - yy)) / 2
    striped = (one_way > STRIPED) & (energy > 0.35 * np.percentile(energy, 90))
    for way in range(-90, 90, SECTOR):
        alike = striped & (np.abs((angle - way + 90) % 180 - 90) <= SECTOR)
        if np.count_nonzero(alike) < BLOCKS_MIN:
            continue
        count, names, stats, _ = cv2.connectedComponentsWithStats(alike.astype(np.uint8), connectivity=8)
        sizes = stats[1:count, cv2.CC_STAT_AREA]
        for name in np.argsort(-sizes)[:2] + 1:
            if sizes[name - 1] < BLOCKS_MIN:
                break
            place = _rectangle(names == name, angle, energy, scale)
            if place is not None:
                yield place


def _tensor(picture: Grey, coarse: int) -> tuple[float, tuple[Any, Any, Any]]:
    """Pixels of a block, and the mean products of the slopes in each block."""
    longest = max(picture.shape)
    scale = min(1.0, 480 / coarse / longest)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    mean = cv2.blur(small, (31, 31))
    spread = np.sqrt(np.maximum(cv2.blur(small * small, (31, 31)) - mean * mean, 0))
    small = (small - mean) / (spread + 6)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    block = max(2, round(max(small.shape) / BLOCKS))
    size = (max(1, small.shape[1] // block), max(1, small.shape[0] // block))
    parts = tuple(
        cv2.blur(cv2.resize(product, size, interpolation=cv2.INTER_AREA), (5, 5))
        for product in (dx * dx, dy * dy, dx * dy)
    )
    return block / scale, parts


def _rectangle(inside: NDArray[np.bool_], angle: Floats, energy: Floats, scale: float) -> Place | None:
    ys, xs = np.nonzero(inside)
    twice, weight = np.radians(2 * angle[ys, xs]), energy[ys, xs]
    way = float(np.arctan2((weight * np.sin(twice)).sum(), (weight * np.cos(twice)).sum()) / 2)
    across, along = xs * np.cos(way) + ys * np.sin(way), ys * np.cos(way) - xs * np.sin(way)
    left, right = _spread(across, 0.01)
    top, bottom = _spread(along, 0.04)
    width, height = right - left + 1, bottom - top + 1
    if width < BLOCKS_WIDE or height < BLOCKS_TALL:
        return None
    middle, centre = (left + right) / 2, (top + bottom) / 2
    x, y = middle * np.cos(way) - centre * np.sin(way), middle * np.sin(way) + centre * np.cos(way)
    fill = min(1.0, len(xs) / (width * height))
    return Place(
        x=float(x + 0.5) * scale,
        y=float(y + 0.5) * scale,
        width=float(width) * scale,
        height=float(height) * scale,
        angle=way,
        weight=float(len(xs) * fill) * scale * scale,
    )


def _spread(values: Floats, tail: float) -> tuple[float, float]:
    """Between which all but the tails lie."""
    ordered, cut = np.sort(values), int(len(values) * tail)
    return float(ordered[cut]), float(ordered[-1 - cut])
