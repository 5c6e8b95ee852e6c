"""How long to wait for an answer: measured round trips, doubled at each silence."""

from __future__ import annotations

FIRST_S = 1.0
LEAST_S = 0.5
MOST_S = 30.0
_GAIN, _DEVIATION_GAIN, _DEVIATIONS = 0.125, 0.25, 4


class Pace:
    """A time-out after the manner of TCP's: smoothed round trip plus four deviations."""

    def __init__(self) -> None:
        self._mean_s: float | None = None
        self._deviation_s = 0.0
        self._factor = 1

    @property
    def timeout_s(self) -> float:
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
        if self.timeout_s < MOST_S:
            self._factor *= 2
