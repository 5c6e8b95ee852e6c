"""A camera on the network, as motion JPEG over HTTP: read, silent, cut off, and taken up again."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import pytest

from devices.ports import check
from devices.registry import build
from devices.scanner.options import EyeOptions
from devices.scanner.scene import Scene
from edge.domain.shelf import ScanCode
from edge.errors import DeviceError, Retry
from tests.devices.desk import Desk, config, ends, part

NUTS = "6901234567908"
FRAMES = 50
FRAME_S = 0.03


def jpegs() -> list[bytes]:
    scene = Scene(640, 360)
    pictures = (scene.picture(number, text=NUTS, passed=number / FRAMES) for number in range(FRAMES))
    return [cv2.imencode(".jpg", picture)[1].tobytes() for picture in pictures]


class NetworkCamera(ThreadingHTTPServer):
    """Serves one scene to everybody who asks; may fall silent, or hang up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Stream)
        self.silent = threading.Event()
        self.hung_up = threading.Event()
        self.frames = jpegs()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def link(self) -> str:
        return f"mjpeg://127.0.0.1:{self.server_port}/video"


class Stream(BaseHTTPRequestHandler):
    server: NetworkCamera

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for frame in itertools.cycle(self.server.frames):
            if self.server.hung_up.wait(FRAME_S):
                return
            if not self.server.silent.is_set():
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + frame + b"\r\n")
                except OSError:
                    return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


@pytest.fixture
def camera() -> Iterator[NetworkCamera]:
    made = NetworkCamera()
    yield made
    made.hung_up.set()
    made.shutdown()
    made.server_close()


async def test_a_camera_on_the_network_scans_and_is_taken_up_again(camera: NetworkCamera) -> None:
    desk = Desk()
    made = config("scanner.camera", link=camera.link, options=EyeOptions(hold_off_ms=60_000))
    device = build(made, desk.ports)
    async with part(device.part) as task:
        await desk.said("ok")
        await desk.until(lambda: desk.heard)
        camera.silent.set()
        await desk.said("down", "camera_no_picture")
        error = await ends(task)
        assert isinstance(error, DeviceError)
        assert "gives no picture" in str(error)
        assert error.retry is Retry.TRANSIENT
    camera.silent.clear()
    desk.reports.clear()
    async with part(device.part) as task:
        await desk.said("ok")
        await desk.until(lambda: len(desk.heard) == 2)
        camera.hung_up.set()
        assert isinstance(await ends(task), DeviceError)
    assert desk.commands == [ScanCode(text=NUTS, symbology="]E0")] * 2


def test_the_doctor_dials_it(camera: NetworkCamera) -> None:
    ((well, sentence, _),) = check(config("scanner.camera", link=camera.link))
    assert (well, "answers at 127.0.0.1" in sentence) == (True, True)
