"""The bench of virtual devices, as the lab page uses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from devices.lab import TICKS_MAX, Bench
from devices.registry import DRIVERS, Device, build, options_of
from edge.app.ports import Lab, LabDevice
from edge.config import DeviceConfig
from edge.domain.parking import PlateSeen
from edge.domain.shelf import ScanCode
from edge.errors import Rejected
from tests.devices.desk import Desk, part
from tests.devices.test_picture import MILK, label, saved

NAMES = {"scanner.hid": "keyboard", "scanner.camera": "eye"}  # the others are called after their family


class WallSwitch:
    """A line that can be cut."""

    def __init__(self) -> None:
        self.plugged = True

    async def set(self, *, plugged: bool) -> None:
        self.plugged = plugged


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Bench, Desk, WallSwitch]]:
    """One virtual device of each driver, one real one, and the uplink."""
    desk, uplink = Desk(), WallSwitch()
    built: list[tuple[DeviceConfig, Device]] = []
    async with AsyncExitStack() as running:
        for driver in DRIVERS:
            named = NAMES.get(driver, driver.split(".")[0])
            made = DeviceConfig(
                id=named, driver=driver, place="p1", link="sim", options=options_of()[driver]()
            )
            built.append((made, build(made, desk.ports)))
            await running.enter_async_context(part(built[-1][1].part))
        real = DeviceConfig(
            id="real",
            driver="scanner.serial",
            place="p2",
            link="tcp://127.0.0.1:9",
            options=options_of()["scanner.serial"](),
        )
        built.append((real, build(real, desk.ports)))
        await desk.until(lambda: len({name for name, _, _ in desk.reports}) == len(DRIVERS))
        yield Bench(built, {"uplink": uplink}), desk, uplink


async def test_it_shows_every_virtual_device_and_line_and_no_real_one() -> None:
    async with bench() as (lab, _, _):
        shown = lab.devices()
    assert shown == [
        LabDevice(device="scanner", kind="scanner", place="p1", plugged=True),
        LabDevice(device="keyboard", kind="scanner", place="p1", plugged=True),
        LabDevice(
            device="eye",
            kind="scanner",
            place="p1",
            plugged=True,
            view=True,
            faults=("still", "black", "silent"),
        ),
        LabDevice(device="printer", kind="printer", place="p1", plugged=True, state="ready"),
        LabDevice(device="barrier", kind="barrier", place="p1", plugged=True, state="closed"),
        LabDevice(device="camera", kind="camera", place="p1", plugged=True),
        LabDevice(device="uplink", kind="line", place="", plugged=True),
    ]


async def test_a_scan_and_a_plate_take_the_real_drivers_way() -> None:
    async with bench() as (lab, desk, _):
        port: Lab = lab
        await port.scan("scanner", MILK)
        await port.plate("camera", "粤B12345", "green")
        await desk.until(lambda: len(desk.heard) == 2)
    kinds = {type(command) for command in desk.commands}
    assert kinds == {ScanCode, PlateSeen}


async def test_a_picture_is_decoded_and_the_paper_shown() -> None:
    async with bench() as (lab, _, _):
        assert [found.text for found in lab.decode(saved(label(MILK)))] == [MILK]
        assert lab.paper("printer").startswith("<svg")


async def test_a_cameras_view_is_shown_and_its_faults_are_set() -> None:
    async with bench() as (lab, _, _), lab.changed() as ticks:
        port: Lab = lab
        assert port.view("eye").startswith(b"\xff\xd8")
        await port.fault("eye", "black")
        await anext(ticks)
        assert [device.fault for device in lab.devices() if device.view] == ["black"]
        with pytest.raises(Rejected, match="no_fault"):
            await port.fault("eye", "bent")
        with pytest.raises(Rejected, match="no_device"):
            port.view("scanner")


async def test_plugs_are_pulled_and_put_back_and_each_change_ticks() -> None:
    async with bench() as (lab, _, uplink), lab.changed() as ticks:
        await lab.plug("barrier", plugged=False)
        await anext(ticks)
        await lab.plug("uplink", plugged=False)
        await anext(ticks)
        assert [device.plugged for device in lab.devices()] == [True, True, True, True, False, True, False]
        await lab.plug("uplink", plugged=True)
        await anext(ticks)
        assert uplink.plugged


async def test_a_page_that_lags_is_not_buffered_for_without_end() -> None:
    async with bench() as (lab, _, _), lab.changed() as ticks:
        for _ in range(TICKS_MAX * 3):
            lab.tick()
        for _ in range(TICKS_MAX):
            await anext(ticks)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(ticks)


async def test_what_does_not_stand_on_the_bench_is_refused() -> None:
    async with bench() as (lab, _, _):
        with pytest.raises(Rejected, match="no_device"):
            await lab.plug("real", plugged=False)
        with pytest.raises(Rejected, match="no_device"):
            await lab.scan("printer", MILK)
        with pytest.raises(Rejected, match="no_device"):
            lab.paper("scanner")
        with pytest.raises(Rejected, match="no_device"):
            await lab.plate("barrier", "粤B12345", "blue")
        with pytest.raises(Rejected, match="no_picture"):
            lab.decode(b"nothing")
