"""What the doctor says of a device's line."""

from __future__ import annotations

import os
import pty
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from devices import ports
from devices.ports import check
from tests.devices.desk import config


@pytest.fixture
def port() -> Iterator[str]:
    master, slave = pty.openpty()
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_virtual_device_is_well() -> None:
    assert check(config("scanner.serial")) == [(True, "device-1: a virtual device", "")]


def test_a_port_that_opens_is_well(port: str) -> None:
    findings = check(config("scanner.serial", link=f"serial://{port}?baud=115200"))
    assert [well for well, _, _ in findings] == [True, True]
    assert "115200 8N1" in findings[1][1]


def test_a_missing_port_names_those_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = config("scanner.serial", link=f"serial://{tmp_path}/gone")
    monkeypatch.setattr(ports, "BY_ID", tmp_path / "by-id")
    ((well, sentence, cure),) = check(made)
    assert (well, "is missing" in sentence, "no serial port is there" in cure) == (False, True, True)
    (tmp_path / "by-id").mkdir()
    (tmp_path / "by-id" / "usb-gun").touch()
    assert "usb-gun" in check(made)[0][2]


def test_a_busy_port_says_so(port: str) -> None:
    with serial.Serial(port, exclusive=True):
        well, sentence, cure = check(config("printer.escpos", link=f"serial://{port}"))[-1]
    assert not well
    assert "in use" in sentence or "is in use" in sentence
    assert "end the other program" in cure


def test_a_name_that_changes_at_a_replug_is_named(tmp_path: Path, port: str) -> None:
    (tmp_path / "ttyUSB0").symlink_to(port)
    findings = check(config("scanner.serial", link=f"serial://{tmp_path}/ttyUSB0"))
    assert any(not well and "stable" in sentence for well, sentence, _ in findings)


def test_a_port_without_permission_names_its_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ttyS9"
    path.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open everything
    well, _, cure = check(config("scanner.serial", link=f"serial://{path}"))[-1]
    assert not well
    assert "to the group" in cure


def test_settings_that_no_port_takes_do_not_heal(tmp_path: Path) -> None:
    path = tmp_path / "ttyS9"
    path.touch()
    well, sentence, cure = check(config("scanner.serial", link=f"serial://{path}"))[-1]
    assert not well
    assert "settings" in sentence
    assert "does not heal by itself" in cure


def test_an_address_on_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = f"127.0.0.1:{server.getsockname()[1]}"
        assert check(config("printer.escpos", link=f"tcp://{here}"))[0][0]
        ((well, sentence, _),) = check(config("camera.vzenith", link=f"http://{here}"))
        assert (well, "cannot be taken" in sentence) == (False, True)
    ((well, sentence, cure),) = check(config("printer.escpos", link=f"tcp://{here}"))
    assert (well, "refuses" in sentence, "is on and listens" in cure) == (False, True, True)
    assert check(config("camera.vzenith", link=f"http://{here}"))[0][0]


def test_a_link_that_is_none() -> None:
    ((well, sentence, cure),) = check(config("printer.escpos", link="usb"))
    assert (well, "link is wrong" in sentence, "tcp://" in cure) == (False, True, True)
