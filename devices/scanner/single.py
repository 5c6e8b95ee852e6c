"""The engines one by one, as they come: what the votes of many views are measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from devices.scanner.engines import Grey, has_zbar, same, zbar, zxing

Engine = Callable[[Grey], set[str]]


def engines() -> Mapping[str, Engine]:
    """Name -> the texts it reads in a grey picture; those that are installed."""
    found: dict[str, Engine] = {"zxing": lambda picture: {one.text for one in zxing(picture, "", same)}}
    if has_zbar():
        found["zbar"] = lambda picture: {one.text for one in zbar(picture, "", same)}
    if find_spec("cv2") is not None:
        found["opencv"] = _opencv()
    return found


def _opencv() -> Engine:
    import cv2  # noqa: PLC0415 - of the extra `vision` only

    detector = cv2.barcode.BarcodeDetector()

    def read(picture: Grey) -> set[str]:
        found, texts, _, _ = detector.detectAndDecodeWithType(picture)
        return {text for text in texts if text} if found else set()

    return read
