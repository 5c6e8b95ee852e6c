"""How long to wait before trying again: full jitter, a pure function of the number of failures."""

from __future__ import annotations

import msgspec


class Backoff(msgspec.Struct, frozen=True, kw_only=True):
    """Waits of 0 to `first_s` x 2^failures, at most `longest_s`; forgotten after a run of `healthy_s`."""

    first_s: float = 0.5
    longest_s: float = 60.0
    healthy_s: float = 60.0

    def ceiling_s(self, failures: int) -> float:
        """The longest wait after so many failures in a row (1 or more)."""
        doublings = min(max(failures - 1, 0), 64)
        return min(self.longest_s, self.first_s * 2.0**doublings)

    def delay_s(self, failures: int, fraction: float) -> float:
        """The wait after so many failures; `fraction` in [0, 1) is the jitter."""
        return fraction * self.ceiling_s(failures)

    def failures_after(self, failures: int, *, ran_s: float) -> int:
        """The count once one more run of `ran_s` seconds has failed."""
        return 1 if ran_s >= self.healthy_s else failures + 1


DEVICE = Backoff(first_s=0.25, longest_s=5.0)  # a cable is put back; asking again costs nothing
SYNC = Backoff(first_s=1.0, longest_s=60.0)  # many stores come back at once
CORE = Backoff(first_s=0.25, longest_s=10.0)
