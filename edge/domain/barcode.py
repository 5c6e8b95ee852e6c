"""Codes of the trade: GTIN check digits and what a scanned text means to this shop."""

from __future__ import annotations

from typing import Literal

import msgspec

GTIN_LENGTHS = (8, 12, 13, 14)
TEXT_MAX = 512  # a longer scan is no barcode

Kind = Literal["gtin", "shop", "bad"]
Reason = Literal["", "check_digit", "truncated", "too_long", "not_printable", "empty"]


class Barcode(msgspec.Struct, frozen=True, kw_only=True):
    """A classified scan. `gtin` is padded to 14 digits; `reason` says why a code is bad."""

    kind: Kind
    text: str
    symbology: str = ""
    gtin: str = ""
    reason: Reason = ""


def check_digit(body: str) -> str:
    """The GS1 mod-10 digit that completes `body` (digits only, any length)."""
    weighted = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN-8/12/13/14 with a right check digit."""
    return len(text) in GTIN_LENGTHS and _digits(text) and check_digit(text[:-1]) == text[-1]


def gtin14(text: str) -> str:
    """The 14-digit form by which GTINs of all lengths compare."""
    return text.zfill(14)


def classify(text: str, symbology: str = "") -> Barcode:
    """Say what a scan is. Total: any text gives an answer, never an exception."""
    clean = text.strip()
    if not clean:
        return Barcode(kind="bad", text="", symbology=symbology, reason="empty")
    if len(clean) > TEXT_MAX:
        return Barcode(kind="bad", text=clean[:TEXT_MAX], symbology=symbology, reason="too_long")
    if not clean.isprintable():
        return Barcode(kind="bad", text=clean, symbology=symbology, reason="not_printable")
    if not _digits(clean):
        return Barcode(kind="shop", text=clean, symbology=symbology)
    if is_gtin(clean):
        return Barcode(kind="gtin", text=clean, symbology=symbology, gtin=gtin14(clean))
    reason: Reason = "check_digit" if len(clean) in GTIN_LENGTHS else "truncated"
    return Barcode(kind="bad", text=clean, symbology=symbology, reason=reason)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
