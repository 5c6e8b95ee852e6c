"""The health of the parts: since when, the worst of them, and ticks for those who watch."""

from __future__ import annotations

import asyncio

from edge.runtime.clock import ManualClock
from edge.runtime.health import DETAIL_MAX, PARTS_MAX, HealthRegistry


def test_since_is_when_the_state_changed_not_its_detail() -> None:
    clock = ManualClock(1000)
    health = HealthRegistry(clock)
    health("uplink", "down", "sync_error", "no answer for 1 s")
    clock.advance(500)
    health("uplink", "down", "sync_error", "no answer for 2 s")
    seen = health.of("uplink")
    assert seen is not None
    assert (seen.since_ms, seen.detail) == (1000, "no answer for 2 s")
    health("uplink", "ok")
    assert [(one.part, one.state, one.since_ms) for one in health.all()] == [("uplink", "ok", 1500)]


def test_the_worst_part_speaks_for_all() -> None:
    health = HealthRegistry(ManualClock())
    assert health.worst() == "ok"
    health("a", "off")
    health("b", "ok")
    health("c", "degraded")
    assert health.worst() == "degraded"
    health("d", "needs_person", "part_failed")
    assert health.worst() == "needs_person"
    health.forget("d")
    health.forget("nobody")
    assert health.worst() == "degraded"


def test_parts_and_details_are_bounded() -> None:
    health = HealthRegistry(ManualClock())
    for number in range(PARTS_MAX + 10):
        health(f"part-{number}", "down", "x", "y" * 1000)
    assert len(health.all()) == PARTS_MAX
    assert {len(one.detail) for one in health.all()} == {DETAIL_MAX}


async def test_a_watcher_sees_one_tick_for_a_burst_and_none_for_nothing() -> None:
    health = HealthRegistry(ManualClock())
    async with health.changed() as ticks:
        health("a", "ok")
        health("b", "ok")
        await anext(ticks)
        waiting = asyncio.ensure_future(anext(ticks))
        health("a", "ok")
        await asyncio.sleep(0)
        assert not waiting.done()
        health("a", "down")
        await waiting
    health("a", "ok")
