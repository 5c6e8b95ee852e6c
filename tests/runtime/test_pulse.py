"""The loop's pulse: gaps are measured, a stall is told and forgotten after a calm minute."""

from __future__ import annotations

import asyncio

from edge.runtime.clock import ManualClock
from edge.runtime.health import HealthRegistry
from edge.runtime.pulse import CALM_S, EVERY_S, KEPT, Pulse
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import in_virtual_time, passes


class Stalling(ManualClock):
    """A clock on which something else held the loop for a while."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._real = VirtualClock(loop)
        self.held_s = 0.0

    def monotonic(self) -> float:
        return self._real.monotonic() + self.held_s


def test_a_stall_is_told_and_forgotten_after_a_calm_minute() -> None:
    async def scenario() -> None:
        clock = Stalling(asyncio.get_running_loop())
        health = HealthRegistry(clock)
        pulse = Pulse(clock, health)
        running = asyncio.create_task(pulse.run())
        await passes(1.01)
        assert health.worst() == "ok"
        assert len(pulse.gaps_ms()) == int(1 / EVERY_S)
        assert max(pulse.gaps_ms()) < 1
        clock.held_s += 2
        await passes(1)
        seen = health.of("loop")
        assert seen is not None
        assert (seen.state, seen.code, seen.detail) == ("degraded", "loop_stalled", "2000 ms")
        assert 1999 < max(pulse.gaps_ms()) < 2001
        await passes(CALM_S + 1)
        assert health.worst() == "ok"
        await passes(KEPT * EVERY_S)
        assert len(pulse.gaps_ms()) == KEPT
        running.cancel()

    in_virtual_time(scenario())
