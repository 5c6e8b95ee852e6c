"""Snapshots while stores fetch them: each held until it is fetched or left, all within a bound of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.log.down_hub import Snapshot
    from sync.wire import Chunk

BYTES_MAX = 64 << 20  # of items; one that is larger alone is cut where nothing else is held
LEFT_S = 60.0  # without a question: twice what a store waits at most before it asks again


class _Held(msgspec.Struct, kw_only=True):
    snapshot: Snapshot
    size: int
    asked_s: float
    fetched: bool = False


class Snapshots:
    """By name. What is still being fetched is never given up for another, so that of any number of stores
    some get through; the others ask again.
    """

    def __init__(self, monotonic: Callable[[], float], *, bytes_max: int = BYTES_MAX) -> None:
        self._now_s = monotonic
        self._bytes_max = bytes_max
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._size = 0

    def find(self, name: str) -> Snapshot | None:
        held = self._held.get(name)
        if held is None:
            return None
        held.asked_s = self._now_s()
        self._held.move_to_end(name)
        return held.snapshot

    def standing(self, name: str, *, shared: bool) -> Snapshot | None:
        """For who wants a whole stream: what all stores read, or what is still being fetched. A store's own
        may have shrunk since without another position.
        """
        held = self._held.get(name)
        return None if held is None or (held.fetched and not shared) else self.find(name)

    def chunk(self, name: str, number: int) -> Chunk | None:
        snapshot = self.find(name)
        if snapshot is None or not 0 <= number < len(snapshot.chunks):
            return None
        if number == len(snapshot.chunks) - 1:
            self._held[name].fetched = True
        return snapshot.chunks[number]

    def room(self) -> bool:
        """Whether one more may be cut; gives up what was fetched or left, the longest ago first."""
        for name in [*self._held]:
            if self._size < self._bytes_max:
                break
            held = self._held[name]
            if held.fetched or self._now_s() - held.asked_s > LEFT_S:
                self._drop(name)
        return self._size < self._bytes_max

    def keep(self, snapshot: Snapshot) -> None:
        name = snapshot.manifest.snapshot
        self._drop(name)
        size = sum(len(chunk.items) for chunk in snapshot.chunks)
        self._held[name] = _Held(
            snapshot=snapshot, size=size, asked_s=self._now_s(), fetched=not snapshot.chunks
        )
        self._size += size

    def _drop(self, name: str) -> None:
        if (held := self._held.pop(name, None)) is not None:
            self._size -= held.size
