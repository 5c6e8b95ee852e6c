"""`struct input_event` of Linux: what a keyboard's descriptor is read as. Pure."""

from __future__ import annotations

import struct
from typing import NamedTuple

_EVENT = struct.Struct("@llHHi")  # 24 bytes on a 64-bit machine
EVENT_BYTES = _EVENT.size
EV_SYN, EV_KEY, EV_MSC, EV_LED = 0, 1, 4, 0x11
SYN_REPORT, SYN_DROPPED = 0, 3
MSC_SCAN = 4
RELEASED, PRESSED = 0, 1  # 2 is a key's own repetition


class InputEvent(NamedTuple):
    """One event; its time is not asked for."""

    type: int
    code: int
    value: int


class EventFramer:
    """Whole events out of bytes; at most one event's bytes wait."""

    def __init__(self) -> None:
        self._data = b""

    @property
    def pending(self) -> int:
        return len(self._data)

    def feed(self, data: bytes) -> list[InputEvent]:
        data = self._data + data
        whole = len(data) // EVENT_BYTES * EVENT_BYTES
        self._data = data[whole:]
        return [InputEvent(*fields[2:]) for fields in _EVENT.iter_unpack(data[:whole])]

    def reset(self) -> None:
        self._data = b""


def event_bytes(event: InputEvent, *, at_ms: int = 0) -> bytes:
    """As the kernel writes it."""
    return _EVENT.pack(at_ms // 1000, at_ms % 1000 * 1000, *event)
