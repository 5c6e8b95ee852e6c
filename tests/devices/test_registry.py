"""The table of drivers."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import msgspec
import pytest

from devices.registry import DRIVERS, build, options_of
from devices.scanner.options import SerialOptions
from edge.config import DeviceConfig
from edge.errors import ConfigError
from tests.devices.desk import Desk, config


@pytest.mark.parametrize("driver", DRIVERS)
async def test_every_driver_is_built_virtually_and_is_lazily_imported(driver: str) -> None:
    device = build(config(driver), Desk().ports)
    assert device.part.name == "device-1"
    assert device.sim is not None
    assert device.sim.plugged
    assert (device.performer is not None) == driver.startswith(("printer.", "barrier."))


@pytest.mark.parametrize("driver", ["scanner.serial", "printer.escpos", "barrier.modbus"])
@pytest.mark.parametrize("link", ["serial:///dev/ttyS0?baud=9600", "tcp://127.0.0.1:9100"])
async def test_a_real_line_has_no_virtual_device_behind_it(driver: str, link: str) -> None:
    assert build(config(driver, link=link), Desk().ports).sim is None


@pytest.mark.parametrize(
    ("driver", "link", "path"),
    [
        ("scanner.serial", "http://127.0.0.1:1", "device[device-1].link"),
        ("camera.vzenith", "serial:///dev/ttyS0", "device[device-1].link"),
        ("printer.escpos", "usb", "device[device-1].link"),
    ],
)
async def test_a_wrong_link_is_named_with_its_path(driver: str, link: str, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        build(config(driver, link=link), Desk().ports)
    assert caught.value.problems[0][0] == path


async def test_an_unknown_driver_and_foreign_options_are_named() -> None:
    unknown = DeviceConfig(id="x", driver="scanner.psychic", place="p", link="sim", options=SerialOptions())
    with pytest.raises(ConfigError, match=r"device\[x\]\.driver.*scanner\.serial"):
        build(unknown, Desk().ports)
    foreign = DeviceConfig(id="x", driver="printer.escpos", place="p", link="sim", options=SerialOptions())
    with pytest.raises(ConfigError, match="not those of"):
        build(foreign, Desk().ports)


def test_options_refuse_what_they_do_not_know() -> None:
    for options in options_of().values():
        msgspec.convert({}, options)
        with pytest.raises(msgspec.ValidationError, match="unknown field"):
            msgspec.convert({"colour": "red"}, options)


def test_the_table_alone_loads_no_driver() -> None:
    code = (
        "import sys, devices.registry as r; "
        "late = [s.module for s in r.DRIVERS.values()] + ['aiohttp', 'zxingcpp', 'qrcode', 'PIL']; "
        "sys.exit(', '.join(name for name in late if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr


async def test_parts_of_all_drivers_stop_when_they_are_told_to() -> None:
    desk = Desk()
    tasks = [asyncio.create_task(build(config(driver), desk.ports).part.run()) for driver in DRIVERS]
    await desk.until(lambda: len(desk.reports) > 0)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended)
