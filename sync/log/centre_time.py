"""What time it is at the centre, whose deadlines are by its own clock and not by a store's."""

from __future__ import annotations


class CentreTime:
    """The centre's last word and the monotonic time since, so no step of the wall clock moves it."""

    def __init__(self) -> None:
        self._said: tuple[int, float] | None = None

    def heard(self, now_ms: int, *, asked_s: float, heard_s: float) -> None:
        """It was `now_ms` there, UTC, about half way between question and answer; 0: it did not say."""
        if now_ms:
            self._said = now_ms, (asked_s + heard_s) / 2

    def now_ms(self, now_s: float) -> int:
        """`now_s` is monotonic; 0 before the centre's first word."""
        if self._said is None:
            return 0
        said_ms, at_s = self._said
        return said_ms + round((now_s - at_s) * 1000)
