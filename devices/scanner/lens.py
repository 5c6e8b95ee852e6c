"""A camera as a scanner, built: real, virtual, or blind where this machine has no OpenCV."""

from __future__ import annotations

from devices.address import SimAddress, VideoAddress, parse_link
from devices.device import Device, DevicePorts, typed
from devices.scanner.options import EyeOptions
from devices.scanner.video import VideoFrames, opencv
from edge.config import DeviceConfig
from edge.errors import ConfigError, DeviceError


class Blind:
    """A camera that this machine cannot see through; it says why and the shop goes on."""

    def __init__(self, name: str, trouble: DeviceError) -> None:
        self.name = name
        self._trouble = trouble

    async def run(self) -> None:
        raise self._trouble


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    options = typed(config, EyeOptions)
    address = parse_link(config.link)
    if not isinstance(address, SimAddress | VideoAddress):
        known = "v4l2:///dev/v4l/by-id/NAME, rtsp://, mjpeg://, file:///PATH or sim"
        raise ConfigError([("link", f"is no camera: write {known}")])
    if bool(options.user) != bool(options.password_file):
        raise ConfigError([("options.password_file", "and user belong together: give both, or neither")])
    try:
        opencv()
    except DeviceError as error:
        return Device(part=Blind(config.id, error))
    from devices.scanner.camera import CameraScanner  # noqa: PLC0415 - loads OpenCV, which is an extra
    from devices.scanner.camera_sim import SimCamera  # noqa: PLC0415
    from devices.scanner.view import CameraView  # noqa: PLC0415

    view = CameraView()
    if isinstance(address, VideoAddress):
        frames = VideoFrames(address, options)
        return Device(part=CameraScanner(config, options, ports, frames, view=view))
    sim = SimCamera(options, view, ports.clock.monotonic)
    return Device(part=CameraScanner(config, options, ports, sim, view=view), sim=sim)
