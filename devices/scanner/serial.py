"""The driver of a serial gun: its lines become ScanCode commands of its place, and of no other."""

from __future__ import annotations

import asyncio
import logging

from devices.device import Device, DevicePorts, actor_at, line_to, typed
from devices.framing import Line, LineFramer
from devices.link import Link
from devices.scanner.codec import ENDS, Scan, read
from devices.scanner.options import SerialOptions
from devices.scanner.sim import SerialGun
from edge.config import DeviceConfig
from edge.domain.shelf import ScanCode
from edge.errors import Rejected, StoreError

log = logging.getLogger(__name__)


class SerialScanner:
    """One gun. A scan that the store refuses, or cannot keep, is told and forgotten; the next one goes on."""

    def __init__(self, config: DeviceConfig, options: SerialOptions, ports: DevicePorts, link: Link) -> None:
        self.name = config.id
        self._options, self._ports, self._link = options, ports, link
        self._actor = actor_at(config.place)
        self._framer = LineFramer(ends=ENDS[options.ends])

    async def run(self) -> None:
        """Until the line breaks (`DeviceError`) or the task is cancelled."""
        self._framer.reset()
        await self._link.open()
        try:
            self._ports.report(self.name, "ok")
            while True:
                for line in await self._lines():
                    await self._scanned(line)
        finally:
            await self._link.close()

    async def _lines(self) -> list[Line]:
        """What the next bytes, or the silence after half a line, complete."""
        if not self._framer.pending:
            return self._framer.feed(await self._link.read())
        try:
            async with asyncio.timeout(self._options.pause_ms / 1000):
                data = await self._link.read()
        except TimeoutError:
            return self._framer.pause()
        return self._framer.feed(data)

    async def _scanned(self, line: Line) -> None:
        scan = Scan(text=line.data.decode("latin-1")) if line.cut else read(line.data, self._options)
        if scan is None:
            return
        try:
            await self._ports.dispatch(ScanCode(text=scan.text, symbology=scan.symbology), actor=self._actor)
        except Rejected as refusal:
            log.info("%s: scan refused: %s", self.name, refusal.code)
        except StoreError as error:
            log.warning("%s: scan not kept: %s", self.name, error)
            self._ports.report(self.name, "degraded", "scan_not_kept")
        else:
            self._ports.report(self.name, "ok")


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A gun on a serial port, behind a serial server, or virtual."""
    options = typed(config, SerialOptions)
    line = line_to(config.link)
    sim = SerialGun(line.memory, options) if line.memory else None
    return Device(part=SerialScanner(config, options, ports, line.link), sim=sim)
