"""Where a scanning camera's frames come from, and the one frame that waits to be looked at."""

from __future__ import annotations

import threading
from typing import Protocol

from devices.scanner.engines import Grey


class Frames(Protocol):
    """A camera, a film or a drawn scene. Blocking; one thread opens, grabs and closes."""

    def open(self) -> None:
        """`DeviceError` where there is none."""
        ...

    def grab(self) -> Grey | None:
        """The next frame in grey, its own memory; None when nothing came for a while. `DeviceError`: gone."""
        ...

    def close(self) -> None: ...


class Latest:
    """A queue of one: a frame that nobody looked at in time gives way to the next."""

    def __init__(self) -> None:
        self._waiting: Grey | None = None
        self._changed = threading.Condition()
        self.came = 0
        self.missed = 0

    def put(self, frame: Grey) -> None:
        with self._changed:
            self.came += 1
            self.missed += self._waiting is not None
            self._waiting = frame
            self._changed.notify()

    def take(self, wait_s: float) -> Grey | None:
        """The newest frame, once; None when none came in time."""
        with self._changed:
            if self._waiting is None:
                self._changed.wait(wait_s)
            frame, self._waiting = self._waiting, None
            return frame
