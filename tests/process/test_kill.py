"""The kill campaign in short; `python -m tests.process.kill --cuts 300` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.process.kill import campaign

pytestmark = pytest.mark.process
CUTS = 8


async def test_a_store_killed_while_it_sells_loses_and_doubles_nothing(tmp_path: Path) -> None:
    record, there, wrong = await campaign(tmp_path, cuts=CUTS, seed=20260101)
    assert record.wrong == []
    assert wrong == []
    assert record.pays > CUTS
    assert there.paid
