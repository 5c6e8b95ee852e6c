"""The gun's driver, with the virtual gun at the far end of its line."""

from __future__ import annotations

import pytest

from devices.device import DevicePorts
from devices.link import Faults, MemoryLine
from devices.scanner.options import SerialOptions
from devices.scanner.serial import SerialScanner
from devices.scanner.sim import SerialGun
from edge.domain.barcode import classify, gtin14
from edge.domain.message import Actor
from edge.domain.shelf import ScanCode
from edge.errors import DeviceError, Rejected, StoreError
from tests.devices.chance import seeded
from tests.devices.desk import Desk, config, ends, part, running, soon
from tests.devices.virtual_time import virtual_time

MILK, NUTS = "6901234567892", "6901234567908"


def gun_on(
    line: MemoryLine, ports: DevicePorts, options: SerialOptions | None = None
) -> tuple[SerialScanner, SerialGun]:
    """A gun whose line the test holds in its hands."""
    chosen = options or SerialOptions()
    made = config("scanner.serial", options=chosen)
    return SerialScanner(made, chosen, ports, line.host), SerialGun(line, chosen)


@virtual_time
async def test_a_scan_is_dispatched_for_the_guns_place_and_no_other() -> None:
    desk = Desk()
    async with running(desk, config("scanner.serial", place="kiosk-1")) as device:
        assert isinstance(device.sim, SerialGun)
        await desk.said("ok")
        await device.sim.scan(MILK)
        await desk.until(lambda: desk.heard)
    expected = Actor(role="device", place="kiosk-1", channel="device")
    assert desk.heard == [(ScanCode(text=MILK, symbology="]E0"), expected)]
    assert device.sim.state == MILK


@virtual_time
async def test_a_refused_scan_does_not_stop_the_gun() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports)
    async with part(driver):
        desk.refusal = Rejected("not_now")
        await gun.scan(MILK)
        await desk.until(lambda: len(desk.heard) == 1)
        desk.refusal = StoreError("disk full")
        await gun.scan(MILK)
        await desk.said("degraded", "scan_not_kept")
        desk.refusal = None
        await gun.scan(NUTS)
        await desk.said("ok")
    assert desk.commands[-1] == ScanCode(text=NUTS, symbology="]E0")


@virtual_time
async def test_unplugged_in_mid_frame_and_plugged_again_the_next_scan_is_good() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports)
    async with part(driver) as task:
        line.device.put(b"]E069012345")
        await soon(lambda: driver._framer.pending)
        await gun.set_plugged(plugged=False)
        assert isinstance(await ends(task), DeviceError)
        with pytest.raises(Rejected, match="unplugged"):
            await gun.scan(NUTS)
    async with part(driver) as task:  # the supervisor's first try comes too early
        assert "plug" in str(await ends(task))
    await gun.set_plugged(plugged=True)
    async with part(driver):
        await desk.said("ok")
        await gun.scan(NUTS)
        await desk.until(lambda: desk.heard)
    assert desk.commands == [ScanCode(text=NUTS, symbology="]E0")]


@virtual_time
async def test_half_a_scan_followed_by_silence_is_thrown_away() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports, SerialOptions(pause_ms=200))
    async with part(driver):
        await desk.said("ok")
        line.device.put(b"69012")
        await soon(lambda: driver._framer.broken)
        await gun.scan(NUTS)
        await desk.until(lambda: desk.heard)
    assert desk.commands == [ScanCode(text=NUTS, symbology="]E0")]


@virtual_time
async def test_silence_ends_a_scan_where_the_gun_sends_no_end() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports, SerialOptions(ends="pause", pause_ms=60, aim=False))
    async with part(driver):
        await desk.said("ok")
        await gun.scan(MILK)
        await desk.until(lambda: len(desk.heard) == 1)
        await gun.scan(NUTS)
        await desk.until(lambda: len(desk.heard) == 2)
    assert desk.commands == [ScanCode(text=MILK), ScanCode(text=NUTS)]


@virtual_time
async def test_a_scan_in_pieces_is_one_scan() -> None:
    desk = Desk()
    line = MemoryLine(faults=Faults(split=1.0), chance=seeded(3))
    driver, gun = gun_on(line, desk.ports)
    async with part(driver):
        await desk.said("ok")
        line.stall()
        await gun.scan(MILK)
        line.flow()
        await desk.until(lambda: desk.heard)
    assert desk.commands == [ScanCode(text=MILK, symbology="]E0")]


@virtual_time
async def test_an_endless_scan_becomes_a_code_that_is_too_long() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports)
    async with part(driver):
        await desk.said("ok")
        line.device.put("会".encode() * 5000 + b"\r\n")
        await gun.scan(MILK)
        await desk.until(lambda: len(desk.heard) == 2)
    endless, next_one = desk.commands
    assert isinstance(endless, ScanCode)
    assert classify(endless.text).reason == "too_long"
    assert next_one == ScanCode(text=MILK, symbology="]E0")


@virtual_time
async def test_on_a_bad_line_the_gun_lives_and_never_makes_a_long_code_up() -> None:
    desk = Desk()
    faults = Faults(drop=0.1, split=0.4, duplicate=0.1, corrupt=0.1)
    line = MemoryLine(faults=faults, chance=seeded(11))
    driver, gun = gun_on(line, desk.ports)
    async with part(driver) as task:
        await desk.said("ok")
        for _ in range(400):
            await gun.scan(MILK)
            await soon(lambda: not line.pipe("host")._data)
        assert not task.done()
    texts = [command.text for command in desk.commands if isinstance(command, ScanCode)]
    right = [text for text in texts if text == MILK]
    assert 200 < len(right) < 400
    known = {code.gtin for text in texts if (code := classify(text)).kind == "gtin"}
    assert known == {gtin14(MILK)}
