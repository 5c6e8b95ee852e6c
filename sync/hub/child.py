"""A server of somebody else's, run as a child: its pid is kept, so that what a kill left behind is stopped
first.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from typing import TYPE_CHECKING

from edge.errors import Retry, SyncError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STOP_S = 10.0
LOOK_S = 0.02
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port of the loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def born(pid: int) -> str:
    """When a process started, as the kernel counts; '' when there is none. Tells a reused pid."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:  # noqa: PTH123
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return ""
    state, started = fields[0], fields[19]
    return "" if state == "Z" else started


class Child:
    """One child process with its pid file and its log."""

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_s: float = STOP_S,
    ) -> None:
        self._name = name
        self._folder = folder
        self._stop_signal, self._stop_s = stop_signal, stop_s
        self._pid_file = folder / f"{name}.pid"
        self.log_file = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise SyncError(f"{self._name} does not run")
        return self._process.pid

    @property
    def dead(self) -> bool:
        return self._process is None or self._process.returncode is not None

    async def start(
        self, command: Sequence[str], *, user: str | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """Stops what an earlier run left, then starts; `SyncError` when the program cannot be run."""
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._stop_left_over()
        with self.log_file.open("ab") as log:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    user=user,
                    env=None if env is None else {**os.environ, **env},
                    cwd="/",
                )
            except OSError as error:
                raise SyncError(f"{command[0]}: {error}", retry=Retry.PERMANENT) from error
        self._pid_file.write_text(f"{self._process.pid} {born(self._process.pid)}\n", "ascii")

    async def ready_at(self, port: int, timeout_s: float) -> None:
        """Returns when something listens on the loopback's `port`."""
        try:
            async with asyncio.timeout(timeout_s):
                while not await _listens(port):
                    self.check()
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise SyncError(f"{self._name} does not listen after {timeout_s:.0f} s") from None

    def check(self) -> None:
        """`SyncError` with the last of its log when it has ended."""
        if self.dead:
            raise SyncError(f"{self._name} ended: {self._last_words()}")

    async def wait(self) -> None:
        """Returns when it has ended."""
        if self._process is not None:
            await self._process.wait()

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        """Asks it to end, then makes it; the pid file goes with it."""
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(self._stop_signal)
            try:
                async with asyncio.timeout(self._stop_s):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        self._pid_file.unlink(missing_ok=True)

    def _last_words(self) -> str:
        lines = self.log_file.read_text("utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "no word in its log"

    async def _stop_left_over(self) -> None:
        """End the process of the pid file, if it is still the one that was started."""
        if not self._pid_file.exists():
            return
        words = self._pid_file.read_text("ascii", errors="replace").split()
        pid = int(words[0]) if words and words[0].isdigit() else 0
        started = words[1] if len(words) > 1 else ""
        for number in (self._stop_signal, signal.SIGKILL):
            if not pid or not started or born(pid) != started:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            await _gone(pid, started)
        self._pid_file.unlink(missing_ok=True)


async def _gone(pid: int, started: str) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STOP_S):
            while born(pid) == started:  # noqa: ASYNC110 - not our child, so nobody tells us
                await asyncio.sleep(LOOK_S)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
