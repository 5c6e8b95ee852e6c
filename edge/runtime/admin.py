"""The agent's local door for the command line: a Unix socket of mode 0600, one JSON line each way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from edge.errors import EdgeError, Rejected, Retry, StoreError

LINE_MAX = 16_000_000  # bytes; the stock-take of a large store has a few hundred thousand lines of 40
CALLERS_MAX = 8
READ_S = 30.0
_log = logging.getLogger("edge.admin")

Answer = Mapping[str, object]
Operation = Callable[[Mapping[str, Any]], Awaitable[Answer]]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """`do` names an operation, `args` are its own."""

    do: str
    args: dict[str, Any] = {}


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`error` is '' or the refusal's code, `sentence` for a person."""

    result: dict[str, Any] = {}
    error: str = ""
    sentence: str = ""


class AdminDoor:
    """The part that serves the socket. `operations`: name -> what it does."""

    name = "admin"

    def __init__(self, path: Path, operations: Mapping[str, Operation]) -> None:
        self._path = path
        self._operations = operations
        self._callers = asyncio.Semaphore(CALLERS_MAX)
        self.open = asyncio.Event()

    async def run(self) -> None:
        try:
            listener = _listener(self._path)
        except OSError as error:
            cure = f"make {self._path.parent} writable for this user"
            raise StoreError(f"{self._path}: {error.strerror}; {cure}", retry=Retry.PERMANENT) from None
        try:
            server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LINE_MAX)
            self.open.set()
            async with server:
                await server.serve_forever()
        finally:
            self.open.clear()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._callers:
            with contextlib.suppress(OSError, ValueError, TimeoutError):
                async with asyncio.timeout(READ_S):
                    line = await reader.readline()
                writer.write(msgspec.json.encode(await self._answer(line)) + b"\n")
                await writer.drain()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> Reply:
        try:
            request = msgspec.json.decode(line, type=Request)
        except msgspec.DecodeError as error:
            return Reply(error="bad_request", sentence=str(error))
        operation = self._operations.get(request.do)
        if operation is None:
            return Reply(error="unknown", sentence=f"this agent does not know {request.do!r}: update it")
        try:
            return Reply(result=dict(await operation(request.args)))
        except Rejected as refused:
            return Reply(error=refused.code, sentence=_sentence(refused))
        except EdgeError as error:
            return Reply(error=type(error).__name__, sentence=str(error))
        except Exception as error:  # noqa: BLE001 - the caller hears of it, the agent lives on
            _log.error("admin %s failed", request.do, exc_info=error)
            return Reply(error="bug", sentence=f"{type(error).__name__}: {error}")


async def ask(path: Path, do: str, *, timeout_s: float = 60.0, **args: object) -> dict[str, Any]:
    """Ask the running agent. `Rejected` as it refused; `StoreError` when nobody answers."""
    try:
        async with asyncio.timeout(timeout_s):
            with _short(path) as address:
                reader, writer = await asyncio.open_unix_connection(address, limit=LINE_MAX)
            writer.write(msgspec.json.encode(Request(do=do, args=args)) + b"\n")
            await writer.drain()
            line = await reader.readline()
            writer.close()
        reply = msgspec.json.decode(line, type=Reply)
    except (OSError, TimeoutError, ValueError, msgspec.DecodeError) as error:
        raise StoreError(f"the agent does not answer at {path}: {str(error) or 'too late'}") from None
    if reply.error:
        raise Rejected(reply.error, sentence=reply.sentence)
    return reply.result


def socket_path(database: Path) -> Path:
    return database.with_name(database.name + ".admin")


def _sentence(refused: Rejected) -> str:
    filled = " ".join(f"{name}={value}" for name, value in refused.detail.items())
    return f"{refused.code} {filled}".strip()


def _listener(path: Path) -> socket.socket:
    """A listening socket that only this user may open."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with _short(path) as address:
            listener.bind(address)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """An address of `path` below the 108 bytes of a Unix socket, however deep its folder lies."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
