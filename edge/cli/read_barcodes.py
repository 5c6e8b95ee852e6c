"""`store-edge read-barcodes`: the codes of pictures, one line of JSON a file."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from devices.scanner.picture import PICTURE_BYTES, decode
from edge.errors import Rejected
from edge.runtime.clock import SystemClock

OK, SOME_FAILED = 0, 1


class CodeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed code; `gtin` has 14 digits, '' where it is none."""

    text: str
    format: str
    gtin: str
    votes: int


class FileLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is printed of a file; `error` only where it could not be read."""

    file: str
    codes: tuple[CodeLine, ...]
    ms: float
    error: str = ""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a PNG, JPEG or WebP")


def run(options: argparse.Namespace) -> int:
    clock = SystemClock()
    failed = False
    for name in options.files:
        line = _read(name, clock)
        failed = failed or bool(line.error)
        print(msgspec.json.encode(line).decode(), flush=True)
    return SOME_FAILED if failed else OK


def _read(name: str, clock: SystemClock) -> FileLine:
    began_s = clock.monotonic()
    try:
        with Path(name).open("rb") as file:
            found = decode(file.read(PICTURE_BYTES + 1))
    except Rejected:
        return FileLine(file=name, codes=(), ms=_ms(began_s, clock), error="no PNG, JPEG or WebP picture")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return FileLine(file=name, codes=(), ms=_ms(began_s, clock), error=f"cannot be read: {why}")
    codes = tuple(
        CodeLine(text=one.text, format=one.format, gtin=one.gtin, votes=one.votes)
        for one in found
        if not one.offered
    )
    return FileLine(file=name, codes=codes, ms=_ms(began_s, clock))


def _ms(began_s: float, clock: SystemClock) -> float:
    return round(1000 * (clock.monotonic() - began_s), 1)
