"""The table of all drivers: adding a device is a codec, a driver, a sim and one row here."""

from __future__ import annotations

from importlib import import_module
from typing import Literal, Protocol, cast

import msgspec

from devices.device import Device, DevicePorts
from devices.gate.options import BarrierOptions, CameraOptions
from devices.pos.options import PrinterOptions
from devices.scanner.options import EyeOptions, HidOptions, SerialOptions
from edge.config import DeviceConfig
from edge.errors import ConfigError

__all__ = ["DRIVERS", "Device", "DevicePorts", "DriverSpec", "build", "options_of"]

Family = Literal["scanner", "pos", "gate"]


class DriverSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One driver: `module` is imported when a device of it is built, and has `build(config, ports)`."""

    name: str
    family: Family
    options: type[msgspec.Struct]
    module: str


class Builder(Protocol):
    def __call__(self, config: DeviceConfig, ports: DevicePorts) -> Device: ...


_ROWS = (
    DriverSpec(
        name="scanner.serial", family="scanner", options=SerialOptions, module="devices.scanner.serial"
    ),
    DriverSpec(name="scanner.hid", family="scanner", options=HidOptions, module="devices.scanner.hid"),
    DriverSpec(name="scanner.camera", family="scanner", options=EyeOptions, module="devices.scanner.lens"),
    DriverSpec(name="printer.escpos", family="pos", options=PrinterOptions, module="devices.pos.printer"),
    DriverSpec(name="barrier.modbus", family="gate", options=BarrierOptions, module="devices.gate.barrier"),
    DriverSpec(name="camera.vzenith", family="gate", options=CameraOptions, module="devices.gate.camera"),
)
DRIVERS: dict[str, DriverSpec] = {row.name: row for row in _ROWS}


def options_of() -> dict[str, type[msgspec.Struct]]:
    """Driver name -> its options, as `edge.config.load` wants them."""
    return {row.name: row.options for row in _ROWS}


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """The device of a configuration; `ConfigError` names what is wrong under the device's own path."""
    path = f"device[{config.id}]"
    spec = DRIVERS.get(config.driver)
    if spec is None:
        raise ConfigError([(f"{path}.driver", f'"{config.driver}" is none of {", ".join(DRIVERS)}')])
    if not isinstance(config.options, spec.options):
        raise ConfigError([(f"{path}.options", f"are not those of {config.driver}")])
    builder = cast("Builder", import_module(spec.module).build)
    try:
        return builder(config, ports)
    except ConfigError as error:
        problems = [(f"{path}.{inner}", sentence) for inner, sentence in error.problems]
        raise ConfigError(problems) from error
