"""Schedules of loss, delay, reordering, crashes and other generations over both ends of a stream."""

import itertools

import pytest

from edge.errors import SyncError
from tests.sync.down_world import World

SEEDS = 400
CALM_S = 3_600.0


@pytest.mark.parametrize("block", range(4))
def test_the_store_ends_with_what_the_centre_has(block: int) -> None:
    for seed in range(block * SEEDS // 4, (block + 1) * SEEDS // 4):
        world = World(seed)
        try:
            for _ in range(150):
                world.step()
            world.weather.clear()
            world.hub.write([0])
            end_s = world.net.now_s + CALM_S
            for _ in itertools.count():
                if world.settled():
                    break
                assert world.net.now_s < end_s, "the stream does not catch up"
                world.go(end_s)
        except (AssertionError, SyncError) as error:
            raise AssertionError(f"seed {seed}") from error
        assert world.items == {key: price for key, (_, price) in world.hub.held.items()}


def test_the_schedules_hold_gaps_snapshots_and_generations() -> None:
    worlds = [World(seed) for seed in range(40)]
    for world in worlds:
        for _ in range(150):
            world.step()
    assert sum(world.swaps > 1 for world in worlds) > 5
    assert any(world.hub.gen != "gen-0" for world in worlds)
