"""End to end over a real line: what a gun types at one end comes out as ScanCode at the other."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from devices.registry import build
from edge.domain.shelf import ScanCode
from edge.errors import DeviceError
from tests.devices.desk import Desk, config, ends, part, running
from tests.devices.far_end import PtyFarEnd, TcpFarEnd

MILK, NUTS = "6901234567892", "6901234567908"


class NullModem:
    """Two pseudo terminals back to back: what is written to one's port is read from the other's."""

    def __init__(self) -> None:
        self._masters: list[int] = []
        self.ports: list[str] = []
        for _ in range(2):
            master, slave = pty.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._masters.append(master)
            self.ports.append(os.ttyname(slave))
            os.close(slave)

    def carry(self) -> None:
        """Pump what has arrived across."""
        for here, there in (self._masters, self._masters[::-1]):
            try:
                os.write(there, os.read(here, 4096))
            except OSError:
                continue

    def close(self) -> None:
        for master in self._masters:
            os.close(master)


@pytest.fixture
def modem() -> Iterator[NullModem]:
    made = NullModem()
    yield made
    made.close()


@pytest.mark.parametrize("baud", [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200])
async def test_bytes_typed_by_pyserial_arrive_as_a_scan(modem: NullModem, baud: int) -> None:
    desk = Desk()
    with serial.Serial(modem.ports[0], baudrate=baud) as gun:
        async with running(desk, config("scanner.serial", link=f"serial://{modem.ports[1]}?baud={baud}")):
            await desk.said("ok")
            for piece in (b"]E0690123", b"4567892\r", b"\n"):
                gun.write(piece)
                gun.flush()
                modem.carry()
                await asyncio.sleep(0)
            await desk.until(lambda: desk.heard)
    assert desk.commands == [ScanCode(text=MILK, symbology="]E0")]


async def test_unplugged_in_mid_frame_and_back_under_its_stable_name(tmp_path: Path) -> None:
    desk = Desk()
    far = PtyFarEnd(tmp_path)
    await far.start()
    made = config("scanner.serial", link=f"serial://{tmp_path}/by-id")
    async with running(desk, made) as device:
        await desk.said("ok")
        await far.send(NUTS.encode() + b"\r\n" + b"69012")
        await desk.until(lambda: desk.heard)
    async with part(device.part) as task:
        await desk.said("ok")
        await far.send(b"6901")
        await far.unplug()
        error = await ends(task)
        assert isinstance(error, DeviceError)
        assert "plug" in str(error)
    async with part(device.part) as task:
        assert "missing: plug the device in" in str(await ends(task))
    await far.plug()
    desk.reports.clear()
    async with part(device.part):
        await desk.said("ok")
        await far.send(MILK.encode() + b"\r\n")
        await desk.until(lambda: len(desk.heard) == 2)
    await far.stop()
    assert desk.commands == [ScanCode(text=NUTS), ScanCode(text=MILK)]


async def test_behind_a_serial_server_and_again_after_its_line_broke() -> None:
    desk = Desk()
    far = TcpFarEnd()
    await far.start()
    made = config("scanner.serial", link=f"socket://127.0.0.1:{far.port}")
    device = build(made, desk.ports)
    async with part(device.part) as task:
        await desk.said("ok")
        await far.send(MILK.encode() + b"\r" + b"69012")
        await desk.until(lambda: desk.heard)
        await far.unplug()
        assert isinstance(await ends(task), DeviceError)
    await far.plug()
    desk.reports.clear()
    async with part(device.part):
        await desk.said("ok")
        await far.send(NUTS.encode() + b"\r\n")
        await desk.until(lambda: len(desk.heard) == 2)
    await far.stop()
    assert desk.commands == [ScanCode(text=MILK), ScanCode(text=NUTS)]
