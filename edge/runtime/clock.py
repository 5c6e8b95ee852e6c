"""Time, ids and chance: the only module that asks the system for them."""

from __future__ import annotations

import random
import secrets
import threading
import time

_RAND_BITS = 74  # of a UUIDv7, beside 48 bits of ms, version and variant
_STEP_MAX = 1 << 32  # ids of one ms stay apart and hard to guess
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # read aloud at a counter
SECRET_BYTES = 32


class Ids:
    """UUIDv7 (RFC 9562) as 32 hex digits, each greater than the one before, from any thread.

    When the wall clock steps back the last millisecond is kept, so order survives.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._lock = threading.Lock()
        self._ms = 0
        self._rand = 0

    def new_id(self, now_ms: int) -> str:
        with self._lock:
            if now_ms > self._ms:
                self._ms, self._rand = now_ms, self._rng.getrandbits(_RAND_BITS - 1)
            else:
                self._rand += self._rng.randrange(1, _STEP_MAX)
                if self._rand >> _RAND_BITS:
                    self._ms, self._rand = self._ms + 1, self._rng.getrandbits(_RAND_BITS - 1)
            return uuid7_hex(self._ms, self._rand)


def uuid7_hex(ms: int, rand: int) -> str:
    """UTC `ms` and 74 random bits as a UUIDv7 in hex."""
    high, low = rand >> 62, rand & ((1 << 62) - 1)
    return f"{ms << 80 | 7 << 76 | high << 64 | 2 << 62 | low:032x}"


class SystemClock:
    """The machine's own time and chance; implements `edge.app.ports.Clock`."""

    def __init__(self) -> None:
        self._rng = random.SystemRandom()
        self._ids = Ids(self._rng)

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def new_id(self) -> str:
        return self._ids.new_id(self.now_ms())

    def fraction(self) -> float:
        """A number in [0, 1), for jitter."""
        return self._rng.random()

    def new_secret(self) -> str:
        """A token nobody guesses, URL-safe."""
        return secrets.token_urlsafe(SECRET_BYTES)

    def new_code(self, length: int = 8) -> str:
        """A short code that is read from a screen and typed once."""
        return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(length))


class ManualClock:
    """A clock that a test moves; same seed, same ids. Implements `edge.app.ports.Clock`."""

    def __init__(self, now_ms: int = 1_750_000_000_000, *, seed: int = 0) -> None:
        self._now_ms = now_ms
        self._elapsed_ms = 0
        self._rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._ids = Ids(self._rng)

    def advance(self, ms: int) -> None:
        """Let `ms` pass, on the wall and on the monotonic clock."""
        self._now_ms += ms
        self._elapsed_ms += ms

    def step(self, ms: int) -> None:
        """Set the wall clock forward or back, as an administrator would; monotonic time does not move."""
        self._now_ms += ms

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._elapsed_ms / 1000

    def new_id(self) -> str:
        return self._ids.new_id(self._now_ms)

    def fraction(self) -> float:
        return self._rng.random()
