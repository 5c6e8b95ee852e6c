"""How long this disk takes to keep what it is given: the measure that durable commits are held against."""

from __future__ import annotations

import os
from pathlib import Path

from edge.runtime.clock import SystemClock

PAGE = b"\0" * 4096
SYNCS = 200


def fsync_ms(folder: Path, clock: SystemClock, *, syncs: int = SYNCS) -> list[float]:
    """Times of `syncs` appended pages, each written and synced alone. Blocking."""
    path = folder / "fsync.probe"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        times: list[float] = []
        for _ in range(syncs):
            began_s = clock.monotonic()
            os.write(handle, PAGE)
            os.fsync(handle)
            times.append(1000 * (clock.monotonic() - began_s))
        return times
    finally:
        os.close(handle)
        path.unlink()
