"""A virtual gun: pulls its trigger on a text and sends the bytes that a real one would."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from devices.device import Watchers
from devices.link import MemoryLine
from devices.scanner.codec import sent
from devices.scanner.options import SerialOptions
from edge.errors import Rejected

SIGNALS_KEPT = 16


class SerialGun:
    """On the device's end of a memory line. `state` is the last text its beam read.

    `signals` are the last commands it was sent, as its model knows them.
    """

    kind = "scanner"

    def __init__(self, line: MemoryLine, options: SerialOptions) -> None:
        self._line, self._options = line, options
        self._line.device.listen(self._told)
        self._watchers = Watchers()
        self.state = ""
        self.signals: deque[bytes] = deque(maxlen=SIGNALS_KEPT)

    @property
    def plugged(self) -> bool:
        return self._line.plugged

    async def set_plugged(self, *, plugged: bool) -> None:
        (self._line.plug if plugged else self._line.unplug)()
        self._watchers.tell()

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    async def scan(self, text: str) -> None:
        """Read a code; `Rejected('unplugged')` where it has no power."""
        if not self.plugged:
            raise Rejected("unplugged")
        self._line.device.put(sent(text, self._options))
        self.state = text
        self._watchers.tell()

    def _told(self, data: bytes) -> None:
        self.signals.append(data)
