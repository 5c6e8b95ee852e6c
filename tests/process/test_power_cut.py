"""The power cut campaign in short; `python -m tests.process.power_cut --cuts 300` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.process.power_cut import campaign

pytestmark = pytest.mark.process
CUTS = 24


async def test_what_was_answered_is_there_when_the_power_is_back(tmp_path: Path) -> None:
    answered, wrong = await campaign(tmp_path, cuts=CUTS, seed=20260101)
    assert wrong == []
    assert answered > CUTS * 10


async def test_a_store_that_does_not_wait_for_its_disk_is_found_out(tmp_path: Path) -> None:
    answered, wrong = await campaign(tmp_path, cuts=CUTS, seed=2, pragma="pragma synchronous = normal")
    assert answered
    assert any("answered, and lost" in fault for fault in wrong)
