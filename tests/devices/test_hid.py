"""A gun that plays a keyboard, from its event file to the store, and how it is found."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.address import HidAddress
from devices.device import DevicePorts
from devices.ports import check
from devices.scanner import keyboards
from devices.scanner.codec import ENDS
from devices.scanner.gun import Gun
from devices.scanner.hid_link import HidLink, grab_alone, refused
from devices.scanner.hid_sim import HidGun, typed
from devices.scanner.input_event import event_bytes
from devices.scanner.keyboards import InputFolders, find, there
from devices.scanner.keys import KeyReader
from devices.scanner.options import HidOptions
from edge.domain.shelf import ScanCode
from edge.errors import DeviceError, Rejected, Retry
from tests.devices.desk import Desk, config, ends, part, running
from tests.devices.virtual_time import virtual_time

MILK, NUTS = "6901234567892", "6901234567908"
OPTIONS = HidOptions(aim=False)


def ungrabbed(fileno: int) -> None:
    """A pipe cannot be grabbed."""


class EventFile:
    """A named pipe in the place of an event file, with the gun at its other end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fileno = -1
        self.plug()

    def plug(self) -> None:
        os.mkfifo(self.path)
        self._fileno = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def type(self, text: str) -> None:
        os.write(self._fileno, b"".join(event_bytes(event) for event in typed(text, OPTIONS)))

    def half(self, text: str) -> None:
        self.type(text.removesuffix(ENDS["line"].decode()))

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._fileno)

    def driver(self, ports: DevicePorts) -> Gun:
        link = HidLink(lambda: find(HidAddress(path=str(self.path))), grab=ungrabbed)
        return Gun(config("scanner.hid"), ports, link, KeyReader(OPTIONS), pause_ms=200)


@pytest.fixture
def keyboard(tmp_path: Path) -> Iterator[EventFile]:
    made = EventFile(tmp_path / "usb-gun-event-kbd")
    yield made
    if made.path.exists():
        made.unplug()


async def test_what_is_typed_into_the_event_file_arrives_as_scans(keyboard: EventFile) -> None:
    desk = Desk()
    async with part(keyboard.driver(desk.ports)):
        await desk.said("ok")
        keyboard.type(MILK)
        keyboard.type("Tee-7é")
        await desk.until(lambda: len(desk.heard) == 2)
    assert desk.commands == [ScanCode(text=MILK), ScanCode(text="Tee-7é")]


async def test_unplugged_and_back_under_its_stable_name(keyboard: EventFile) -> None:
    desk = Desk()
    driver = keyboard.driver(desk.ports)
    async with part(driver) as task:
        await desk.said("ok")
        keyboard.unplug()
        error = await ends(task)
        assert "put the gun's plug back" in str(error)
    async with part(driver) as task:
        error = await ends(task)
        assert isinstance(error, DeviceError)
        assert "missing: plug the gun in" in str(error)
        assert error.retry is Retry.TRANSIENT
    keyboard.plug()
    desk.reports.clear()
    async with part(driver):
        await desk.said("ok")
        keyboard.type(NUTS)
        await desk.until(lambda: desk.heard)
    assert desk.commands == [ScanCode(text=NUTS)]


async def test_what_is_no_event_file_cannot_be_grabbed(tmp_path: Path) -> None:
    path = tmp_path / "event9"
    path.touch()
    link = HidLink(lambda: path)
    with pytest.raises(DeviceError, match="no keyboard: name an event file") as caught:
        await link.open()
    assert caught.value.retry is Retry.PERMANENT
    with pytest.raises(DeviceError, match="not open"):
        await link.read()
    with pytest.raises(DeviceError, match="takes no signals"):
        await link.write(b"\x07")
    with path.open() as file, pytest.raises(OSError, match="ioctl"):
        grab_alone(file.fileno())


async def test_a_keyboard_that_another_program_grabbed_is_in_use(keyboard: EventFile) -> None:
    def grabbed(fileno: int) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    link = HidLink(lambda: keyboard.path, grab=grabbed)
    with pytest.raises(DeviceError, match="in use: end the other program"):
        await link.open()


@pytest.mark.parametrize(
    ("number", "says", "retry"),
    [
        (errno.EACCES, "to the group input", Retry.PERMANENT),
        (errno.ENOENT, "plug the gun in", Retry.TRANSIENT),
        (errno.ENODEV, "plug the gun in", Retry.TRANSIENT),
        (errno.ENOTTY, "is no keyboard", Retry.PERMANENT),
        (errno.EMFILE, "does not open (too many)", Retry.TRANSIENT),
    ],
)
def test_each_refusal_names_its_cure(number: int, says: str, retry: Retry) -> None:
    told = refused(Path("/dev/input/event3"), OSError(number, "too many"))
    assert says in str(told)
    assert told.retry is retry


@virtual_time
async def test_the_virtual_gun_types_real_events_for_its_place_only() -> None:
    desk = Desk()
    async with running(desk, config("scanner.hid", place="returns-1")) as device:
        gun = device.sim
        assert isinstance(gun, HidGun)
        await desk.said("ok")
        await gun.scan("会员-" + "9" * 590)
        await gun.scan(MILK)
        await desk.until(lambda: len(desk.heard) == 2)
        assert gun.state == MILK
    assert [actor.place for _, actor in desk.heard] == ["returns-1"] * 2
    assert desk.commands == [
        ScanCode(text="会员-" + "9" * 590, symbology="]Q1"),
        ScanCode(text=MILK, symbology="]E0"),
    ]


@virtual_time
async def test_the_virtual_gun_without_power_reads_nothing() -> None:
    desk = Desk()
    async with running(desk, config("scanner.hid")) as device:
        gun = device.sim
        assert isinstance(gun, HidGun)
        await desk.said("ok")
        await gun.set_plugged(plugged=False)
        with pytest.raises(Rejected, match="unplugged"):
            await gun.scan(MILK)
        assert not gun.plugged


# --- finding it ---

KEYS = "10000 7 ff800000000007ff febeffdff3cfffff fffffffffffffffe"
NO_DIGITS = (
    "3f000301ff 0 0 483ffff17aff32d bfd4444600000000 1 130c730b17c000 267bfad9415fed 9e168000004400 10000002"
)


def plugged(folders: InputFolders, number: int, *, ids: str, uniq: str = "", keys: str = KEYS) -> Path:
    device = folders.sysfs / f"event{number}" / "device"
    for folder in ("id", "capabilities"):
        (device / folder).mkdir(parents=True)
    vendor, product = ids.split(":")
    (device / "id" / "vendor").write_text(f"{vendor}\n")
    (device / "id" / "product").write_text(f"{product}\n")
    (device / "uniq").write_text(f"{uniq}\n")
    (device / "capabilities" / "key").write_text(f"{keys}\n")
    return folders.dev / f"event{number}"


@pytest.fixture
def folders(tmp_path: Path) -> InputFolders:
    made = InputFolders(sysfs=tmp_path / "sys", dev=tmp_path / "dev", by_id=tmp_path / "by-id")
    for folder in (made.sysfs, made.dev, made.by_id):
        folder.mkdir()
    return made


def test_a_gun_is_found_by_its_usb_ids_whatever_its_event_number(folders: InputFolders) -> None:
    plugged(folders, 0, ids="046d:c31c")
    plugged(folders, 3, ids="0c2e:0b61", keys=NO_DIGITS)
    at = plugged(folders, 11, ids="0c2e:0b61", uniq="S1")
    assert find(HidAddress(vendor=0x0C2E, product=0x0B61), folders) == at
    assert find(HidAddress(vendor=0x0C2E, product=0x0B61, serial="S1"), folders) == at
    with pytest.raises(DeviceError, match="No keyboard 0c2e:0b62 is there") as caught:
        find(HidAddress(vendor=0x0C2E, product=0x0B62), folders)
    assert caught.value.retry is Retry.TRANSIENT


def test_two_alike_are_told_apart_by_their_serial_numbers(folders: InputFolders) -> None:
    plugged(folders, 1, ids="0c2e:0b61", uniq="S1")
    second = plugged(folders, 2, ids="0c2e:0b61", uniq="S2")
    with pytest.raises(DeviceError, match=r"add its serial number to the link \(S1, S2\)") as caught:
        find(HidAddress(vendor=0x0C2E, product=0x0B61), folders)
    assert caught.value.retry is Retry.PERMANENT
    assert find(HidAddress(vendor=0x0C2E, product=0x0B61, serial="S2"), folders) == second


def test_two_alike_without_serial_numbers_are_named_by_path(folders: InputFolders) -> None:
    for number in (1, 2):
        plugged(folders, number, ids="0c2e:0b61")
    with pytest.raises(DeviceError, match="name each by its path"):
        find(HidAddress(vendor=0x0C2E, product=0x0B61), folders)


def test_the_doctor_finds_a_missing_keyboard_and_names_those_there(
    folders: InputFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = config("scanner.hid", link="hid:///dev/input/by-id/usb-none-event-kbd")
    monkeypatch.setattr(keyboards, "HERE", folders)
    ((well, sentence, cure),) = check(made)
    assert (well, "is missing" in sentence, "no keyboard is there now" in cure) == (False, True, True)
    (folders.by_id / "usb-gun-event-kbd").touch()
    assert "usb-gun-event-kbd" in check(made)[0][2]
    assert str(folders.by_id / "usb-gun-event-kbd") in there(folders)
    ((well, sentence, _),) = check(config("scanner.hid", link="hid://0c2e:0b61"))
    assert (well, "No keyboard 0c2e:0b61" in sentence) == (False, True)


def test_the_doctor_names_the_group_and_an_unstable_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "input").mkdir()
    path = tmp_path / "input" / "event7"
    path.touch()
    assert [well for well, *_ in check(config("scanner.hid", link=f"hid://{path}"))] == [True, False]
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open everything
    found = check(config("scanner.hid", link=f"hid://{path}"))
    assert any("no stable name" in sentence for _, sentence, _ in found)
    well, sentence, cure = found[-1]
    assert (well, "may not be opened" in sentence, "to the group" in cure) == (False, True, True)
