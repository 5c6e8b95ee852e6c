"""Start and stop of the process: signals, systemd's notify socket, and one agent per database file."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.errors import Retry, StoreError

PID_DIGITS_MAX = 20


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop`; a second SIGINT interrupts at once, as the shell expects."""
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)


def notify(state: str) -> bool:
    """Tell systemd (`READY=1`, `STOPPING=1`, `STATUS=...`); False where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifier:
        notifier.connect(address)
        notifier.send(state.encode())
        return True
    return False


@contextmanager
def only_agent_of(database: Path) -> Iterator[None]:
    """Hold the lock beside `database`; `StoreError` names the process that holds it already.

    The kernel drops the lock with the process, so a killed agent leaves nothing to clean up.
    """
    path = lock_path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        cure = f"make {path.parent} a folder that this user may write"
        raise StoreError(f"{path} cannot be opened: {error.strerror}; {cure}", retry=Retry.FATAL) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(_in_use(database, holder(database)), retry=Retry.FATAL) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def holder(database: Path) -> int | None:
    """The process id of the agent that runs on `database` now; None when none does."""
    try:
        handle = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = os.pread(handle, PID_DIGITS_MAX, 0).strip()
        return int(text) if text.isdigit() else 0
    else:
        return None
    finally:
        os.close(handle)


def lock_path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def _in_use(database: Path, pid: int | None) -> str:
    who = f"process {pid}" if pid else "another process"
    cure = f"stop it first (kill {pid}, or systemctl stop store-edge)" if pid else "stop it first"
    return f"{database} is in use by {who}: {cure}"
