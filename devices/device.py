"""What every driver is built from and gives back, and what the lab may ask of a virtual device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

import msgspec

from devices.address import Address, SerialAddress, SimAddress, TcpAddress, parse_link
from devices.link import Link, MemoryLine
from devices.serial_link import SerialLink
from devices.tcp_link import TcpLink
from edge.app.ports import Clock, Dispatch, Part, Performer, ReportHealth
from edge.config import DeviceConfig
from edge.domain.message import Actor
from edge.errors import ConfigError

OptionsT = TypeVar("OptionsT", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePorts:
    """The store as a driver sees it."""

    dispatch: Dispatch
    clock: Clock
    report: ReportHealth


@runtime_checkable
class VirtualDevice(Protocol):
    """A device made of software behind a real driver. `kind` and `state` are the words of `LabDevice`."""

    kind: str

    @property
    def plugged(self) -> bool: ...
    @property
    def state(self) -> str: ...
    async def set_plugged(self, *, plugged: bool) -> None:
        """Pull its plug, or put it back."""
        ...

    def watch(self, changed: Callable[[], None]) -> None:
        """`changed` is called after each change of plug, state, paper or boom."""
        ...


@runtime_checkable
class VirtualGun(Protocol):
    """A virtual device that reads codes."""

    async def scan(self, text: str) -> None: ...


@runtime_checkable
class VirtualPaper(Protocol):
    """A virtual device that prints."""

    def paper(self) -> str: ...


@runtime_checkable
class VirtualCamera(Protocol):
    """A virtual device that sees plates."""

    async def plate(self, plate: str, color: str) -> None: ...


@runtime_checkable
class VirtualEye(Protocol):
    """A virtual device that has a picture, and more than a plug to go wrong."""

    fault: str
    faults: tuple[str, ...]

    def view(self) -> bytes: ...
    def set_fault(self, fault: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A built device: `part` runs under supervision, `performer` carries out effects."""

    part: Part
    performer: Performer | None = None
    sim: VirtualDevice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A link, and the whole cable where it is a virtual one."""

    link: Link
    memory: MemoryLine | None = None


def line_to(link: str) -> Line:
    """The line that a configured `link` names; `ConfigError` where it names none that carries bytes."""
    return line_at(parse_link(link))


def line_at(address: Address) -> Line:
    match address:
        case SimAddress():
            memory = MemoryLine()
            return Line(link=memory.host, memory=memory)
        case SerialAddress():
            return Line(link=SerialLink(address))
        case TcpAddress():
            return Line(link=TcpLink(address))
        case _:
            raise ConfigError(
                [("link", "is for a device that calls us; this driver needs sim, serial or tcp")]
            )


def actor_at(place: str) -> Actor:
    """Who speaks when a device at `place` reports something."""
    return Actor(role="device", place=place, channel="device")


class Watchers:
    """The callbacks of those who watch one virtual device."""

    def __init__(self) -> None:
        self._watching: list[Callable[[], None]] = []

    def add(self, changed: Callable[[], None]) -> None:
        self._watching.append(changed)

    def tell(self) -> None:
        for changed in self._watching:
            changed()


def typed(config: DeviceConfig, options: type[OptionsT]) -> OptionsT:
    """The driver's own options out of a configuration."""
    if not isinstance(config.options, options):
        raise ConfigError([("options", f"are not those of {config.driver}")])
    return config.options
