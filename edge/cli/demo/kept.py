"""A program of the demo, kept running as systemd would: started again when it ends by itself, and told of."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from edge.cli.demo.plan import LOOPBACK, ROOT
from edge.errors import EdgeError, SyncError
from sync.hub.child import Child

RESTARTS_MAX = 20  # in a row, of one program; then the demo ends
RESTART_S = 1.0
READY_S = 40.0
LOOK_S = 0.03
HEAD_MAX = 65_536
SERVER_ERRORS = 500


class Kept:
    """`words` follow the Python interpreter. The log stands in the folder as NAME.log."""

    def __init__(self, name: str, folder: Path, words: Sequence[str], *, tell: Callable[[str], None]) -> None:
        self.name = name
        self.child = Child(name, folder)
        self._words = (sys.executable, *words)
        self._tell = tell

    async def start(self) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        await self.child.start(self._words, env={"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"})

    async def keep(self) -> None:
        """Until cancelled. `EdgeError` when it will not run."""
        for _ in range(RESTARTS_MAX):
            await self.child.wait()
            self._tell(f"{self.name} ended and is started again; its log: {self.child.log_file}")
            await asyncio.sleep(RESTART_S)
            await self.start()
        raise EdgeError(f"{self.name} ended {RESTARTS_MAX} times: read {self.child.log_file}")

    async def answers(self, port: int, path: str) -> None:
        """Returns when `path` is served there; `EdgeError` when it ends first or takes too long."""
        try:
            async with asyncio.timeout(READY_S):
                while not await served(port, path):
                    self.child.check()
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise EdgeError(
                f"{self.name} does not answer in {READY_S:.0f} s: read {self.child.log_file}"
            ) from None
        except SyncError as error:
            raise EdgeError(f"{error}; its log: {self.child.log_file}") from None


async def served(port: int, path: str) -> bool:
    """Whether a GET of `path` on the loopback is answered by anything but a server error."""
    try:
        reader, writer = await asyncio.open_connection(LOOPBACK, port, limit=HEAD_MAX)
    except OSError:
        return False
    try:
        request = f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        words = (await reader.readline()).split()
        return len(words) > 1 and words[1].isdigit() and int(words[1]) < SERVER_ERRORS
    except (OSError, ValueError):
        return False
    finally:
        writer.close()


async def once(words: Sequence[str], *, name: str) -> str:
    """Run a program to its end; what it printed. `EdgeError` with its own words when it fails."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        env={**os.environ, "PYTHONPATH": path},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    text = said.decode("utf-8", "replace").strip()
    if process.returncode != 0:
        raise EdgeError(f"{name} failed: {text[-500:]}")
    return text
