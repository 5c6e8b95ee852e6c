"""How the simulated wallet misbehaves on command, so many times, and then behaves again."""

from __future__ import annotations

from typing import Literal, get_args

Mode = Literal[
    "timeout_after_charging",  # an ask is taken, charged at once, and never answered
    "answer_lost",  # whatever is asked is done, and never answered
    "silent",  # nothing is done, nothing is answered
    "http_500",  # nothing is done, the answer is an error page
    "late_success",  # what is paid is still called waiting, at so many queries
    "decline",  # the shopper's bank says no
    "duplicate_notify",  # each notification is told twice
    "wrong_amount",  # a query names one fen less than was asked for
]
MODES: tuple[Mode, ...] = get_args(Mode)
TIMES_MAX = 1_000


class Mood:
    """What is still to go wrong."""

    def __init__(self) -> None:
        self._left: dict[Mode, int] = dict.fromkeys(MODES, 0)

    def set(self, mode: Mode, times: int) -> None:
        """Misbehave so the next `times` times it comes up, at most TIMES_MAX; 0 ends it."""
        self._left[mode] = max(0, min(times, TIMES_MAX))

    def takes(self, mode: Mode) -> bool:
        """True when it comes up now; one fewer is left."""
        if not self._left[mode]:
            return False
        self._left[mode] -= 1
        return True

    def left(self) -> dict[Mode, int]:
        return {mode: times for mode, times in self._left.items() if times}

    def clear(self) -> None:
        self._left = dict.fromkeys(MODES, 0)
