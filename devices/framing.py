"""Frames out of a stream of bytes, without I/O: lines as guns send them, Modbus RTU frames with their CRC.

Any split of a stream gives the same frames; garbage never raises, never grows a buffer past its bound, and
the next good frame is found.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

LINE_BYTES = 1024  # a longer line is cut
RTU_BYTES = 256  # the longest frame the Modbus specification allows
CRC_BYTES = 2
_CRC_START, _CRC_POLYNOMIAL = 0xFFFF, 0xA001


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line without its end. `cut`: it was longer than the bound, the rest was thrown away."""

    data: bytes
    cut: bool = False


class LineFramer:
    """Lines ended by any byte of `ends`, so CR LF ends one line, not two. Empty lines are no lines.

    `pause` is told when the line has been silent: where `ends` is empty that ends a line, elsewhere it means
    that a plug was pulled in the middle, and the half line is thrown away (`broken` counts them).
    """

    def __init__(self, *, ends: bytes = b"\r\n", bound: int = LINE_BYTES) -> None:
        self._ends, self._bound = ends, bound
        self._data = bytearray()
        self._cut = False
        self.broken = 0

    @property
    def pending(self) -> int:
        """Bytes of a line that has not ended; never more than the bound."""
        return len(self._data)

    def feed(self, data: bytes) -> list[Line]:
        lines: list[Line] = []
        start = 0
        for at, byte in enumerate(data):
            if byte in self._ends:
                self._keep(data[start:at])
                start = at + 1
                lines += self._end()
        self._keep(data[start:])
        return lines

    def pause(self) -> list[Line]:
        if not self._ends:
            return self._end()
        self.broken += bool(self._data)
        self.reset()
        return []

    def reset(self) -> None:
        """Forget a half line; the line was opened anew."""
        self._data.clear()
        self._cut = False

    def _keep(self, data: bytes) -> None:
        room = self._bound - len(self._data)
        self._cut |= len(data) > room
        self._data += data[:room]

    def _end(self) -> list[Line]:
        data, cut = bytes(self._data), self._cut
        self.reset()
        return [Line(data=data, cut=cut)] if data else []


class FrameLength(Protocol):
    def __call__(self, head: bytes) -> int | None:
        """Bytes of the frame that starts with `head`, CRC included; 0: none does; None: more is needed."""
        ...


class RtuFramer:
    """Modbus RTU frames: the first bytes tell the length, the CRC decides."""

    def __init__(self, length: FrameLength) -> None:
        self._length = length
        self._data = bytearray()
        self.skipped = 0

    @property
    def pending(self) -> int:
        """Bytes of a frame that has not ended; never more than RTU_BYTES."""
        return len(self._data)

    def feed(self, data: bytes) -> list[bytes]:
        frames: list[bytes] = []
        left = memoryview(data)
        while left:
            room = RTU_BYTES - len(self._data)
            self._data += left[:room]
            left = left[room:]
            frames += self._frames()
        return frames

    def pause(self) -> list[bytes]:
        """The line was silent: what waits for bytes never gets them, a frame inside it is still found."""
        frames: list[bytes] = []
        while self._data:
            self._skip()
            frames += self._frames()
        return frames

    def reset(self) -> None:
        self._data.clear()

    def _frames(self) -> list[bytes]:
        frames: list[bytes] = []
        while self._data:
            length = self._length(bytes(self._data))
            waits = len(self._data) < RTU_BYTES
            if waits and (length is None or RTU_BYTES >= length > len(self._data)):
                break
            if length is not None and 0 < length <= RTU_BYTES and crc_right(bytes(self._data[:length])):
                frames.append(bytes(self._data[:length]))
                del self._data[:length]
            else:
                self._skip()
        return frames

    def _skip(self) -> None:
        del self._data[0]
        self.skipped += 1


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial 0x8005 reflected, start 0xFFFF; sent low byte first."""
    crc = _CRC_START
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def with_crc(body: bytes) -> bytes:
    return body + crc16(body).to_bytes(CRC_BYTES, "little")


def crc_right(frame: bytes) -> bool:
    return len(frame) > CRC_BYTES and with_crc(frame[:-CRC_BYTES]) == frame


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_CRC_POLYNOMIAL if byte & 1 else 0)
    return byte


_CRC_TABLE = tuple(_table_entry(byte) for byte in range(256))
