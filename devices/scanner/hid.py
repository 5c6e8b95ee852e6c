"""A gun that plays a keyboard on USB."""

from __future__ import annotations

from devices.address import HidAddress, SimAddress, parse_link
from devices.device import Device, DevicePorts, typed
from devices.link import MemoryLine
from devices.scanner.gun import Gun
from devices.scanner.hid_link import HidLink
from devices.scanner.hid_sim import HidGun
from devices.scanner.keyboards import find
from devices.scanner.keys import KeyReader
from devices.scanner.options import HidOptions
from edge.config import DeviceConfig
from edge.errors import ConfigError


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A gun on an event file of this machine, or virtual."""
    options = typed(config, HidOptions)
    reader = KeyReader(options)
    match parse_link(config.link):
        case SimAddress():
            line = MemoryLine()
            gun = Gun(config, ports, line.host, reader, pause_ms=options.pause_ms)
            return Device(part=gun, sim=HidGun(line, options, ports.clock.now_ms))
        case HidAddress() as address:
            link = HidLink(lambda: find(address))
            return Device(part=Gun(config, ports, link, reader, pause_ms=options.pause_ms))
        case _:
            raise ConfigError(
                [("link", 'is no keyboard: write "hid:///dev/input/by-id/NAME-event-kbd" or sim')]
            )
