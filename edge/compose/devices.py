"""The store's devices: built from the configuration, their parts, their effects, and the lab's bench."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.device import Device, DevicePorts
from devices.lab import Bench, Switch
from devices.registry import build
from edge.app.ports import Clock, Dispatch, Part, ReportHealth
from edge.config import Config, DeviceConfig
from edge.errors import ConfigError
from edge.runtime.effects import Target


class Devices:
    """`ConfigError` with the problems of all devices at once."""

    def __init__(self, config: Config, *, dispatch: Dispatch, clock: Clock, report: ReportHealth) -> None:
        ports = DevicePorts(dispatch=dispatch, clock=clock, report=report)
        self.built: list[tuple[DeviceConfig, Device]] = []
        problems: list[tuple[str, str]] = []
        for one in config.devices:
            try:
                self.built.append((one, build(one, ports)))
            except ConfigError as error:
                problems += error.problems
        if problems:
            raise ConfigError(problems)

    @property
    def parts(self) -> list[Part]:
        return [device.part for _, device in self.built]

    @property
    def targets(self) -> dict[str, Target]:
        """Device id -> its queue of effects: one at a time, never past a deadline."""
        return {
            one.id: Target(device.performer) for one, device in self.built if device.performer is not None
        }

    @property
    def virtual(self) -> bool:
        return any(device.sim is not None for _, device in self.built)

    def bench(self, lines: Mapping[str, Switch]) -> Bench:
        return Bench(self.built, lines)

    def tried_at_once(self, retry: Callable[[str], None]) -> None:
        """A virtual device whose plug was put back is not waited for."""
        for _, device in self.built:
            if device.sim is not None:
                device.sim.watch(lambda name=device.part.name: retry(name))  # type: ignore[misc]


class EagerSwitch:
    """A line's plug that has its part tried again as soon as it is put back."""

    def __init__(self, switch: Switch, put_back: Callable[[], None]) -> None:
        self._switch = switch
        self._put_back = put_back

    @property
    def plugged(self) -> bool:
        return self._switch.plugged

    async def set(self, *, plugged: bool) -> None:
        await self._switch.set(plugged=plugged)
        if plugged:
            self._put_back()
