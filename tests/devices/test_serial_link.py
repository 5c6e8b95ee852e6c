"""A serial port that does not open, or vanishes: each case says what to do."""

from __future__ import annotations

import errno
import os
import pty
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from devices.address import SerialAddress
from devices.serial_link import SerialLink, refused
from edge.errors import DeviceError, Retry


@pytest.fixture
def port() -> Iterator[str]:
    master, slave = pty.openpty()
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


async def opened(path: str) -> SerialLink:
    link = SerialLink(SerialAddress(path=path))
    await link.open()
    return link


async def test_a_missing_port_asks_for_its_plug(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="missing: plug the device in") as caught:
        await opened(str(tmp_path / "ttyUSB7"))
    assert caught.value.retry is Retry.TRANSIENT


async def test_a_port_held_by_another_program_is_busy(port: str) -> None:
    with (
        serial.Serial(port, exclusive=True),
        pytest.raises(DeviceError, match="in use: end the other") as caught,
    ):
        await opened(port)
    assert caught.value.retry is Retry.TRANSIENT


async def test_a_port_is_ours_alone_while_it_is_open(port: str) -> None:
    link = await opened(port)
    with pytest.raises(DeviceError, match="in use"):
        await opened(port)
    await link.close()
    await (await opened(port)).close()


async def test_a_file_is_no_port(tmp_path: Path) -> None:
    path = tmp_path / "ttyUSB0"
    path.write_bytes(b"")
    with pytest.raises(DeviceError, match="settings: correct baud") as caught:
        await opened(str(path))
    assert caught.value.retry is Retry.PERMANENT


@pytest.mark.parametrize(
    ("error", "says", "retry"),
    [
        (serial.SerialException(errno.EACCES, "could not open"), "dialout", Retry.PERMANENT),
        (serial.SerialException("[Errno 13] Permission denied: '/dev/x'"), "dialout", Retry.PERMANENT),
        (serial.SerialException(errno.ENOENT, "could not open"), "plug the device in", Retry.TRANSIENT),
        (serial.SerialException(errno.ENODEV, "could not open"), "plug the device in", Retry.TRANSIENT),
        (serial.SerialException(errno.EBUSY, "could not open"), "in use", Retry.TRANSIENT),
        (ValueError("Not a valid baudrate"), "settings", Retry.PERMANENT),
        (termios.error(errno.EINVAL, "Invalid argument"), "settings", Retry.PERMANENT),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files", Retry.TRANSIENT),
    ],
)
def test_each_refusal_names_its_cure(error: Exception, says: str, retry: Retry) -> None:
    told = refused("/dev/x", error)
    assert says in str(told)
    assert told.retry is retry
