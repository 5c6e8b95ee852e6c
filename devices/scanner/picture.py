"""A picture's bytes to its codes. Blocking: call it in a thread."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from devices.scanner.engines import Grey
from devices.scanner.sight import Code
from edge.app.ports import Found
from edge.errors import Rejected

try:
    from devices.scanner.reader import read
except ImportError:  # without the extra `vision`
    from devices.scanner.plain import read

__all__ = ["PICTURE_BYTES", "PICTURE_PIXELS", "SIDE_PIXELS", "decode", "grey", "read"]

PICTURE_BYTES = 12_000_000
PICTURE_PIXELS = 60_000_000
SIDE_PIXELS = 4000  # a larger picture is made smaller before it is read
# What Pillow raises on spoilt files, besides its own word for files that are no picture.
_SPOILT = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    struct.error,
)
_KINDS = ("PNG", "JPEG", "WEBP")


def decode(picture: bytes) -> tuple[Found, ...]:
    """Codes of a PNG, JPEG or WebP, corners in its own pixels; `Rejected('no_picture')` for anything else.

    Those that were confirmed come first; after them what may only be offered.
    """
    pixels, scale = grey(picture)
    sight = read(pixels)
    taken = [_found(code, scale, offered=False) for code in sight.codes]
    return (*taken, *(_found(code, scale, offered=True) for code in sight.offered))


def grey(picture: bytes) -> tuple[Grey, float]:
    """The picture upright in grey, and how many of its own pixels one of these is."""
    if not 0 < len(picture) <= PICTURE_BYTES:
        raise Rejected("no_picture")
    try:
        with Image.open(io.BytesIO(picture), formats=_KINDS) as image:
            width, height = image.size
            if width * height > PICTURE_PIXELS:
                raise Rejected("no_picture")
            image.draft("L", (SIDE_PIXELS, SIDE_PIXELS))
            upright = ImageOps.exif_transpose(image)
            plain = _on_white(upright).convert("L")
    except _SPOILT as error:
        raise Rejected("no_picture") from error
    longest = max(width, height)
    plain.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
    return np.asarray(plain), longest / max(plain.size)


def _on_white(image: Image.Image) -> Image.Image:
    """A transparent label lies on white paper."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper


def _found(code: Code, scale: float, *, offered: bool) -> Found:
    return Found(
        text=code.text,
        format=code.format,
        corners=tuple((round(x * scale), round(y * scale)) for x, y in code.corners),
        symbology=code.symbology,
        gtin=code.gtin,
        votes=code.votes,
        offered=offered,
    )
