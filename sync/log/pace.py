"""How long to wait for an answer: measured round trips, doubled at each silence, for each a little else."""

from __future__ import annotations

from hashlib import blake2b

FIRST_S = 1.0
LEAST_S = 0.5
MOST_S = 30.0
_GAIN, _DEVIATION_GAIN, _DEVIATIONS = 0.125, 0.25, 4


class Pace:
    """A time-out after the manner of TCP's: smoothed round trip plus four deviations. Those who fell silent
    together would ask together for ever, and be dropped together: `whose` sets them apart by up to a half.
    """

    def __init__(self, whose: str = "") -> None:
        mark = int.from_bytes(blake2b(whose.encode(), digest_size=2).digest(), "big") if whose else 0
        self._apart = 1 - mark / (1 << 17)
        self._mean_s: float | None = None
        self._deviation_s = 0.0
        self._factor = 1

    @property
    def timeout_s(self) -> float:
        return self._doubled_s if self._factor == 1 else self._apart * self._doubled_s

    @property
    def _doubled_s(self) -> float:
        base = FIRST_S if self._mean_s is None else self._mean_s + _DEVIATIONS * self._deviation_s
        return min(MOST_S, max(LEAST_S, base) * self._factor)

    def measured(self, round_trip_s: float) -> None:
        """A message sent once was answered after this long."""
        if self._mean_s is None:
            self._mean_s, self._deviation_s = round_trip_s, round_trip_s / 2
        else:
            off = round_trip_s - self._mean_s
            self._mean_s += _GAIN * off
            self._deviation_s += _DEVIATION_GAIN * (abs(off) - self._deviation_s)
        self._factor = 1

    def silent(self) -> None:
        """Nothing came in time."""
        if self._doubled_s < MOST_S:
            self._factor *= 2
