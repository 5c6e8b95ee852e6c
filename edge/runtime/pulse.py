"""Feels the loop's pulse: how late it wakes whoever sleeps, which is how long everybody waits."""

from __future__ import annotations

import asyncio
from collections import deque

from edge.app.ports import Clock, ReportHealth

EVERY_S = 0.02
KEPT = 3000  # one minute
STALLED_MS = 500.0  # a shopper notices
CALM_S = 60.0  # without a stall, until it is well again


class Pulse:
    """A part. `gaps_ms` are the newest gaps, oldest first."""

    name = "loop"

    def __init__(self, clock: Clock, report: ReportHealth) -> None:
        self._clock = clock
        self._report = report
        self._gaps_ms: deque[float] = deque(maxlen=KEPT)

    async def run(self) -> None:
        last_s = self._clock.monotonic()
        calm_at_s = last_s
        while True:
            await asyncio.sleep(EVERY_S)
            now_s = self._clock.monotonic()
            gap_ms = max(0.0, 1000 * (now_s - last_s - EVERY_S))
            last_s = now_s
            self._gaps_ms.append(gap_ms)
            if gap_ms >= STALLED_MS:
                calm_at_s = now_s + CALM_S
                self._report(self.name, "degraded", "loop_stalled", f"{gap_ms:.0f} ms")
            elif now_s >= calm_at_s:
                self._report(self.name, "ok")

    def gaps_ms(self) -> list[float]:
        return list(self._gaps_ms)
