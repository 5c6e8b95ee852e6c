"""Threads that read the file: short transactions that cannot write, bounded in number and time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from edge.errors import Retry, StoreError
from edge.store.database import Connection, open_reader

THREADS = 2
WAITING_MAX = 256  # reads asked and not yet answered
READ_S = 1.0
STEPS = 10_000  # of SQLite's machine between two looks at the time

T = TypeVar("T")
Ask = Callable[[Connection], T]


class Readers:
    """A pool of reader connections; `inline` reads in the caller's thread, for loops whose time jumps.

    `StoreError` when too many wait, when a read takes longer than `read_s`, or when SQLite refuses.
    """

    def __init__(self, path: Path, *, inline: bool = False, read_s: float = READ_S) -> None:
        self._path = path
        self._read_s = read_s
        self._pool = None if inline else ThreadPoolExecutor(THREADS, thread_name_prefix="store-reader")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._waiting = 0
        self._closed = False

    async def read(self, ask: Ask[T]) -> T:
        """What `ask` makes of one consistent view of the file."""
        if self._closed:
            raise StoreError("the store is closed", retry=Retry.FATAL)
        loop = asyncio.get_running_loop()
        if self._pool is None:
            return self._view(ask, loop.time)
        if self._waiting >= WAITING_MAX:
            raise StoreError(f"the store is busy: {self._waiting} reads are waiting")
        self._waiting += 1
        job = loop.run_in_executor(self._pool, self._view, ask, loop.time)
        job.add_done_callback(self._answered)
        return await job

    async def close(self) -> None:
        """Ends what runs and closes every connection; closing again does nothing."""
        self._closed = True
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        while self._opened:
            self._opened.pop().close()

    def _answered(self, job: asyncio.Future[T]) -> None:
        self._waiting -= 1

    def _view(self, ask: Ask[T], time: Callable[[], float]) -> T:
        until = time() + self._read_s
        try:
            connection = self._connection()
            connection.set_progress_handler(lambda: time() > until, STEPS)
            connection.execute("begin")
            try:
                return ask(connection)
            finally:
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("rollback")  # nothing was written; this ends the view
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} could not be read: {error}") from error
        except msgspec.MsgspecError as error:
            raise StoreError(
                f"{self._path} holds a row this program cannot read: {error}", retry=Retry.FATAL
            ) from error

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = open_reader(self._path)
            self._local.connection = known
            self._opened.append(known)
        return known
