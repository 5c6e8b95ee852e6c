"""Clocks for the tests: the machine's own, and one that a schedule drives."""

import itertools
import time
import uuid


class RealClock:
    """Implements `sync.ports.Clock`."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def new_id(self) -> str:
        return uuid.uuid4().hex


class SetClock:
    """Implements `sync.ports.Clock`; time is what the test says."""

    def __init__(self, now_s: float = 1_000.0) -> None:
        self.now_s = now_s
        self._ids = itertools.count(1)

    def now_ms(self) -> int:
        return 1_700_000_000_000 + int(self.now_s * 1000)

    def monotonic(self) -> float:
        return self.now_s

    def new_id(self) -> str:
        return f"{next(self._ids):032x}"
