"""A page of the store as a program opens it: plain HTTP calls, and a live view's frames, over bare streams.

A client of its own, so that a measurement pays for little else than the store.
"""

from __future__ import annotations

import asyncio
import base64
from typing import Any, Self

import msgspec

from edge.errors import EdgeError
from edge.runtime.clock import SystemClock

FRAME_MAX = 16 << 20
HEAD_MAX = 65_536
ANSWER_S = 10.0
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_SHORT, _LONG = 126, 127


class Caller:
    """One kept-alive HTTP connection to the loopback."""

    def __init__(self, port: int, clock: SystemClock) -> None:
        self._port = port
        self._clock = clock
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> bytes:
        return await self._call("GET", path, b"")

    async def post(self, path: str, body: object) -> bytes:
        return await self._call("POST", path, msgspec.json.encode(body))

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _call(self, method: str, path: str, body: bytes) -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=HEAD_MAX)
        reader, writer = self._streams
        extra = ""
        if method == "POST":
            extra = f"Content-Type: application/json\r\nIdempotency-Key: {self._clock.new_id()}\r\n"
        writer.write(_request(method, path, self._port, f"{extra}Content-Length: {len(body)}\r\n") + body)
        async with asyncio.timeout(ANSWER_S):
            status, headers = await _head(reader)
            answer = await reader.readexactly(int(headers.get("content-length", "0")))
        if status >= 400:  # noqa: PLR2004 - HTTP's own border
            raise EdgeError(f"{method} {path}: {status} {answer[:200].decode(errors='replace')}")
        return answer


class LiveView:
    """`async with LiveView(port, path, clock) as view: frame = await view.frame()`."""

    def __init__(self, port: int, path: str, clock: SystemClock) -> None:
        self._port, self._path, self._clock = port, path, clock
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=HEAD_MAX)
        key = base64.b64encode(bytes.fromhex(self._clock.new_id())).decode()
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        writer.write(_request("GET", self._path, self._port, upgrade + "Sec-WebSocket-Version: 13\r\n"))
        status, _ = await _head(reader)
        if status != 101:  # noqa: PLR2004 - switching protocols
            writer.close()
            raise EdgeError(f"{self._path}: {status} instead of a live view")
        self._reader, self._writer = reader, writer
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    async def frame(self) -> dict[str, Any]:
        """The next frame's JSON; `EdgeError` when the store hangs up."""
        while True:
            kind, payload = await self._next()
            if kind == _TEXT:
                found: dict[str, Any] = msgspec.json.decode(payload)
                return found
            if kind == _CLOSE:
                raise EdgeError(f"{self._path}: the store closed the live view")
            if kind == _PING:
                self._send(_PONG, payload)

    async def echo_ms(self) -> float:
        """How long a ping's echo takes; frames that arrive meanwhile are passed over."""
        began_s = self._clock.monotonic()
        self._send(_PING, b"echo")
        while True:
            kind, payload = await self._next()
            if kind == _PONG:
                return 1000 * (self._clock.monotonic() - began_s)
            if kind == _PING:
                self._send(_PONG, payload)

    async def _next(self) -> tuple[int, bytes]:
        reader = self._reader
        if reader is None:
            raise EdgeError(f"{self._path} is not open")
        first, second = await reader.readexactly(2)
        length = second & 0x7F
        if length == _SHORT:
            length = int.from_bytes(await reader.readexactly(2), "big")
        elif length == _LONG:
            length = int.from_bytes(await reader.readexactly(8), "big")
        if length > FRAME_MAX or not first & 0x80:
            raise EdgeError(f"{self._path}: a frame that is split or longer than {FRAME_MAX} bytes")
        return first & 0x0F, await reader.readexactly(length)

    def _send(self, kind: int, payload: bytes) -> None:
        """A short frame; its mask is all zero, which masks nothing and keeps the rules."""
        if self._writer is not None:
            self._writer.write(bytes((0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0)) + payload)


def _request(method: str, path: str, port: int, headers: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:] if line)
    return int(lines[0].split()[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}
