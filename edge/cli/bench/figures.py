"""What a measurement found, beside its limit: as a table for people, as one JSON object for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number. At most one of the limits is given; without one it stands for itself."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least `percent` of them do not exceed."""
    if not samples:
        raise ValueError("no samples")
    return sorted(samples)[max(0, math.ceil(len(samples) * percent / 100) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """One line a figure: name, value, limit, and whether it is met."""
    wide = max((len(figure.name) for figure in figures), default=0)
    return "\n".join(_line(figure, wide) for figure in figures)


def as_json(figures: Sequence[Figure]) -> str:
    """`{"figures": {name: number}}`."""
    rounded = {figure.name: round(figure.value, 4) for figure in figures}
    return msgspec.json.encode({"figures": rounded}).decode()


def _line(figure: Figure, wide: int) -> str:
    value = f"{figure.value:>12.3f} {figure.unit:<4}"
    if figure.most is not None:
        limit = f"at most  {figure.most:<8g}"
    elif figure.least is not None:
        limit = f"at least {figure.least:<8g}"
    else:
        return f"{figure.name:<{wide}} {value}".rstrip()
    return f"{figure.name:<{wide}} {value} {limit} {'met' if figure.met else 'MISSED'}"
