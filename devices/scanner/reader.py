"""Reads the codes of a picture: view after view, until nothing is in doubt. Blocking: use a thread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from devices.scanner import places
from devices.scanner.bars import Floats
from devices.scanner.engines import Back, Grey, same, scaled, turned, zbar, zxing
from devices.scanner.lines import BANDS, LineRead, read_again, read_rows
from devices.scanner.places import Place
from devices.scanner.sight import Reading, Sight
from devices.scanner.vote import OURS, covers, settled, tally

cv2.setNumThreads(1)  # the other core is the store's
LINED_MAX = 3  # places that are read by scan lines of our own
SMALL = 1100  # a picture smaller than this is also read at twice its size
REDUCED = 0.6  # what blur and noise leave is sometimes clearer when it is smaller
# How sure a scan line of our own must be before it is a vote: likeness, lead of every digit, both ends.
SURE: Final = {"EAN-13": (1.25, 0.08, 0.85), "EAN-8": (1.33, 0.09, 0.85), "UPC-E": (1.36, 0.1, 0.85)}


def read(picture: Grey) -> Sight:
    """The codes of a grey picture."""
    readings: list[Reading] = []
    for more in _views(picture):
        readings += more
        if settled(tally(readings)):
            return tally(readings)
    for index, place in enumerate(places.find(picture)):
        if _covered(readings, place):
            continue
        for more in _turned_views(picture, place, lined=index < LINED_MAX):
            readings += more
            if _covered(readings, place):
                break
        if settled(tally(readings)):
            break
    return tally(readings)


def _covered(readings: list[Reading], place: Place) -> bool:
    return any(covers(code, (place.x, place.y)) for code in tally(readings).codes)


def _views(picture: Grey) -> Iterator[list[Reading]]:
    """The whole picture, as it is and worked up."""
    yield _both(picture, "grey", same)
    zoom = 2.0 if max(picture.shape) < SMALL else 1.0
    yield _both(_clear(picture, zoom), "clear", scaled(zoom))


def _turned_views(picture: Grey, place: Place, *, lined: bool) -> Iterator[list[Reading]]:
    """One place of it, turned level."""
    level = places.level(picture, place)
    back, grey = turned(level.back), level.picture
    clear = _clear(grey, 1)
    yield _both(grey, "level", back)
    yield _both(clear, "level clear", back)
    small = cv2.resize(grey, None, fx=REDUCED, fy=REDUCED, interpolation=cv2.INTER_AREA)
    yield _both(
        np.asarray(small, np.uint8), "level small", lambda at: back((at[0] / REDUCED, at[1] / REDUCED))
    )
    if lined and (first := read_rows(_rows(grey), level.first, level.last)) is not None:
        yield _lined(first, grey, "lines", back)
        again = read_again(_rows(_sharp(clear)), first.fit)
        yield [] if again is None else _lined(again, grey, "lines sharp", back)
    yield _both(_sharp(grey), "level sharp", back)


def _both(picture: Grey, view: str, back: Back) -> list[Reading]:
    """Two engines, one vote."""
    return [*zxing(picture, view, back), *zbar(picture, view, back)]


def _lined(read: LineRead, grey: Grey, view: str, back: Back) -> list[Reading]:
    if not sure(read):
        return []
    tall, wide = grey.shape
    first, last = (float(x) for x in read.fit.shape[[0, -1]])
    if read.fit.flipped:
        first, last = wide - first, wide - last
    corners = ((first, 0.0), (last, 0.0), (last, float(tall)), (first, float(tall)))
    symbology = "]E4" if read.format == "EAN-8" else "]E0"
    return [
        Reading(
            text=read.text,
            format=read.format,
            symbology=symbology,
            view=view,
            engine=OURS,
            corners=tuple(map(back, corners)),
        )
    ]


def sure(read: LineRead) -> bool:
    """Whether a scan line of our own may vote."""
    quality, margin, guard = SURE[read.format]
    return read.quality >= quality and read.margin >= margin and read.guard >= guard


def _rows(picture: Grey) -> Floats:
    """Bands of it averaged, dark upwards."""
    cuts = np.linspace(0, picture.shape[0], BANDS + 1).astype(int)
    bands = [picture[low : max(low + 1, high)].mean(axis=0) for low, high in pairwise(cuts)]
    return -np.stack(bands).astype(np.float32)


def _clear(picture: Grey, zoom: float) -> Grey:
    large = (
        cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_LINEAR) if zoom != 1 else picture
    )
    return np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(large), np.uint8)


def _sharp(picture: Grey) -> Grey:
    soft = cv2.GaussianBlur(picture, (0, 0), 3)
    return np.asarray(cv2.addWeighted(picture, 2.5, soft, -1.5, 0), np.uint8)
