"""A network in virtual time that loses, doubles, delays and reorders, as one seed says."""

import heapq
import itertools
import random
from collections.abc import Callable

Deliver = Callable[[bytes], None]


class Weather:
    """How bad the network is."""

    def __init__(self, chance: random.Random) -> None:
        self.loss = chance.choice([0.0, 0.02, 0.1, 0.3])
        self.doubling = chance.choice([0.0, 0.05, 0.3])
        self.delay_s = chance.choice([0.0, 0.01, 0.5, 4.0])
        self.crash = chance.choice([0.0, 0.01, 0.05])

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        self.loss = self.doubling = self.crash = 0.0
        self.delay_s = min(self.delay_s, 0.01)


class Net:
    """Messages on their way; `step` delivers the next one and moves the time."""

    def __init__(self, chance: random.Random, weather: Weather) -> None:
        self.now_s = 0.0
        self.sent = 0
        self._chance, self._weather = chance, weather
        self._numbers = itertools.count()
        self._way: list[tuple[float, int, Deliver, bytes]] = []

    def send(self, to: Deliver, payload: bytes) -> None:
        self.sent += 1
        copies = 0 if self._chance.random() < self._weather.loss else 1
        copies += self._chance.random() < self._weather.doubling
        for _ in range(copies):
            at_s = self.now_s + 0.001 + self._chance.random() * self._weather.delay_s
            heapq.heappush(self._way, (at_s, next(self._numbers), to, payload))

    def step(self, until_s: float) -> bool:
        """Deliver one message that is due by `until_s`, else move the time there; whether one was."""
        if self._way and self._way[0][0] <= until_s:
            at_s, _, to, payload = heapq.heappop(self._way)
            self.now_s = max(self.now_s, at_s)
            to(payload)
            return True
        self.now_s = max(self.now_s, until_s)
        return False

    def clear(self) -> None:
        """Whatever is on its way is lost."""
        self._way.clear()

    @property
    def next_s(self) -> float:
        """When the next message is due; infinity when none is on its way."""
        return self._way[0][0] if self._way else float("inf")
