"""The centre's worker processes: started, watched, started again, ended with the centre, whatever ends it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from os import EX_OSERR
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG = logging.getLogger(__name__)
AGAIN_S = 1.0
AGAIN_MAX_S = 30.0  # between starts of a worker that ends at once
SOUND_S = 60.0  # after running so long, a worker's end counts as its first
STOP_S = 10.0


class Crew:
    """Implements `edge.app.ports.Part`. A worker ends with its standard input, a pipe from here: a killed
    centre leaves none behind.
    """

    name = "hub.crew"

    def __init__(self, command: Sequence[str], count: int) -> None:
        self._command, self._count = tuple(command), count
        self.pids: dict[int, int] = {}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(1, self._count + 1):
                group.create_task(self._keep(number))
            await asyncio.Event().wait()

    async def _keep(self, number: int) -> None:
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            began_s = loop.time()
            code = await self._one(number)
            failures = 1 if loop.time() - began_s > SOUND_S else failures + 1
            wait_s = min(AGAIN_MAX_S, AGAIN_S * 2 ** (failures - 1))
            LOG.warning("worker %d ended with %d and is started again in %.0f s", number, code, wait_s)
            await asyncio.sleep(wait_s)

    async def _one(self, number: int) -> int:
        try:
            process = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.PIPE)
        except OSError as error:  # no more processes, files or memory just now
            LOG.warning("worker %d cannot be started: %s", number, error)
            return EX_OSERR
        self.pids[number] = process.pid
        try:
            return await process.wait()
        finally:
            del self.pids[number]
            await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, then make it."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
