"""The rush in short; `python -m tests.process.buyers --buyers 2000` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.hub.centre import PostgresHub
from sync.hub.memory import MemoryHub
from tests.process.buyers import Skewed, rush


@pytest.mark.process
async def test_as_many_hold_a_promise_as_pieces_are_left(tmp_path: Path, database: str) -> None:
    clock = Skewed()
    hub = await PostgresHub.open(database, clock)
    try:
        run = await rush(hub, clock, tmp_path, buyers=200, pieces=30)
    finally:
        await hub.close()
    assert run.wrong == []
    assert run.told["promised"] >= run.pieces - sum(store.sold for store in run.stores)
    assert run.told["back_order"], "whoever lost was told"


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_the_centre_in_memory_keeps_the_same_account(tmp_path: Path, number: int) -> None:
    clock = Skewed()
    run = await rush(MemoryHub(clock), clock, tmp_path, buyers=60, pieces=12, seed_of=number)
    assert run.wrong == []
