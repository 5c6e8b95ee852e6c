"""Virtual devices that only remember what was done to them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from edge.app.ports import Found, LabDevice
from edge.errors import Rejected

DONE_MAX = 200
PAPER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>'


class Ticks:
    """A tick to every watcher for each change."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Event] = set()

    def tick(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    @asynccontextmanager
    async def changed(self) -> AsyncIterator[AsyncIterator[None]]:
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        try:
            yield ticks(watcher)
        finally:
            self._watchers.discard(watcher)


async def ticks(watcher: asyncio.Event) -> AsyncIterator[None]:
    while True:
        await watcher.wait()
        watcher.clear()
        yield None


VIEW = b"\xff\xd8\xff\xd9"  # an empty JPEG


class MemoryLab(Ticks):
    """Implements `edge.app.ports.Lab`; `codes` is what any picture holds."""

    def __init__(self, devices: Sequence[LabDevice]) -> None:
        super().__init__()
        self.codes: tuple[Found, ...] = ()
        self.done: deque[tuple[str, str]] = deque(maxlen=DONE_MAX)
        self._devices = {device.device: device for device in devices}

    def devices(self) -> Sequence[LabDevice]:
        return tuple(self._devices.values())

    async def plug(self, device: str, *, plugged: bool) -> None:
        self._devices[device] = msgspec.structs.replace(self._known(device), plugged=plugged)
        self._keep(device, f"plug {plugged}")

    async def scan(self, device: str, text: str) -> None:
        self._known(device)
        self._keep(device, f"scan {text}")

    def decode(self, picture: bytes) -> Sequence[Found]:
        if not picture.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")):
            raise Rejected("no_picture")
        return self.codes

    def paper(self, device: str) -> str:
        self._known(device)
        return PAPER

    def view(self, device: str) -> bytes:
        if not self._known(device).view:
            raise Rejected("no_device")
        return VIEW

    async def fault(self, device: str, fault: str) -> None:
        known = self._known(device)
        if fault and fault not in known.faults:
            raise Rejected("no_fault")
        self._devices[device] = msgspec.structs.replace(known, fault=fault)
        self._keep(device, f"fault {fault}")

    async def plate(self, device: str, plate: str, color: str) -> None:
        self._known(device)
        self._keep(device, f"plate {plate} {color}")

    def _known(self, device: str) -> LabDevice:
        if device not in self._devices:
            raise Rejected("no_device")
        return self._devices[device]

    def _keep(self, device: str, what: str) -> None:
        self.done.append((device, what))
        self.tick()
