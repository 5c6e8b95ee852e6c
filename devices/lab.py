"""The bench of the lab page: every virtual device of a demo store, and the lines that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import msgspec

from devices.device import Device, VirtualCamera, VirtualDevice, VirtualEye, VirtualGun, VirtualPaper
from devices.scanner.picture import decode
from edge.app.ports import Found, LabDevice
from edge.config import DeviceConfig
from edge.errors import Rejected

TICKS_MAX = 64  # changes a page may lag behind; it reads the newest state anyway


class Switch(Protocol):
    """A line of the store that can be cut: the uplink, the wallet."""

    @property
    def plugged(self) -> bool: ...
    async def set(self, *, plugged: bool) -> None: ...


class Bench:
    """Implements `edge.app.ports.Lab`. Devices that are real do not stand on it."""

    def __init__(self, built: Iterable[tuple[DeviceConfig, Device]], lines: Mapping[str, Switch]) -> None:
        self._sims: dict[str, tuple[str, VirtualDevice]] = {
            config.id: (config.place, device.sim) for config, device in built if device.sim is not None
        }
        self._lines = dict(lines)
        self._ticks: set[asyncio.Queue[None]] = set()
        for _, sim in self._sims.values():
            sim.watch(self.tick)

    def devices(self) -> Sequence[LabDevice]:
        sims = [_shown(name, place, sim) for name, (place, sim) in self._sims.items()]
        lines = [
            LabDevice(device=name, kind="line", place="", plugged=line.plugged)
            for name, line in self._lines.items()
        ]
        return [*sims, *lines]

    @asynccontextmanager
    async def changed(self) -> AsyncIterator[AsyncIterator[None]]:
        ticks: asyncio.Queue[None] = asyncio.Queue(maxsize=TICKS_MAX)
        self._ticks.add(ticks)
        try:
            yield _forever(ticks)
        finally:
            self._ticks.discard(ticks)

    def tick(self) -> None:
        """Something on the bench changed."""
        for ticks in self._ticks:
            if not ticks.full():
                ticks.put_nowait(None)

    async def plug(self, device: str, *, plugged: bool) -> None:
        if device in self._lines:
            await self._lines[device].set(plugged=plugged)
            self.tick()
        else:
            await self._sim(device).set_plugged(plugged=plugged)

    async def scan(self, device: str, text: str) -> None:
        gun = self._sim(device)
        if not isinstance(gun, VirtualGun):
            raise Rejected("no_device", device=device)
        await gun.scan(text)

    def decode(self, picture: bytes) -> Sequence[Found]:
        return decode(picture)

    def paper(self, device: str) -> str:
        printer = self._sim(device)
        if not isinstance(printer, VirtualPaper):
            raise Rejected("no_device", device=device)
        return printer.paper()

    async def plate(self, device: str, plate: str, color: str) -> None:
        camera = self._sim(device)
        if not isinstance(camera, VirtualCamera):
            raise Rejected("no_device", device=device)
        await camera.plate(plate, color)

    def view(self, device: str) -> bytes:
        return self._eye(device).view()

    async def fault(self, device: str, fault: str) -> None:
        self._eye(device).set_fault(fault)

    def _eye(self, device: str) -> VirtualEye:
        eye: object = self._sim(device)
        if not isinstance(eye, VirtualEye):
            raise Rejected("no_device", device=device)
        return eye

    def _sim(self, device: str) -> VirtualDevice:
        if device not in self._sims:
            raise Rejected("no_device", device=device)
        return self._sims[device][1]


def _shown(name: str, place: str, sim: VirtualDevice) -> LabDevice:
    shown = LabDevice(device=name, kind=sim.kind, place=place, plugged=sim.plugged, state=sim.state)
    eye: object = sim
    if not isinstance(eye, VirtualEye):
        return shown
    return msgspec.structs.replace(shown, view=True, fault=eye.fault, faults=eye.faults)


async def _forever(ticks: asyncio.Queue[None]) -> AsyncIterator[None]:
    while True:
        await ticks.get()
        yield
