"""What is dear to ask, asked once for all pages that look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

COUNTED_MS = 10_000  # it is asked anew no sooner, however many pages look

A = TypeVar("A")


class Counted(Generic[A]):
    """The last answer to `ask`, for a while."""

    def __init__(self, ask: Callable[[int], Awaitable[A]]) -> None:
        self._ask = ask
        self._last: tuple[int, A] | None = None

    async def __call__(self, now_ms: int) -> A:
        """`ask` is told the moment."""
        if self._last is None or not 0 <= now_ms - self._last[0] < COUNTED_MS:
            self._last = (now_ms, await self._ask(now_ms))
        return self._last[1]
