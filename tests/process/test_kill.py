"""The kill campaign in short; `python -m tests.process.kill --cuts 300` is the long one."""

from __future__ import annotations

import pytest

from tests.process.kill import campaign, open_folder

pytestmark = pytest.mark.process
CUTS = 2


@pytest.mark.parametrize("victims", [("hub", "broker"), ("database", "")], ids=" ".join)
async def test_a_store_killed_while_it_sells_loses_and_doubles_nothing(victims: tuple[str, ...]) -> None:
    with open_folder() as folder:
        record, there, wrong = await campaign(folder, cuts=CUTS, seed=20260101, victims=victims)
    assert wrong == []
    assert record.pays > CUTS
    assert there.paid
