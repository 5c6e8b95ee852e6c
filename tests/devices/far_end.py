"""The other end of each kind of line, by its own means: what the contract of Link is held against."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from pathlib import Path
from typing import Protocol

from devices.address import SerialAddress, TcpAddress
from devices.link import Link, MemoryLine
from devices.serial_link import SerialLink
from devices.tcp_link import TcpLink
from edge.errors import DeviceError


class FarEnd(Protocol):
    link: Link
    longs_it_cannot_hold: int  # times 300 KB

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def send(self, data: bytes) -> None: ...
    async def receive(self, count: int) -> bytes: ...
    async def unplug(self) -> None: ...
    async def plug(self) -> None: ...


class MemoryFarEnd:
    longs_it_cannot_hold = 2

    def __init__(self) -> None:
        self._line = MemoryLine()
        self.link: Link = self._line.host

    async def start(self) -> None:
        await self._line.device.open()

    async def stop(self) -> None:
        await self._line.device.close()

    async def send(self, data: bytes) -> None:
        await self._line.device.write(data)

    async def receive(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += await self._line.device.read()
        return data

    async def unplug(self) -> None:
        self._line.unplug()

    async def plug(self) -> None:
        self._line.plug()
        await self._line.device.open()


class PtyFarEnd:
    """A pseudo terminal behind a stable name, as udev gives one below /dev/serial/by-id."""

    longs_it_cannot_hold = 2

    def __init__(self, folder: Path) -> None:
        self._name = folder / "by-id"
        self._master = -1
        self.link: Link = SerialLink(SerialAddress(path=str(self._name), baud=115_200))

    async def start(self) -> None:
        await self.plug()

    async def stop(self) -> None:
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    async def send(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                await asyncio.sleep(0.001)

    async def receive(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            try:
                data += os.read(self._master, 4096)
            except BlockingIOError:
                await asyncio.sleep(0.001)
        return data

    async def unplug(self) -> None:
        await self.stop()
        self._name.unlink()

    async def plug(self) -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self._name.symlink_to(os.ttyname(slave))
        os.close(slave)


class TcpFarEnd:
    """A serial server."""

    longs_it_cannot_hold = 40

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self.port = 0
        self._streams: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue(8)
        self._now: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.link: Link = TcpLink(TcpAddress(host="127.0.0.1", port=1))

    async def start(self) -> None:
        await self.plug()
        self.link = TcpLink(TcpAddress(host="127.0.0.1", port=self.port))

    async def stop(self) -> None:
        await self.unplug()

    async def send(self, data: bytes) -> None:
        _, writer = await self._stream()
        writer.write(data)
        try:
            await writer.drain()
        except OSError as error:
            raise DeviceError(str(error)) from error

    async def receive(self, count: int) -> bytes:
        reader, _ = await self._stream()
        return await reader.readexactly(count)

    async def unplug(self) -> None:
        if self._server is None:
            return
        self._server.close()
        self._server = None
        while self._now is not None or not self._streams.empty():
            _, writer = await self._stream()
            self._now = None
            writer.transport.abort()

    async def plug(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._streams.put((reader, writer))

    async def _stream(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The newest connection."""
        while self._now is None or not self._streams.empty():
            self._now = await self._streams.get()
        return self._now
