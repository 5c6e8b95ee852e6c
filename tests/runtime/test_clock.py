"""Ids rise whatever the wall clock does, and say when they were made."""

from __future__ import annotations

import asyncio
import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from edge.runtime.clock import Ids, ManualClock, SystemClock
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import in_virtual_time, passes


@given(st.lists(st.integers(0, 2**47), min_size=2, max_size=60), st.integers())
def test_ids_rise_though_the_clock_jumps(times: list[int], seed: int) -> None:
    ids = Ids(random.Random(seed))  # noqa: S311 - repeatable
    made = [ids.new_id(now_ms) for now_ms in times]
    assert made == sorted(set(made))
    assert all(uuid.UUID(one).version == 7 and len(one) == 32 for one in made)


def test_an_id_carries_its_millisecond() -> None:
    clock = ManualClock(1_750_000_000_123)
    assert uuid.UUID(clock.new_id()).int >> 80 == 1_750_000_000_123


def test_thousands_of_one_millisecond_stay_in_order() -> None:
    ids = Ids(random.Random(1))  # noqa: S311 - repeatable
    made = [ids.new_id(5) for _ in range(20_000)]
    assert made == sorted(set(made))


def test_the_same_seed_makes_the_same_ids() -> None:
    one, other = ManualClock(seed=3), ManualClock(seed=3)
    assert [one.new_id() for _ in range(3)] == [other.new_id() for _ in range(3)]


def test_the_system_clock_knows_time_and_chance() -> None:
    clock = SystemClock()
    before = clock.now_ms()
    assert before <= int(clock.new_id()[:12], 16) <= clock.now_ms()
    assert clock.monotonic() <= clock.monotonic()
    assert 0 <= clock.fraction() < 1
    assert clock.new_secret() != clock.new_secret()
    assert len(clock.new_code(8)) == 8
    assert not set(clock.new_code(200)) & set("01OILU")


def test_a_step_of_the_wall_clock_leaves_monotonic_time_alone() -> None:
    clock = ManualClock()
    clock.advance(1500)
    clock.step(-3_600_000)
    assert clock.monotonic() == 1.5
    assert clock.now_ms() == 1_750_000_000_000 + 1500 - 3_600_000


def test_hours_pass_in_moments_on_the_virtual_loop() -> None:
    async def day() -> tuple[int, float]:
        clock = VirtualClock(asyncio.get_running_loop())
        began_ms = clock.now_ms()
        await asyncio.gather(_rest(3600), _rest(24 * 3600))
        assert clock.new_id()[:12] == f"{clock.now_ms():012x}"
        return clock.now_ms() - began_ms, clock.monotonic()

    async def _rest(seconds: float) -> None:
        await passes(seconds)

    passed_ms, monotonic_s = in_virtual_time(day())
    assert passed_ms == 24 * 3600 * 1000
    assert monotonic_s == 24 * 3600
