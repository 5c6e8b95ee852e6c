"""What works and what does not, part by part: logged when it changes, told to whoever watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from edge.app.ports import Clock, Health, HealthState

PARTS_MAX = 500  # a store has a few dozen
DETAIL_MAX = 300
WATCHERS_MAX = 200
_SEVERITY: dict[HealthState, int] = {
    "off": 0,
    "ok": 0,
    "starting": 1,
    "degraded": 2,
    "down": 3,
    "needs_person": 4,
}
_log = logging.getLogger("edge.health")


class HealthRegistry:
    """Implements `edge.app.ports.ReportHealth`; `since_ms` is when the state or its code last changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parts: dict[str, Health] = {}
        self._watchers: set[asyncio.Event] = set()

    def __call__(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        before = self._parts.get(part)
        detail = detail[:DETAIL_MAX]
        if before is not None and (before.state, before.code, before.detail) == (state, code, detail):
            return
        if before is None and len(self._parts) >= PARTS_MAX:
            _log.error("health of %s is not kept: more than %d parts", part, PARTS_MAX)
            return
        moved = before is None or (before.state, before.code) != (state, code)
        since_ms = self._clock.now_ms() if before is None or moved else before.since_ms
        now = Health(part=part, state=state, code=code, detail=detail, since_ms=since_ms)
        self._parts[part] = now
        if moved:
            self._say(before, now)
        for watcher in self._watchers:
            watcher.set()

    def forget(self, part: str) -> None:
        """The part is no longer of this store."""
        if self._parts.pop(part, None) is not None:
            for watcher in self._watchers:
                watcher.set()

    def of(self, part: str) -> Health | None:
        return self._parts.get(part)

    def all(self) -> tuple[Health, ...]:
        """Every part, by name."""
        return tuple(self._parts[name] for name in sorted(self._parts))

    def worst(self) -> HealthState:
        """The state of the part that is worst off; 'ok' for none."""
        states = (health.state for health in self._parts.values())
        return max(states, key=_SEVERITY.__getitem__, default="ok")

    @asynccontextmanager
    async def changed(self) -> AsyncIterator[AsyncIterator[None]]:
        """One tick after one or more changes; nothing is missed between two."""
        if len(self._watchers) >= WATCHERS_MAX:
            raise RuntimeError(f"more than {WATCHERS_MAX} watchers of health")
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        try:
            yield _ticks(watcher)
        finally:
            self._watchers.discard(watcher)

    @staticmethod
    def _say(before: Health | None, now: Health) -> None:
        level = logging.INFO if _SEVERITY[now.state] < _SEVERITY["degraded"] else logging.WARNING
        was = before.state if before is not None else "new"
        why = " ".join(filter(None, (now.code, now.detail)))
        _log.log(level, "%s: %s -> %s%s", now.part, was, now.state, why and f" ({why})")


async def _ticks(watcher: asyncio.Event) -> AsyncIterator[None]:
    while True:
        await watcher.wait()
        watcher.clear()
        yield None
