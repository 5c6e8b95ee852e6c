"""A TCP connection as a Link: serial servers and network printers."""

from __future__ import annotations

import asyncio
import socket

from devices.address import TcpAddress
from devices.link import BUFFER_BYTES, READ_BYTES
from edge.errors import DeviceError

CONNECT_S = 5.0
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = 10, 5, 3  # a dead peer is known after 25 s


class TcpLink:
    """One connection, no delay, kept alive. Unread bytes are bounded by the stream's limit."""

    def __init__(self, address: TcpAddress) -> None:
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def _name(self) -> str:
        return f"{self._address.host}:{self._address.port}"

    async def open(self) -> None:
        await self.close()
        try:
            async with asyncio.timeout(CONNECT_S):
                self._reader, self._writer = await asyncio.open_connection(
                    self._address.host, self._address.port, limit=BUFFER_BYTES // 2
                )
        except TimeoutError as error:
            cure = "check its power, its network cable and the address in its link"
            raise DeviceError(f"{self._name} does not answer: {cure}.") from error
        except OSError as error:
            cure = "check that the device is on and listens there"
            raise DeviceError(
                f"{self._name} refuses the connection ({error.strerror or error}): {cure}."
            ) from error
        keep_alive(self._writer.get_extra_info("socket"))

    async def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.transport.abort()
            if self._reader is not None:
                self._reader.feed_eof()

    async def read(self) -> bytes:
        if self._reader is None or self._writer is None:
            raise DeviceError(f"{self._name} is not connected.")
        try:
            data = await self._reader.read(READ_BYTES)
        except OSError as error:
            raise self._gone() from error
        if not data:
            raise self._gone()
        return data

    async def write(self, data: bytes) -> None:
        if self._writer is None:
            raise DeviceError(f"{self._name} is not connected.")
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise self._gone() from error

    def _gone(self) -> DeviceError:
        return DeviceError(f"{self._name} closed the connection: check its power and its network cable.")


def keep_alive(sock: socket.socket) -> None:
    """Answers travel at once, and a peer without power is noticed."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_TRIES)
