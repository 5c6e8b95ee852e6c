"""From readings to codes: what may be taken, what may only be offered. Pure.

Two engines on the same pixels read the same wrong number, so views vote and engines do not. Views made of
one crop share its faults, and one engine may read the same wrong number in all of them: a number of one crop
needs two engines besides, but for our own scan lines, which say nothing unless they are sure. A matrix code
corrects its own errors: one view is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from devices.scanner.sight import Code, Point, Reading, Sight
from edge.domain.barcode import gtin14, is_gtin

Box = tuple[float, float, float, float]
SLACK = 2.0  # pixels: the box of a scan line is flat
ENOUGH = 2  # views that must agree on a linear code
LEAD = 2  # votes more than any other number in the same place
CODES_MAX = 32
OURS = "lines"
MATRIX = ("QR", "Data Matrix", "DataMatrix", "Micro QR", "rMQR")
# The shorter a code, the easier it is found where there is none.
WEAK = {"UPC-E": 3, "EAN-8": 3}


def tally(readings: Iterable[Reading]) -> Sight:
    """Every number once, the one with most votes first. Where two numbers claim one place, none is taken
    unless it leads clearly.
    """
    claims = sorted(_claims(readings), key=lambda claim: -claim.code.votes)
    taken = [claim for claim in claims if _taken(claim, claims)]
    rest = [claim for claim in claims if claim not in taken and not any(_meet(claim, one) for one in taken)]
    return Sight(
        codes=tuple(claim.code for claim in taken[:CODES_MAX]),
        offered=tuple(claim.code for claim in rest[:CODES_MAX]),
    )


def settled(sight: Sight) -> bool:
    """Whether looking on is idle: something is read, and nothing is in doubt."""
    return bool(sight.codes) and not sight.offered


def covers(code: Code, point: Point) -> bool:
    """Whether a code lies over a point of the picture."""
    left, top, right, bottom = _box(code.corners)
    grow = 0.1 * max(right - left, bottom - top)
    return left - grow <= point[0] <= right + grow and top - grow <= point[1] <= bottom + grow


@dataclass(frozen=True, slots=True)
class _Claim:
    """A code and everywhere that it was read."""

    code: Code
    boxes: tuple[Box, ...]
    alone: bool  # one foreign engine read it, in one crop


def _claims(readings: Iterable[Reading]) -> list[_Claim]:
    groups: dict[tuple[str, bool], list[Reading]] = {}
    for reading in readings:
        groups.setdefault((reading.text, _is_matrix(reading.format)), []).append(reading)
    return [_claim(group) for group in groups.values()]


def _claim(group: Sequence[Reading]) -> _Claim:
    formats = Counter(one.format for one in group)
    format_ = max(formats, key=lambda name: (formats[name], name))
    first = max((one for one in group if one.format == format_), key=lambda one: _size(one.corners))
    views = tuple(dict.fromkeys(one.view for one in group))
    code = Code(
        text=first.text,
        format=format_,
        symbology=first.symbology,
        gtin=gtin14(first.text) if is_gtin(first.text) and not _is_matrix(format_) else "",
        votes=len(views),
        corners=first.corners,
        views=views,
    )
    crops, engines = {view.partition(" ")[0] for view in views}, {one.engine for one in group}
    boxes = tuple(dict.fromkeys(_box(one.corners) for one in group))
    return _Claim(code, boxes, alone=len(crops) == 1 == len(engines) and OURS not in engines)


def _taken(claim: _Claim, claims: Sequence[_Claim]) -> bool:
    if _is_matrix(claim.code.format):
        return True
    if claim.alone:
        return False
    rivals = [one.code.votes for one in claims if one is not claim and _rivals(one, claim)]
    return claim.code.votes >= max(WEAK.get(claim.code.format, ENOUGH), LEAD + max(rivals, default=0))


def _rivals(one: _Claim, other: _Claim) -> bool:
    return not _is_matrix(one.code.format) and one.code.text != other.code.text and _meet(one, other)


def _meet(one: _Claim, other: _Claim) -> bool:
    return any(_touch(here, there) for here in one.boxes for there in other.boxes)


def _touch(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide > -SLACK and tall > -SLACK


def _box(corners: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in corners] or [0.0], [y for _, y in corners] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


def _size(corners: Sequence[Point]) -> float:
    left, top, right, bottom = _box(corners)
    return (right - left + 1) * (bottom - top + 1)


def _is_matrix(format_: str) -> bool:
    return format_.startswith(MATRIX)
