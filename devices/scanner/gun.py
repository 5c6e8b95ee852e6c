"""The driver of every gun: what its line brings becomes scans, and the gun is told what became of them."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from devices.device import DevicePorts
from devices.link import Link
from devices.scanner.codec import Scan
from devices.scanner.handover import Handover
from devices.scanner.signals import SignalSet
from edge.config import DeviceConfig

SIGNAL_S = 1.0  # a gun that does not take its signal is not waited for
log = logging.getLogger(__name__)


class Reader(Protocol):
    """Scans out of a stream of bytes, without I/O. Any split of the stream gives the same scans."""

    @property
    def pending(self) -> bool:
        """Half a scan waits for its end, or for silence."""
        ...

    def feed(self, data: bytes) -> list[Scan]: ...
    def pause(self) -> list[Scan]:
        """The line was silent."""
        ...

    def reset(self) -> None:
        """The line was opened anew."""
        ...


class Gun:
    """One gun at one place."""

    def __init__(
        self,
        config: DeviceConfig,
        ports: DevicePorts,
        link: Link,
        reader: Reader,
        *,
        pause_ms: int,
        signals: SignalSet | None = None,
    ) -> None:
        self.name = config.id
        self.reader = reader
        self._ports, self._link, self._pause_s = ports, link, pause_ms / 1000
        self._handover = Handover(config, ports)
        self._signals = signals or SignalSet()

    async def run(self) -> None:
        """Until the line breaks (`DeviceError`) or the task is cancelled."""
        self.reader.reset()
        await self._link.open()
        try:
            self._ports.report(self.name, "ok")
            while True:
                for scan in await self._scans():
                    taken = await self._handover.give(scan)
                    await self._signal(self._signals.taken if taken else self._signals.refused)
        finally:
            await self._link.close()

    async def _scans(self) -> list[Scan]:
        """What the next bytes, or the silence after half a scan, complete."""
        if not self.reader.pending:
            return self.reader.feed(await self._link.read())
        try:
            async with asyncio.timeout(self._pause_s):
                data = await self._link.read()
        except TimeoutError:
            return self.reader.pause()
        return self.reader.feed(data)

    async def _signal(self, command: bytes) -> None:
        if not command:
            return
        try:
            async with asyncio.timeout(SIGNAL_S):
                await self._link.write(command)
        except TimeoutError:
            log.info("%s: did not take its signal", self.name)
