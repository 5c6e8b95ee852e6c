"""Reads a picture without OpenCV: the same votes from the few views that Pillow can make. Blocking."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from devices.scanner.engines import Back, Grey, same, scaled, zbar, zxing
from devices.scanner.sight import Reading, Sight
from devices.scanner.vote import settled, tally

ZOOM = 2.0
SMALL = 1100  # a picture smaller than this is also read at twice its size


def read(picture: Grey) -> Sight:
    """The codes of a grey picture."""
    readings: list[Reading] = []
    for view, name, back in _views(picture):
        readings += [*zxing(view, name, back), *zbar(view, name, back)]
        if settled(tally(readings)):
            break
    return tally(readings)


def _views(picture: Grey) -> Iterator[tuple[Grey, str, Back]]:
    image = Image.fromarray(picture)
    zoom = ZOOM if max(image.size) < SMALL else 1.0
    size = (round(image.width * zoom), round(image.height * zoom))
    large = image.resize(size, Image.Resampling.BICUBIC)
    yield picture, "grey", same
    yield np.asarray(ImageOps.autocontrast(large, cutoff=1)), "clear", scaled(zoom)
    yield np.asarray(large.filter(ImageFilter.UnsharpMask(3, 200, 0))), "sharp", scaled(zoom)
    yield np.asarray(ImageOps.equalize(large)), "equal", scaled(zoom)
