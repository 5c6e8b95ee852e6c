"""A virtual camera before a drawn shelf: labels pass when they are scanned, and it fails as real ones do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from devices.device import Watchers
from devices.scanner.engines import Grey
from devices.scanner.options import EyeOptions
from devices.scanner.scene import Scene
from devices.scanner.view import CameraView
from edge.errors import DeviceError, Rejected

LABELS_MAX = 16  # waiting to pass
PASS_S = 1.6  # of one label
PASS_FRAMES_LEAST = 24
FAULTS: Final = ("still", "black", "silent")


class SimCamera:
    """Implements `Frames` for the driver and `VirtualDevice` for the lab. `state` is its last text."""

    kind = "scanner"
    faults: tuple[str, ...] = FAULTS

    def __init__(self, options: EyeOptions, view: CameraView, now_s: Callable[[], float]) -> None:
        self._scene = Scene(options.width, options.height)
        self._view = view
        self._now_s = now_s
        self._period_s, self._due_s = 1 / options.fps, 0.0
        self._pass_frames = max(PASS_FRAMES_LEAST, round(PASS_S * options.fps))
        self._labels: deque[str] = deque(maxlen=LABELS_MAX)
        self._passed = 0
        self._number = 0
        self._last: Grey | None = None
        self._out = threading.Event()
        self._watchers = Watchers()
        self.state = ""
        self.fault = ""

    @property
    def plugged(self) -> bool:
        return not self._out.is_set()

    async def set_plugged(self, *, plugged: bool) -> None:
        (self._out.clear if plugged else self._out.set)()
        self._watchers.tell()

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    def set_fault(self, fault: str) -> None:
        """One of `faults`, or '' for none."""
        if fault and fault not in FAULTS:
            raise Rejected("no_fault")
        self.fault = fault
        self._watchers.tell()

    async def scan(self, text: str) -> None:
        """Have a label pass; `Rejected('unplugged')` where it has no power."""
        if not self.plugged:
            raise Rejected("unplugged")
        if len(self._labels) == LABELS_MAX:
            raise Rejected("busy")
        self._labels.append(text)
        self.state = text
        self._watchers.tell()

    def view(self) -> bytes:
        """What it sees, as JPEG. Blocking."""
        return self._view.jpeg()

    def open(self) -> None:
        if self._out.is_set():
            raise DeviceError("The virtual device is unplugged: put its plug back.")

    def grab(self) -> Grey | None:
        now_s = self._now_s()
        self._due_s = max(now_s, self._due_s + self._period_s)
        if self._out.wait(self._due_s - now_s):
            raise DeviceError("The virtual device is unplugged: put its plug back.")
        match self.fault:
            case "silent":
                return None
            case "still" if self._last is not None:
                return self._last.copy()
            case "black":
                self._number += 1
                return self._scene.black(self._number)
            case _:
                self._last = self._next()
                return self._last

    def close(self) -> None:
        """A drawn camera holds nothing."""

    def _next(self) -> Grey:
        self._number += 1
        if not self._labels:
            return self._scene.picture(self._number)
        self._passed += 1
        frame = self._scene.picture(
            self._number, text=self._labels[0], passed=self._passed / self._pass_frames
        )
        if self._passed >= self._pass_frames:
            self._labels.popleft()
            self._passed = 0
        return frame
