"""Codes in a picture, by plain zxing-cpp. Blocking: call it in a thread. A better reader comes later."""

from __future__ import annotations

import io
import struct
from typing import Final

import numpy as np
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from edge.app.ports import Found
from edge.errors import Rejected

PICTURE_BYTES = 12_000_000
PICTURE_PIXELS = 60_000_000
SIDE_PIXELS = 4000  # a larger picture is made smaller before it is read
CODES_MAX = 32
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
# Named one by one: with all formats, short ITF codes are found in stripes that are none.
_FORMATS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.UPCE,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
    ]
)


def decode(picture: bytes) -> tuple[Found, ...]:
    """Codes of a PNG, JPEG or WebP, corners in its own pixels; `Rejected('no_picture')` for anything else."""
    image, scale = _loaded(picture)
    read = zxingcpp.read_barcodes(np.asarray(image), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return tuple(_found(code, scale) for code in read[:CODES_MAX])


def _loaded(picture: bytes) -> tuple[Image.Image, float]:
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
            grey = _on_white(upright).convert("L")
    except _SPOILT as error:
        raise Rejected("no_picture") from error
    longest = max(width, height)
    grey.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
    return grey, longest / max(grey.size)


def _on_white(image: Image.Image) -> Image.Image:
    """A transparent label lies on white paper."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper


def _found(code: zxingcpp.Barcode, scale: float) -> Found:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return Found(
        text=code.text,
        format=str(code.format),
        corners=tuple((round(point.x * scale), round(point.y * scale)) for point in corners),
    )
