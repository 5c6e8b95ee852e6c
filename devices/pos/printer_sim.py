"""A virtual receipt printer: takes real ESC/POS bytes, answers, runs out of paper, shows what it printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from devices.device import Watchers
from devices.link import BUFFER_BYTES, MemoryLine
from devices.pos.paper import Paper
from devices.pos.printer_codec import Ask, Status, sensor_byte, status_bits, through_bytes
from devices.pos.thermal import Mark, ThermalHead

LOW_LINES = 8  # left on a roll that is said to be low
_REAL_TIME = b"\x10\x04"


class PaperPrinter:
    """On the device's end of a memory line; `state` is ready, paper_out or cover_open.

    Status questions are answered at once; printing stops while the paper is out or the cover open, and goes
    on where it stopped. `confirms` off is a printer that never says that a job is through.
    """

    kind = "printer"

    def __init__(self, line: MemoryLine, *, columns: int) -> None:
        self._line = line
        self._status = Status()
        self._paper = Paper(columns)
        self._head = ThermalHead(
            columns=columns, mark=self._marked, answer=self._answered, pulse=self._kicked
        )
        self._buffer = bytearray()
        self._asking = bytearray()
        self._watchers = Watchers()
        self._lines_left: int | None = None
        self.drawer_pulses = 0
        self.confirms = True
        line.device.listen(self._heard)

    @property
    def plugged(self) -> bool:
        return self._line.plugged

    @property
    def state(self) -> Literal["ready", "paper_out", "cover_open"]:
        if self._status.cover_open:
            return "cover_open"
        return "paper_out" if self._status.paper_out else "ready"

    @property
    def length(self) -> int:
        """Marks printed so far; it only grows."""
        return self._paper.length

    @property
    def unknown(self) -> tuple[str, ...]:
        """Commands it did not understand."""
        return self._head.unknown

    async def set_plugged(self, *, plugged: bool) -> None:
        """Without power it forgets what it had not printed."""
        if plugged:
            self._line.plug()
        else:
            self._line.unplug()
            self._buffer.clear()
            self._asking.clear()
            self._head.reset()
        self._watchers.tell()

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    def paper(self) -> str:
        return self._paper.svg()

    def marks(self) -> list[list[Mark]]:
        """The strips as read, for those who check what was printed."""
        return self._paper.strips()

    def load_paper(self, lines: int | None = None) -> None:
        """A new roll, of so many lines where a number is given; printing goes on."""
        self._lines_left = lines
        self._is(paper_out=lines == 0, paper_low=False)

    def open_cover(self, *, opened: bool) -> None:
        self._is(cover_open=opened)

    def _is(self, **change: bool) -> None:
        self._status = msgspec.structs.replace(self._status, **change)
        self._watchers.tell()
        self._print()

    def _heard(self, data: bytes) -> None:
        """DLE EOT n is answered when it arrives, whatever waits; the rest waits its turn."""
        for byte in data:
            self._asking.append(byte)
            if _REAL_TIME.startswith(self._asking[:2]) and len(self._asking) <= len(_REAL_TIME):
                continue
            if self._asking[:2] == _REAL_TIME and self._asking[2] in tuple(Ask):
                self._line.device.put(bytes([status_bits(self._status)[Ask(self._asking[2])]]))
            elif len(self._buffer) + len(self._asking) <= BUFFER_BYTES:
                self._buffer += self._asking
            self._asking.clear()
        self._print()

    def _print(self) -> None:
        """A byte at a time, since each line may be the last of the roll."""
        while self._buffer and self.state == "ready":
            self._head.feed(bytes([self._buffer.pop(0)]))

    def _marked(self, mark: Mark) -> None:
        self._paper.add(mark)
        if self._lines_left is not None:
            self._lines_left -= 1
            out, low = self._lines_left <= 0, self._lines_left < LOW_LINES
            self._status = msgspec.structs.replace(self._status, paper_out=out, paper_low=low)
        self._watchers.tell()

    def _answered(self, what: Literal["sensor", "job"], digits: bytes) -> None:
        if self.confirms:
            answer = sensor_byte(self._status) if what == "sensor" else through_bytes(digits)
            self._line.device.put(answer)

    def _kicked(self) -> None:
        self.drawer_pulses += 1
        self._watchers.tell()
