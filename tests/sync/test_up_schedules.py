"""Hundreds of schedules of loss, delay, reordering, crashes and restores over both ends of a log."""

import pytest

from edge.errors import SyncError
from tests.sync.up_world import World

SEEDS = 800


@pytest.mark.parametrize("block", range(8))
def test_what_the_store_committed_is_at_the_centre_once_and_in_order(block: int) -> None:
    for seed in range(block * SEEDS // 8, (block + 1) * SEEDS // 8):
        world = World(seed)
        try:
            for _ in range(250):
                world.step()
            world.append(1)
            world.drive()
            world.settle()
        except (AssertionError, SyncError) as error:
            raise AssertionError(f"seed {seed}") from error
        assert world.hub.bodies == [entry.body for entry in world.log.entries]


def test_the_schedules_hold_every_fault() -> None:
    worlds = [World(seed) for seed in range(SEEDS)]
    for name in ("loss", "doubling", "delay_s", "crash"):
        assert len({getattr(world.weather, name) for world in worlds}) > 2
    for world in worlds[:40]:
        for _ in range(150):
            world.step()
    assert any(world.restored for world in worlds)
    assert any(world.store.rewinds for world in worlds)
