"""A loop whose time jumps to the next timer, and the clock that goes with it: hours of a store in moments."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Mapping
from typing import TYPE_CHECKING

from edge.runtime.clock import ManualClock

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

_Ready = list[tuple[selectors.SelectorKey, int]]
REAL_WAIT_S = 0.001  # given to sockets when no timer is near


class _JumpingSelector(selectors.BaseSelector):
    """Never waits for a timer: moves the loop's time to it instead."""

    def __init__(self) -> None:
        self._inner = selectors.DefaultSelector()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> _Ready:
        ready = self._inner.select(0 if timeout is not None else REAL_WAIT_S)
        if not ready and timeout:
            self.now_s += timeout
        return ready

    def register(
        self, fileobj: FileDescriptorLike, events: int, data: object = None
    ) -> selectors.SelectorKey:
        return self._inner.register(fileobj, events, data)

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        return self._inner.unregister(fileobj)

    def get_map(self) -> Mapping[FileDescriptorLike, selectors.SelectorKey]:
        return self._inner.get_map()

    def close(self) -> None:
        self._inner.close()


class VirtualLoop(asyncio.SelectorEventLoop):
    """For code that does not wait for threads or the network."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


class VirtualClock(ManualClock):
    """The wall clock of a VirtualLoop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self._loop = loop
        self._begin_s = loop.time()

    def now_ms(self) -> int:
        return super().now_ms() + int((self._loop.time() - self._begin_s) * 1000)

    def monotonic(self) -> float:
        return self._loop.time()

    def new_id(self) -> str:
        return self._ids.new_id(self.now_ms())
