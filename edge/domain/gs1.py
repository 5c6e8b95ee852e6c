"""GS1 element strings and Digital Links, by biip, wrapped: it is total here and never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import biip
import msgspec

from edge.domain.gtin import is_gtin

GS = "\x1d"  # FNC1 between two elements
CARRIERS = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})  # AIM ids that announce element strings
Doubt = Literal["", "no_separator", "bad_element"]
_GTIN = re.compile(r"\(?01\)?(\d{14})", re.ASCII)
_BRACKETED = re.compile(r"\((\d{2,4})\)([^()]*)", re.ASCII)
# What a lot or a serial number must not end with where nothing separates it: a date, a measure, a price.
_SWALLOWED = re.compile(r".+(?:1[1-7]\d{6}|3[1-6]\d{8}|39[0-3]\d{2,16})$", re.ASCII)
_GRAMS = re.compile(r"310[0-5]")


class Elements(msgspec.Struct, frozen=True, kw_only=True):
    """What the shop uses of a message. `expires` is ISO. In doubt a field that may be wrong is left out."""

    gtin: str = ""
    lot: str = ""
    serial: str = ""
    expires: str = ""
    weight_g: int = 0
    doubt: Doubt = ""


def elements(text: str, symbology: str = "") -> Elements | None:
    """The elements of a message; None where `text` is none, or none with a GTIN. Total."""
    announced = symbology in CARRIERS
    plain = _unbracketed(text) if text.startswith("(") else text
    if not (announced or _GTIN.match(plain) or text.startswith(("http://", "https://"))):
        return None
    found = _parsed(plain)
    if found is not None:
        return _used(found, separated=GS in plain.strip(GS) or text.startswith(("(", "http")))
    start = _GTIN.match(plain)
    if start is not None and is_gtin(start[1]):
        return Elements(gtin=start[1], doubt="bad_element")
    return None


def _parsed(text: str) -> dict[str, tuple[str, str]] | None:
    """AI -> (value, value as a date or a decimal); None where biip finds no GTIN in it, or fails."""
    try:
        result = biip.parse(text)
    except Exception:  # noqa: BLE001 - it raises IndexError and others on garbage
        return None
    link, message = result.gs1_digital_link_uri, result.gs1_message
    strings = message.element_strings if message else link.element_strings if link else None
    if result.gtin is None or strings is None:
        return None
    return {one.ai.ai: (one.value, str(one.date or one.decimal or "")) for one in strings}


def _used(found: dict[str, tuple[str, str]], *, separated: bool) -> Elements:
    doubt: Doubt = ""
    lot, serial = found.get("10", ("", ""))[0], found.get("21", ("", ""))[0]
    if not separated and any(_SWALLOWED.match(value) for value in (lot, serial)):
        lot, serial, doubt = "", "", "no_separator"
    gtin = found.get("01", found.get("02", ("", "")))[0]
    return Elements(
        gtin=gtin,
        lot=lot,
        serial=serial,
        expires=found.get("17", ("", ""))[1],
        weight_g=_weight(found.items()),
        doubt=doubt,
    )


def _weight(found: Iterable[tuple[str, tuple[str, str]]]) -> int:
    """Net weight in grams; 0 where there is none or it is no whole gram."""
    for ai, (_, kilos) in found:
        if _GRAMS.fullmatch(ai) and kilos:
            grams = Decimal(kilos) * 1000
            return int(grams) if grams == int(grams) else 0
    return 0


def _unbracketed(text: str) -> str:
    """`(01)...(10)...` as it is printed below a code, as its data."""
    parts = _BRACKETED.findall(text)
    whole = "".join(f"({ai}){value}" for ai, value in parts)
    return GS.join(ai + value for ai, value in parts) if whole == text else text
