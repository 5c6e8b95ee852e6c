"""zxing-cpp and, where the system has libzbar, zbar: a view of a picture in, readings out. Blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from devices.scanner.bars import long_upc
from devices.scanner.sight import Point, Reading
from edge.domain.barcode import is_gtin

try:  # the package is an extra, and it looks for the system's library when it is imported
    from pyzbar import pyzbar
except ImportError:  # pragma: no cover - where there is no libzbar
    pyzbar = None

Grey = NDArray[np.uint8]
Back = Callable[[Point], Point]  # a view's pixels to the picture's
_F: Final = zxingcpp.BarcodeFormat
# Named one by one: with all formats, short ITF codes are found in stripes that are none.
SHELF: Final = zxingcpp.BarcodeFormats([_F.EAN13, _F.EAN8, _F.UPCA, _F.UPCE])
ALL: Final = zxingcpp.BarcodeFormats(
    [
        *(_F.EAN13, _F.EAN8, _F.UPCA, _F.UPCE, _F.Code128, _F.ITF14),
        *(_F.DataBarOmni, _F.DataBarStk, _F.DataBarStkOmni, _F.DataBarLtd, _F.DataBarExp, _F.DataBarExpStk),
        *(_F.QRCode, _F.DataMatrix),
    ]
)
_DATABAR_GTIN = "]e001"  # a DataBar that holds nothing but a GTIN says so as an element string
_ZBAR: Final = {
    "EAN13": ("EAN-13", "]E0"),
    "EAN8": ("EAN-8", "]E4"),
    "UPCA": ("EAN-13", "]E0"),
    "UPCE": ("UPC-E", "]E0"),
    "CODE128": ("Code 128", "]C0"),
}
_CASE, _SHORT_UPC = 14, 8  # digits


def zxing(
    picture: Grey,
    view: str,
    back: Back,
    *,
    formats: zxingcpp.BarcodeFormats = ALL,
    thorough: bool = True,
    turned: bool = True,
) -> Iterator[Reading]:
    """Codes of one view. UPC-A comes as EAN-13 and UPC-E with the thirteen digits that it stands for.

    Not `turned`: linear codes are looked for upright only, at half the cost.
    """
    found = zxingcpp.read_barcodes(
        picture,
        formats=formats,
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=thorough,
        try_rotate=turned,
        try_invert=thorough,
    )
    for code in found:
        if code.format == _F.ITF and not (len(code.text) == _CASE and is_gtin(code.text)):
            continue  # any stripes hold a short one
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield Reading(
            text=_bare(code.text, code.symbology_identifier),
            format=str(code.format),
            symbology=code.symbology_identifier,
            view=view,
            engine="zxing",
            corners=tuple(back((point.x, point.y)) for point in corners),
        )


def zbar(picture: Grey, view: str, back: Back) -> Iterator[Reading]:
    """Linear codes of one view; nothing without libzbar."""
    if pyzbar is None:
        return
    symbols = [pyzbar.ZBarSymbol[name] for name in _ZBAR]  # not DataBar: libzbar floods stderr with it
    for code in pyzbar.decode(picture, symbols=symbols):
        text = code.data.decode("ascii", "replace")
        format_, symbology = _ZBAR[code.type]
        if code.type == "UPCE" and len(text) == _SHORT_UPC:
            text = long_upc(text)
        if code.type in ("UPCA", "UPCE"):
            text = text.zfill(13)
        if code.type != "CODE128" and not is_gtin(text):
            continue
        box = code.rect
        corners = [(box.left, box.top), (box.left + box.width, box.top)]
        corners += [(box.left + box.width, box.top + box.height), (box.left, box.top + box.height)]
        yield Reading(
            text=text,
            format=format_,
            symbology=symbology,
            view=view,
            engine="zbar",
            corners=tuple(map(back, corners)),
        )


def has_zbar() -> bool:
    return pyzbar is not None


def _bare(text: str, symbology: str) -> str:
    whole = symbology + text
    if whole.startswith(_DATABAR_GTIN) and len(text) == 2 + _CASE and is_gtin(text[2:]):
        return text[2:]
    return text


def same(point: Point) -> Point:
    """The way back of a view that did not move anything."""
    return point


def scaled(factor: float) -> Back:
    return lambda point: (point[0] / factor, point[1] / factor)


def turned(matrix: NDArray[Any]) -> Back:
    """The way back through an affine matrix that takes the view's pixels to the picture's."""

    def back(point: Point) -> Point:
        x, y = matrix @ np.array([point[0], point[1], 1.0])
        return float(x), float(y)

    return back
