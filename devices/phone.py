"""Phones of the lab: they receive the one-time codes of a store, and show their owner's member code."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from edge.app.ports import Clock, LabMessage
from edge.domain.contact import mask_phone
from edge.domain.member_code import ChainKey

KEPT = 12  # messages


class LabPhones:
    """Implements `edge.app.ports.Texts` and `edge.app.ports.Phones`. `watch` is called at each message."""

    def __init__(self, chain: ChainKey, clock: Clock) -> None:
        self._chain, self._clock = chain, clock
        self._messages: deque[LabMessage] = deque(maxlen=KEPT)
        self._watchers: list[Callable[[], None]] = []

    def watch(self, told: Callable[[], None]) -> None:
        self._watchers.append(told)

    async def send(self, phone: str, text: str) -> None:
        self._messages.append(LabMessage(phone=mask_phone(phone), text=text, at_ms=self._clock.now_ms()))
        for told in self._watchers:
            told()

    def messages(self) -> Sequence[LabMessage]:
        return tuple(self._messages)

    def code(self, member_id: str) -> str:
        return self._chain.code(member_id, self._clock.now_ms())
