"""A gun on a serial line."""

from __future__ import annotations

from devices.device import Device, DevicePorts, line_to, typed
from devices.framing import Line, LineFramer
from devices.scanner.codec import ENDS, Scan, read
from devices.scanner.gun import Gun
from devices.scanner.options import SerialOptions
from devices.scanner.signals import signals_of
from devices.scanner.sim import SerialGun
from edge.config import DeviceConfig


class LineReader:
    """Lines as scans. A line past its bound is a scan that is too long, not the code at its start."""

    def __init__(self, options: SerialOptions) -> None:
        self._options = options
        self._framer = LineFramer(ends=ENDS[options.ends])

    @property
    def pending(self) -> bool:
        return self._framer.pending > 0

    @property
    def broken(self) -> int:
        """Half scans thrown away."""
        return self._framer.broken

    def feed(self, data: bytes) -> list[Scan]:
        return self._read(self._framer.feed(data))

    def pause(self) -> list[Scan]:
        return self._read(self._framer.pause())

    def reset(self) -> None:
        self._framer.reset()

    def _read(self, lines: list[Line]) -> list[Scan]:
        scans = (
            Scan(text=line.data.decode("latin-1")) if line.cut else read(line.data, self._options)
            for line in lines
        )
        return [scan for scan in scans if scan is not None]


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A gun on a serial port, behind a serial server, or virtual."""
    options = typed(config, SerialOptions)
    line = line_to(config.link)
    sim = SerialGun(line.memory, options) if line.memory else None
    gun = Gun(
        config,
        ports,
        line.link,
        LineReader(options),
        pause_ms=options.pause_ms,
        signals=signals_of(options),
    )
    return Device(part=gun, sim=sim)
