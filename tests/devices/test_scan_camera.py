"""The driver of a scanning camera, before a drawn shelf and before a film."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.address import VideoAddress
from devices.device import Device
from devices.ports import check
from devices.registry import build
from devices.scanner.camera import CameraScanner
from devices.scanner.camera_sim import LABELS_MAX, SimCamera
from devices.scanner.engines import Grey
from devices.scanner.lens import Blind
from devices.scanner.options import EyeOptions
from devices.scanner.scene import Scene
from devices.scanner.video import VideoFrames
from edge.app.ports import HealthState
from edge.domain.shelf import ScanCode
from edge.errors import ConfigError, DeviceError, Rejected, Retry
from tests.devices.desk import Desk, config, ends, part, running

MILK, NUTS = "6901234567892", "6901234567908"
SMALL = EyeOptions(fps=40, width=800, height=450)


def sim_of(device: Device) -> SimCamera:
    assert isinstance(device.sim, SimCamera)
    return device.sim


async def test_labels_that_pass_are_scans_of_the_cameras_place_once_each() -> None:
    desk = Desk()
    async with running(desk, config("scanner.camera", place="kiosk-1", options=SMALL)) as device:
        await desk.said("ok")
        await sim_of(device).scan(MILK)
        await sim_of(device).scan("https://shop.example/7")
        await desk.until(lambda: len(desk.heard) == 2)
        assert sim_of(device).view().startswith(b"\xff\xd8")
    assert [command.text for command in desk.commands if isinstance(command, ScanCode)] == [
        MILK,
        "https://shop.example/7",
    ]
    assert {actor.place for _, actor in desk.heard} == {"kiosk-1"}


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("still", "down", "camera_still"),
        ("black", "degraded", "camera_dark"),
        ("silent", "down", "camera_no_picture"),
    ],
)
async def test_a_fault_is_noticed_and_its_end_too(fault: str, state: HealthState, code: str) -> None:
    desk = Desk()
    async with running(desk, config("scanner.camera", options=SMALL)) as device:
        await desk.said("ok")
        sim_of(device).set_fault(fault)
        await desk.said(state, code)  # within two seconds, as the pulse's own tests prove
        sim_of(device).set_fault("")
        await desk.said("ok")
        await sim_of(device).scan(MILK)
        await desk.until(lambda: desk.heard)


async def test_unplugged_it_fails_at_once_and_is_taken_up_again() -> None:
    desk = Desk()
    device = build(config("scanner.camera", options=SMALL), desk.ports)
    async with part(device.part) as task:
        await desk.said("ok")
        await sim_of(device).set_plugged(plugged=False)
        error = await ends(task)
        assert isinstance(error, DeviceError)
        assert error.retry is Retry.TRANSIENT
        with pytest.raises(Rejected, match="unplugged"):
            await sim_of(device).scan(MILK)
    async with part(device.part) as task:
        assert "put its plug back" in str(await ends(task))
    await sim_of(device).set_plugged(plugged=True)
    desk.reports.clear()
    async with part(device.part):
        await desk.said("ok")
        await sim_of(device).scan(NUTS)
        await desk.until(lambda: desk.heard)
    assert [command.text for command in desk.commands if isinstance(command, ScanCode)] == [NUTS]


async def test_only_so_many_labels_wait_and_only_known_faults_are_set() -> None:
    device = build(config("scanner.camera", options=SMALL), Desk().ports)
    for _ in range(LABELS_MAX):
        await sim_of(device).scan(MILK)
    with pytest.raises(Rejected, match="busy"):
        await sim_of(device).scan(MILK)
    with pytest.raises(Rejected, match="no_fault"):
        sim_of(device).set_fault("bent")


class Hanging:
    """A camera whose driver never comes back from its first picture until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def open(self) -> None:
        """Opens well."""

    def grab(self) -> Grey | None:
        self.let_go.wait(30)
        return None

    def close(self) -> None:
        """Closes well."""


async def test_a_camera_that_hangs_is_said_to_and_is_not_opened_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("devices.scanner.camera.END_S", 0.05)
    desk, hanging = Desk(), Hanging()
    driver = CameraScanner(config("scanner.camera"), SMALL, desk.ports, hanging)
    async with part(driver):
        await desk.said("down", "camera_no_picture")
    async with part(driver) as task:
        assert "still hangs" in str(await ends(task))
    hanging.let_go.set()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a label that passes, as motion JPEG."""
    path = tmp_path_factory.mktemp("film") / "shelf.avi"
    scene = Scene(800, 450)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (800, 450))
    for number in range(50):
        frame = scene.picture(number, text=NUTS, passed=number / 50)
        writer.write(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


async def test_a_film_is_a_camera(film: Path) -> None:
    desk = Desk()
    made = config("scanner.camera", link=f"file://{film}", options=EyeOptions(fps=60, still_ok=True))
    async with running(desk, made) as device:
        assert device.sim is None
        await desk.until(lambda: desk.heard)
    assert desk.commands[0] == ScanCode(text=NUTS, symbology="]E0")
    assert check(made)[0][0]


def test_a_film_starts_anew_at_its_end(film: Path) -> None:
    frames = VideoFrames(VideoAddress(url=str(film), local=True), EyeOptions(fps=60))
    frames.open()
    taken = [frames.grab() for _ in range(55)]
    frames.close()
    assert all(isinstance(frame, np.ndarray) and frame.shape == (450, 800) for frame in taken)


async def test_a_missing_camera_and_one_that_is_none_name_their_cure(tmp_path: Path) -> None:
    made = config("scanner.camera", link=f"v4l2://{tmp_path}/usb-cam")
    device = build(made, Desk().ports)
    async with part(device.part) as task:
        error = await ends(task)
    assert isinstance(error, DeviceError)
    assert "is missing: plug it in" in str(error)
    ((well, sentence, cure),) = check(made)
    assert (well, "is missing" in sentence, "plug it in" in cure) == (False, True, True)
    (tmp_path / "no.avi").write_bytes(b"no film")
    device = build(config("scanner.camera", link=f"file://{tmp_path}/no.avi"), Desk().ports)
    async with part(device.part) as task:
        assert "does not open" in str(await ends(task))


async def test_an_address_nobody_answers_at() -> None:
    ((well, sentence, cure),) = check(config("scanner.camera", link="mjpeg://127.0.0.1:9/video"))
    assert (well, "127.0.0.1:9 does not answer" in sentence, "is on" in cure) == (False, True, True)


def test_an_account_is_told_to_the_camera_alone(tmp_path: Path) -> None:
    secret = tmp_path / "camera"
    secret.write_text("p@ss word\n")
    secret.chmod(0o600)
    address = VideoAddress(url="rtsp://10.0.0.9:554/stream")
    frames = VideoFrames(address, EyeOptions(user="edge", password_file=str(secret)))
    assert frames._opened_url() == "rtsp://edge:p%40ss%20word@10.0.0.9:554/stream"
    with pytest.raises(ConfigError, match="belong together"):
        build(config("scanner.camera", options=EyeOptions(user="edge")), Desk().ports)
    with pytest.raises(ConfigError, match="is no camera"):
        build(config("scanner.camera", link="tcp://127.0.0.1:1"), Desk().ports)


async def test_without_opencv_the_camera_is_blind_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    device = build(config("scanner.camera"), Desk().ports)
    assert isinstance(device.part, Blind)
    with pytest.raises(DeviceError, match='the extra "vision"') as caught:
        await device.part.run()
    assert caught.value.retry is Retry.PERMANENT
    assert not check(config("scanner.camera", link="mjpeg://127.0.0.1:9/video"))[0][0]
