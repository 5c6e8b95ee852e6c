"""A line to a device as bytes: the Link port, and the line in memory that virtual devices hang on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from edge.errors import DeviceError

READ_BYTES = 4096  # at most this much at a time
BUFFER_BYTES = 65_536  # unread bytes a line holds; then writers wait
STALLED_CHUNKS = 64  # chunks held back by a stalled line; the oldest beyond it are lost
_UNPLUGGED = "The virtual device is unplugged: put its plug back."

Chance = Callable[[], float]  # 0.0 <= chance() < 1.0, from the caller's own seed


class Link(Protocol):
    """One line, one owner. Every method but `close` raises `DeviceError` when the line is gone."""

    async def open(self) -> None:
        """Make the line ready; bytes left over from before are forgotten."""
        ...

    async def close(self) -> None:
        """Let go. Never raises; a read under way ends with `DeviceError`."""
        ...

    async def read(self) -> bytes:
        """1 to READ_BYTES bytes, as soon as there are any. Cancelling loses none."""
        ...

    async def write(self, data: bytes) -> None:
        """Hand over all of `data`, waiting while the line is full."""
        ...


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """How a line spoils what is written to it: a share of chunks (0..1) for each fault."""

    drop: float = 0.0
    split: float = 0.0
    duplicate: float = 0.0
    corrupt: float = 0.0


End = Literal["host", "device"]


class MemoryLine:
    """Two ends of one cable. The same seed behind `chance` spoils the same bytes in the same way.

    `unplug` breaks both ends until `plug`; each end must be opened again after it, as a real port must.
    """

    def __init__(self, *, faults: Faults | None = None, chance: Chance | None = None) -> None:
        self.plugged = True
        self.stalled = False
        self._faults, self._chance = faults or Faults(), chance
        if chance is None and faults not in (None, Faults()):
            raise ValueError("faults need a chance to draw from")
        self._pipes = {"host": _Pipe(), "device": _Pipe()}  # by the end that reads
        self.host = MemoryLink(self, "host")
        self.device = MemoryLink(self, "device")
        self._held: deque[tuple[End, bytes]] = deque(maxlen=STALLED_CHUNKS)

    def unplug(self) -> None:
        """The plug is out: both ends fail, what was on its way is lost."""
        self.plugged = False
        self._held.clear()
        for pipe in self._pipes.values():
            pipe.breaks()

    def plug(self) -> None:
        """The plug is in again; the ends may open."""
        self.plugged = True

    def stall(self) -> None:
        """Hold all bytes back, as a busy hub does, until `flow`."""
        self.stalled = True

    def flow(self) -> None:
        """Let held bytes through, in order."""
        self.stalled = False
        while self._held:
            reader, data = self._held.popleft()
            self._pipes[reader].put(data)

    def carry(self, reader: End, data: bytes) -> None:
        """Put a chunk on the line, through the faults."""
        for chunk in self._spoilt(data):
            if self.stalled:
                self._held.append((reader, chunk))
            else:
                self._pipes[reader].put(chunk)

    def pipe(self, reader: End) -> _Pipe:
        return self._pipes[reader]

    def _spoilt(self, data: bytes) -> list[bytes]:
        if self._chance is None or not data:
            return [data]
        chunks = [data]
        if self._chance() < self._faults.split and len(data) > 1:
            cut = 1 + int(self._chance() * (len(data) - 1))
            chunks = [data[:cut], data[cut:]]
        if self._chance() < self._faults.drop:
            chunks.pop(int(self._chance() * len(chunks)))
        if chunks and self._chance() < self._faults.duplicate:
            chunks.append(chunks[-1])
        if chunks and self._chance() < self._faults.corrupt:
            at = int(self._chance() * len(chunks[0]))
            bit = 1 << int(self._chance() * 8)
            chunks[0] = chunks[0][:at] + bytes([chunks[0][at] ^ bit]) + chunks[0][at + 1 :]
        return chunks


class MemoryLink:
    """One end of a MemoryLine."""

    def __init__(self, line: MemoryLine, end: End) -> None:
        self._line, self._end = line, end
        self._peer: End = "device" if end == "host" else "host"

    async def open(self) -> None:
        if not self._line.plugged:
            raise DeviceError(_UNPLUGGED)
        self._line.pipe(self._end).opens()

    async def close(self) -> None:
        self._line.pipe(self._end).breaks()

    def listen(self, heard: Callable[[bytes], None]) -> None:
        """Instead of reading: `heard` gets every chunk at once, whenever the plug is in."""
        self._line.pipe(self._end).heard = heard

    async def read(self) -> bytes:
        return await self._line.pipe(self._end).get()

    async def write(self, data: bytes) -> None:
        for start in range(0, len(data), READ_BYTES):
            self._check()
            await self._line.pipe(self._peer).room()
            self.put(data[start : start + READ_BYTES])

    def put(self, data: bytes) -> None:
        """Write without waiting; what does not fit is lost, as in a UART that overruns."""
        self._check()
        self._line.carry(self._peer, data)

    def _check(self) -> None:
        pipe = self._line.pipe(self._end)
        if not self._line.plugged or not (pipe.is_open or pipe.heard):
            raise DeviceError(_UNPLUGGED)


class _Pipe:
    """Bytes on their way to one reader, at most BUFFER_BYTES."""

    def __init__(self) -> None:
        self.is_open = False
        self.heard: Callable[[bytes], None] | None = None
        self._data = bytearray()
        self._changed = asyncio.Event()

    def opens(self) -> None:
        self._data.clear()
        self.is_open = True

    def breaks(self) -> None:
        self.is_open = False
        self._wake()

    def put(self, data: bytes) -> None:
        """Bytes for a reader that has not opened are gone, as on a real line."""
        if self.heard is not None:
            self.heard(data)
        elif self.is_open:
            self._data += data[: BUFFER_BYTES - len(self._data)]
            self._wake()

    async def get(self) -> bytes:
        while self.is_open and not self._data:
            await self._changed.wait()
        if not self.is_open:
            raise DeviceError(_UNPLUGGED)
        data = bytes(self._data[:READ_BYTES])
        del self._data[: len(data)]
        self._wake()
        return data

    async def room(self) -> None:
        """Wait until a chunk fits; a pipe nobody reads has room for everything."""
        while self.is_open and len(self._data) > BUFFER_BYTES - READ_BYTES:
            await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
