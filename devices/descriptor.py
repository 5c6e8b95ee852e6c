"""A non-blocking descriptor read through the event loop, without a thread: serial ports and keyboards."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from devices.link import BUFFER_BYTES, READ_BYTES
from edge.errors import DeviceError


class DescriptorReader:
    """With BUFFER_BYTES unread, reading pauses; the kernel holds the rest. `gone` tells what a hang-up means.

    `trouble` is why nothing more will come; reading raises it once what had arrived is taken.
    """

    def __init__(self, gone: Callable[[], DeviceError]) -> None:
        self._gone = gone
        self._fileno = -1
        self._data = bytearray()
        self._readable = asyncio.Event()
        self._reading = False
        self.trouble: DeviceError | None = None

    def start(self, fileno: int) -> None:
        """What was left over from before is forgotten."""
        self._fileno = fileno
        self._data.clear()
        self.trouble = None
        self._resume()

    def fail(self, trouble: DeviceError) -> None:
        self.trouble = trouble
        self._pause()
        self._readable.set()

    async def read(self) -> bytes:
        """1 to READ_BYTES bytes, as soon as there are any."""
        while not self._data:
            if self.trouble is not None:
                raise self.trouble
            self._readable.clear()
            await self._readable.wait()
        data = bytes(self._data[:READ_BYTES])
        del self._data[: len(data)]
        self._resume()
        return data

    def _resume(self) -> None:
        if self.trouble is None and not self._reading:
            asyncio.get_running_loop().add_reader(self._fileno, self._take)
            self._reading = True

    def _take(self) -> None:
        """The loop says that there is something."""
        try:
            data = os.read(self._fileno, READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self.fail(self._gone())
            return
        self._data += data
        self._readable.set()
        if len(self._data) > BUFFER_BYTES - READ_BYTES:
            self._pause()

    def _pause(self) -> None:
        if self._reading:
            asyncio.get_running_loop().remove_reader(self._fileno)
            self._reading = False
