"""The short form of the campaign in `garbage.py`."""

from __future__ import annotations

import pytest

from tests.devices.garbage import Stand, guns, survive

GUNS = list(guns())


@pytest.mark.parametrize("gun", GUNS, ids=[name for name, *_ in GUNS])
def test_random_bytes_are_survived_and_the_next_good_scan_is_found(gun: Stand) -> None:
    _, reader, good, noises = gun
    survive(reader, good, noises, size=300_000, seed=3)
