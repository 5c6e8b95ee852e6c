"""What a scanned text means to this shop."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from edge.domain.gs1 import GS, Doubt, elements
from edge.domain.gtin import GTIN_LENGTHS, check_digit, gtin14, is_digits, is_gtin
from edge.domain.shop_code import LENGTH, ShopCodes, own_kind, weighed

__all__ = ["GTIN_LENGTHS", "TEXT_MAX", "Barcode", "check_digit", "classify", "gtin14", "is_gtin"]

TEXT_MAX = 512  # a longer scan is no barcode
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")

Kind = Literal["gtin", "weighed", "member", "coupon", "pickup", "ticket", "shop", "bad"]
Reason = Literal["", "check_digit", "truncated", "too_long", "not_printable", "empty"]


class Barcode(msgspec.Struct, frozen=True, kw_only=True):
    """A classified scan. `gtin` is padded to 14 digits; `reason` says why a code is bad.

    A GS1 message fills the other fields; `doubt` says what of it could not be trusted and was left out.
    A `weighed` label has `weight_g` or `price_fen`, and the item's number as `gtin`.
    """

    kind: Kind
    text: str
    symbology: str = ""
    gtin: str = ""
    reason: Reason = ""
    weight_g: int = 0
    price_fen: int = 0
    lot: str = ""
    serial: str = ""
    expires: str = ""
    doubt: Doubt = ""


def classify(text: str, symbology: str = "", codes: ShopCodes | None = None) -> Barcode:
    """Say what a scan is. Total: any text gives an answer, never an exception."""
    clean = text.strip()
    if not symbology and (match := _AIM.match(clean)):
        symbology, clean = match[0], clean[match.end() :].strip()
    reason = _unreadable(clean)
    if reason:
        return Barcode(kind="bad", text=clean[:TEXT_MAX], symbology=symbology, reason=reason)
    message = elements(clean, symbology)
    if message is not None and message.gtin:
        return Barcode(
            kind="gtin",
            text=clean,
            symbology=symbology,
            gtin=gtin14(message.gtin),
            weight_g=message.weight_g,
            lot=message.lot,
            serial=message.serial,
            expires=message.expires,
            doubt=message.doubt,
        )
    return _number(clean, symbology, codes or ShopCodes())


def _unreadable(clean: str) -> Reason:
    if not clean:
        return "empty"
    if len(clean) > TEXT_MAX:
        return "too_long"
    return "" if clean.replace(GS, "").isprintable() else "not_printable"


def _number(clean: str, symbology: str, codes: ShopCodes) -> Barcode:
    if not is_digits(clean):
        return Barcode(kind=own_kind(clean, codes) or "shop", text=clean, symbology=symbology)
    if not is_gtin(clean):
        reason: Reason = "check_digit" if len(clean) in GTIN_LENGTHS else "truncated"
        return Barcode(kind="bad", text=clean, symbology=symbology, reason=reason)
    label = weighed(clean, codes) if len(clean) == LENGTH else None
    if label is None:
        return Barcode(kind="gtin", text=clean, symbology=symbology, gtin=gtin14(clean))
    return Barcode(
        kind="weighed",
        text=clean,
        symbology=symbology,
        gtin=label.gtin,
        weight_g=label.weight_g,
        price_fen=label.price_fen,
    )
