"""A scanning camera at full speed: what it leaves of the loop, what it reads, what an empty frame costs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from devices.device import DevicePorts, VirtualGun
from devices.registry import build, options_of
from edge.app.ports import HealthState
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import gtin
from edge.config import DeviceConfig
from edge.domain.message import Actor, Command, Event
from edge.domain.shelf import ScanCode
from edge.errors import EdgeError
from edge.runtime.bus import SWITCH_S
from edge.runtime.clock import SystemClock

SECONDS = 12.0
FPS = 25
NAP_S = 0.002  # between two looks at the loop
WARM_UP_S = 0.5
LABEL_S = 1.8  # from one label to the next
EMPTY_FRAMES, ROUNDS = 100, 5
DRIVER = "scanner.camera"


class Ledger:
    """The store, as far as a camera knows it."""

    def __init__(self, clock: SystemClock) -> None:
        self.read: set[str] = set()
        self.well = asyncio.Event()
        self.ports = DevicePorts(dispatch=self._dispatch, clock=clock, report=self._report)

    async def _dispatch(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        if isinstance(command, ScanCode):
            self.read.add(command.text)
        return ()

    def _report(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        if state == "ok":
            self.well.set()


async def measure(folder: Path, clock: SystemClock, *, seconds: float = SECONDS) -> list[Figure]:
    """720p at 25 frames a second, a label always passing."""
    sys.setswitchinterval(SWITCH_S)  # as the store's own bus has it
    empty_ms = await asyncio.to_thread(_empty_ms, clock)
    ledger = Ledger(clock)
    options = options_of()[DRIVER]()
    device = build(
        DeviceConfig(id="camera-1", driver=DRIVER, place="kiosk-1", link="sim", options=options), ledger.ports
    )
    gun: object = device.sim
    if not isinstance(gun, VirtualGun):
        raise EdgeError('a camera needs OpenCV: install store-edge with the extra "vision"')
    running = asyncio.create_task(device.part.run())
    try:
        await ledger.well.wait()
        shown = asyncio.create_task(_labels(gun, seconds))
        gaps_ms, looked = await _gaps(clock, device.part, seconds)
        labels = await shown
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return [
        Figure(name="camera_loop_gap_p99_ms", value=percentile(gaps_ms, 99), unit="ms", most=10),
        Figure(name="camera_loop_gap_most_ms", value=max(gaps_ms), unit="ms"),
        Figure(name="camera_empty_frame_ms", value=empty_ms, unit="ms", most=3),
        Figure(name="camera_fps", value=looked / seconds, unit="/s", least=FPS - 1),
        Figure(name="camera_labels_read", value=len(ledger.read & labels) / len(labels), least=1),
    ]


async def _labels(gun: VirtualGun, seconds: float) -> set[str]:
    """One label after the other; those that have passed when time is up."""
    labels = [gtin(number) for number in range(max(1, int(seconds / LABEL_S)))]
    for label in labels:
        await gun.scan(label)
        await asyncio.sleep(LABEL_S)
    return set(labels)


async def _gaps(clock: SystemClock, part: object, seconds: float) -> tuple[list[float], int]:
    """How late the loop woke each time, in ms, and how many frames were looked at meanwhile."""
    await asyncio.sleep(WARM_UP_S)
    before = _looked(part)
    end_s = clock.monotonic() + seconds
    gaps_ms: list[float] = []
    while (began_s := clock.monotonic()) < end_s:
        await asyncio.sleep(NAP_S)
        gaps_ms.append(1000 * (clock.monotonic() - began_s - NAP_S))
    return gaps_ms, _looked(part) - before


def _looked(part: object) -> int:
    from devices.scanner.camera import CameraScanner  # noqa: PLC0415 - loads OpenCV, which is an extra

    return part.view.shown if isinstance(part, CameraScanner) else 0


def _empty_ms(clock: SystemClock) -> float:
    """Of the calmest round: other programs' time is not the camera's."""
    from devices.scanner.eye import Eye  # noqa: PLC0415 - loads OpenCV, which is an extra
    from devices.scanner.scene import Scene  # noqa: PLC0415

    scene, eye = Scene(1280, 720), Eye()
    frames = [scene.picture(number) for number in range(EMPTY_FRAMES)]
    rounds: list[float] = []
    for _ in range(ROUNDS):
        began_s = clock.monotonic()
        for frame in frames:
            eye.look(frame)
        rounds.append(1000 * (clock.monotonic() - began_s) / len(frames))
    return min(rounds)
