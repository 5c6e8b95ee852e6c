"""What is seen in a picture: readings of single views, and the codes that they add up to."""

from __future__ import annotations

import msgspec

Point = tuple[float, float]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one engine read in one view of a picture. `symbology` is an AIM id, `corners` are the picture's
    own pixels. Views whose names begin alike are made of the same crop.
    """

    text: str
    format: str
    symbology: str
    view: str
    engine: str
    corners: tuple[Point, ...]


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code in a picture. `votes` counts the views that gave it; `gtin` has 14 digits or is ''."""

    text: str
    format: str
    symbology: str
    gtin: str
    votes: int
    corners: tuple[Point, ...]
    views: tuple[str, ...] = ()


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """`codes` may be taken. `offered` were not confirmed by a second view: with a catalogue that knows one, a
    person may be asked; it is never taken for read.
    """

    codes: tuple[Code, ...] = ()
    offered: tuple[Code, ...] = ()
