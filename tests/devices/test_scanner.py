"""The gun's driver, with the virtual gun at the far end of its line."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.device import DevicePorts
from devices.link import Faults, MemoryLine
from devices.scanner.codec import Scan, sent
from devices.scanner.gun import Gun
from devices.scanner.options import Ends, SerialOptions
from devices.scanner.serial import LineReader
from devices.scanner.signals import SIGNALS, signals_of
from devices.scanner.sim import SerialGun
from edge.domain.barcode import classify, gtin14
from edge.domain.message import Actor
from edge.domain.shelf import CodeRefused, ScanCode
from edge.errors import DeviceError, Rejected, StoreError
from tests.devices.chance import seeded
from tests.devices.desk import Desk, config, ends, part, running, soon
from tests.devices.test_framing import pieces
from tests.devices.virtual_time import virtual_time

MILK, NUTS = "6901234567892", "6901234567908"


def gun_on(
    line: MemoryLine, ports: DevicePorts, options: SerialOptions | None = None
) -> tuple[Gun, SerialGun]:
    """A gun whose line the test holds in its hands."""
    chosen = options or SerialOptions()
    made = config("scanner.serial", options=chosen)
    reader, signals = LineReader(chosen), signals_of(chosen)
    driver = Gun(made, ports, line.host, reader, pause_ms=chosen.pause_ms, signals=signals)
    return driver, SerialGun(line, chosen)


def broken(driver: Gun) -> int:
    assert isinstance(driver.reader, LineReader)
    return driver.reader.broken


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
        await soon(lambda: driver.reader.pending)
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
        await soon(lambda: broken(driver))
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


@virtual_time
async def test_the_gun_is_told_what_became_of_its_scan() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports, SerialOptions(signals="powerscan"))
    async with part(driver):
        await desk.said("ok")
        await gun.scan(MILK)
        await soon(lambda: gun.signals)
        desk.refusal = Rejected("not_now")
        await gun.scan(MILK)
        await soon(lambda: len(gun.signals) == 2)
        desk.refusal = StoreError("disk full")
        await gun.scan(MILK)
        await soon(lambda: len(gun.signals) == 3)
        desk.refusal = None
        desk.answer = (CodeRefused(place="place-1", text=NUTS, reason="unknown"),)
        await gun.scan(NUTS)
        await soon(lambda: len(gun.signals) == 4)
    model = SIGNALS["powerscan"]
    assert list(gun.signals) == [model.taken, model.refused, model.refused, model.refused]


@virtual_time
async def test_a_gun_without_signals_is_told_nothing_and_one_that_hangs_is_not_waited_for() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, gun = gun_on(line, desk.ports)
    async with part(driver):
        await desk.said("ok")
        await gun.scan(MILK)
        await desk.until(lambda: desk.heard)
    assert not gun.signals
    desk = Desk()
    options = SerialOptions(taken="07" * 32)
    reader, deaf = LineReader(options), DeafLine()
    driver = Gun(
        config("scanner.serial"), desk.ports, deaf, reader, pause_ms=200, signals=signals_of(options)
    )
    async with part(driver):
        await desk.until(lambda: len(desk.heard) == 2)
        assert deaf.cancelled == 1


class DeafLine:
    """A line that brings two scans, and takes nothing."""

    def __init__(self) -> None:
        self.cancelled = 0
        self._scans = [MILK, NUTS]

    async def open(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Always there."""

    async def read(self) -> bytes:
        if not self._scans:
            await asyncio.Event().wait()
        return self._scans.pop(0).encode() + b"\r"

    async def write(self, data: bytes) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled += 1


def test_signals_are_the_models_and_can_be_written_down() -> None:
    assert signals_of(SerialOptions()).taken == b""
    chosen = signals_of(SerialOptions(signals="datalogic", refused="1b5b34710d"))
    assert (chosen.taken, chosen.refused) == (b"\x01", b"\x1b[4q\r")
    for wrong in ("7", "0x07", "zz", "07" * 33):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"taken": wrong}, SerialOptions)


CUTS = st.lists(st.integers(min_value=0, max_value=600), max_size=12)


@given(
    parts=st.lists(
        st.one_of(st.binary(max_size=40), st.sampled_from([b"]E06901234567892\r\n", b"690\t"])), max_size=12
    ),
    cuts=CUTS,
    ends=st.sampled_from(["line", "cr", "lf", "tab", "pause"]),
)
def test_any_split_of_the_bytes_gives_the_same_scans(parts: list[bytes], cuts: list[int], ends: Ends) -> None:
    data = b"".join(parts)
    options = SerialOptions(ends=ends)
    whole, split = LineReader(options), LineReader(options)
    together = whole.feed(data) + whole.pause()
    apart = [scan for piece in pieces(data, cuts) for scan in split.feed(piece)]
    assert apart + split.pause() == together
    assert not split.pending


@given(garbage=st.binary(max_size=3000), ends=st.sampled_from(["line", "cr", "lf", "tab", "pause"]))
def test_after_garbage_and_silence_the_next_scan_is_the_right_one(garbage: bytes, ends: Ends) -> None:
    options = SerialOptions(ends=ends)
    reader = LineReader(options)
    reader.feed(garbage)
    reader.pause()
    assert (reader.feed(sent(MILK, options)) + reader.pause())[-1] == Scan(text=MILK, symbology="]E0")
