"""Chance from a seed, for the faults of lines."""

from __future__ import annotations

import random

from devices.link import Chance


def seeded(seed: int) -> Chance:
    return random.Random(seed).random  # noqa: S311 - faults, not secrets


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - garbage on a line
