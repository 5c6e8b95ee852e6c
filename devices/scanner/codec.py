"""What a gun sends <-> a code and its AIM symbology. Pure and total."""

from __future__ import annotations

import re

import msgspec

from devices.scanner.options import Encoding, GunOptions, SerialOptions

ENDS: dict[str, bytes] = {"line": b"\r\n", "cr": b"\r", "lf": b"\n", "tab": b"\t", "pause": b""}
FNC1 = "\x1d"
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_AIM_BY_LENGTH = {8: "]E4", 12: "]E0", 13: "]E0"}  # ISO/IEC 15424: EAN-8, UPC-A, EAN-13
_TRIES: dict[Encoding, tuple[str, ...]] = {
    "auto": ("utf-8", "gb18030", "latin-1"),
    "utf-8": ("utf-8", "latin-1"),
    "gb18030": ("gb18030", "latin-1"),
    "latin-1": ("latin-1",),
}


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """What a gun read. `symbology` is an AIM id as `]E0`, or '' where the gun sends none."""

    text: str
    symbology: str = ""


def read(data: bytes, options: SerialOptions) -> Scan | None:
    """The scan in a line; None where nothing is left of it. NULs are a line's noise, never part of a code."""
    return scan_of(_text(data.replace(b"\0", b""), options.encoding), options)


def scan_of(text: str, options: GunOptions) -> Scan | None:
    """The scan in what a gun sent between two ends."""
    text = text.removeprefix(options.prefix).removesuffix(options.suffix)
    symbology = ""
    if options.aim and (match := _AIM.match(text)):
        symbology, text = match[0], text[match.end() :]
    for substitute in options.fnc1:
        text = text.replace(substitute, FNC1)
    return Scan(text=text, symbology=symbology) if text.strip() else None


def worded(text: str, options: GunOptions) -> str:
    """What a gun with these settings sends for `text`, without its end."""
    aim = ""
    if options.aim:
        digits = text.isascii() and text.isdigit()
        aim = _AIM_BY_LENGTH.get(len(text), "]C0") if digits else "]Q1"
    if options.fnc1:
        text = text.replace(FNC1, options.fnc1[0])
    return f"{options.prefix}{aim}{text}{options.suffix}"


def sent(text: str, options: SerialOptions) -> bytes:
    """The bytes that a serial gun with these settings sends for `text`."""
    encoding = "utf-8" if options.encoding == "auto" else options.encoding
    return worded(text, options).encode(encoding, "replace") + ENDS[options.ends]


def _text(data: bytes, encoding: Encoding) -> str:
    for name in _TRIES[encoding]:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes every byte")  # pragma: no cover
