"""Reads the seed files as plain rows, keyed by their header."""

from __future__ import annotations

import csv
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PICTURES = SEEDS / "pictures"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Every row of `<name>.csv`; a row with too many or too few cells fails."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        found = list(reader)
    for line, row in enumerate(found, start=2):
        assert None not in row, f"{name}.csv line {line}: too many cells"
        assert None not in row.values(), f"{name}.csv line {line}: too few cells"
    return found


def column(name: str, field: str) -> list[str]:
    return [row[field] for row in rows(name)]


def check_digit(body: str) -> str:
    """GS1 mod 10, written here a second time on purpose: the data is not judged by the code that reads it."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        total += int(digit) * (1 if place % 2 else 3)
    return str((10 - total % 10) % 10)
