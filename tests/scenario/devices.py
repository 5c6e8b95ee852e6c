"""The store's devices as they stand in a scenario: real drivers, simulated far ends."""

from __future__ import annotations

from devices.device import Device, DevicePorts, VirtualGun
from devices.registry import build, options_of
from edge.app.ports import Clock, Dispatch, Part
from edge.config import DeviceConfig
from edge.runtime.effects import Target
from tests.sync.pair import Report

PLACES = {"k1": "scanner-1", "k2": "scanner-2"}
DRIVERS = {"scanner-1": "scanner.serial", "scanner-2": "scanner.serial", "barrier-1": "barrier.modbus"}


class Bench:
    """A scanner at each kiosk and the barrier of the lane."""

    def __init__(self, dispatch: Dispatch, clock: Clock) -> None:
        ports = DevicePorts(dispatch=dispatch, clock=clock, report=Report())
        places = {device: place for place, device in PLACES.items()}
        self._devices: dict[str, Device] = {}
        for name, driver in DRIVERS.items():
            place = places.get(name, "in")
            config = DeviceConfig(
                id=name, driver=driver, place=place, link="sim", options=options_of()[driver]()
            )
            self._devices[name] = build(config, ports)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(device.part for device in self._devices.values())

    @property
    def targets(self) -> dict[str, Target]:
        return {
            name: Target(device.performer)
            for name, device in self._devices.items()
            if device.performer is not None
        }

    async def scan(self, place: str, text: str) -> None:
        """The beam reads a code; the bytes take the real driver's way."""
        gun: object = self._devices[PLACES[place]].sim
        assert isinstance(gun, VirtualGun)
        await gun.scan(text)

    async def plug(self, name: str, *, plugged: bool) -> None:
        sim = self._devices[name].sim
        assert sim is not None
        await sim.set_plugged(plugged=plugged)
