"""The driver of a scanning camera: a thread takes frames, one looks at the newest, the loop hands over."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future

from devices.device import DevicePorts
from devices.scanner.agree import Agreement
from devices.scanner.alive import TICK_S, Alive, Look, Pulse
from devices.scanner.codec import Scan
from devices.scanner.engines import Grey
from devices.scanner.eye import Eye
from devices.scanner.frames import Frames, Latest
from devices.scanner.gates import Glimpse, glimpse
from devices.scanner.handover import Handover
from devices.scanner.options import EyeOptions
from devices.scanner.sight import Reading
from devices.scanner.view import CameraView
from edge.app.ports import HealthState
from edge.config import DeviceConfig
from edge.errors import DeviceError

WAIT_S = 0.2  # how long a thread sleeps before it asks whether it should end
END_S = 2.0  # how long ending threads are waited for
NICE = 5  # of the thread that looks: the loop, with pages and payments on it, goes first
NEWS_MAX = 16  # frames with codes that the loop has not heard of yet; the next ones tell the same
_STATES: dict[Alive, HealthState] = {
    "ok": "ok",
    "camera_dark": "degraded",
    "camera_still": "down",
    "camera_no_picture": "down",
}


class CameraScanner:
    """One camera at one place. What it sees last is in `view`."""

    def __init__(
        self,
        config: DeviceConfig,
        options: EyeOptions,
        ports: DevicePorts,
        frames: Frames,
        *,
        view: CameraView | None = None,
    ) -> None:
        self.name = config.id
        self.view = view or CameraView()
        self._options, self._ports, self._frames = options, ports, frames
        self._handover = Handover(config, ports)
        self._shift: Shift | None = None

    async def run(self) -> None:
        """Until the camera is gone or stands still for long (`DeviceError`), or the task is cancelled."""
        if self._shift is not None and self._shift.running:
            raise DeviceError(f"{self.name} still hangs in its last picture: pull its plug and put it back.")
        clock = self._ports.clock
        shift = self._shift = Shift(self._frames, self.view)
        agreement = Agreement(hold_off_s=self._options.hold_off_ms / 1000)
        pulse = Pulse(at_s=clock.monotonic(), still_ok=self._options.still_ok)
        shift.start()
        try:
            due_s = clock.monotonic() + TICK_S
            while True:
                for at_s, seen in await shift.news(max(0.0, due_s - clock.monotonic())):
                    for one in agreement.scans(seen, at_s):
                        await self._handover.give(Scan(text=one.text, symbology=one.symbology))
                if clock.monotonic() >= due_s:
                    due_s = clock.monotonic() + TICK_S
                    self._tell(pulse, shift.look(clock.monotonic()))
        finally:
            await shift.end()

    def _tell(self, pulse: Pulse, look: Look) -> None:
        alive = pulse.felt(look)
        if alive:
            self._ports.report(self.name, _STATES[alive], "" if alive == "ok" else alive)
        if pulse.hopeless:
            cure = "pull its plug and put it back if this does not end"
            raise DeviceError(f"The picture of {self.name} stands still: it is opened anew; {cure}.")


class Shift:
    """The two threads between one opening and its end."""

    def __init__(self, frames: Frames, view: CameraView) -> None:
        self._frames, self._view = frames, view
        self._latest = Latest()
        self._glimpse = Glimpse(mark=0, dark=False)
        self._stop = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Queue[tuple[float, list[Reading]]] = asyncio.Queue(maxsize=NEWS_MAX)
        self._failed: Future[None] = Future()
        self._threads = [
            threading.Thread(target=self._guarded, args=(work,), daemon=True)
            for work in (self._take, self._see)
        ]

    @property
    def running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    async def end(self) -> None:
        """A thread that hangs in its camera ends by itself, later."""
        self._stop.set()
        await asyncio.to_thread(self._joined)

    async def news(self, wait_s: float) -> list[tuple[float, list[Reading]]]:
        """Frames with codes as soon as there is one, none after `wait_s`. Raises a thread's failure."""
        if self._failed.done():
            self._failed.result()
        try:
            async with asyncio.timeout(wait_s):
                found = [await self._news.get()]
        except TimeoutError:
            return []
        while not self._news.empty():
            found.append(self._news.get_nowait())
        return found

    def look(self, at_s: float) -> Look:
        seen = self._glimpse
        return Look(at_s=at_s, frames=self._latest.came, mark=seen.mark, dark=seen.dark)

    def _joined(self) -> None:
        for thread in self._threads:
            thread.join(END_S)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again where the driver runs
            self._stop.set()
            if not self._failed.done():
                self._failed.set_exception(error)

    def _take(self) -> None:
        try:
            self._frames.open()
            while not self._stop.is_set():
                frame = self._frames.grab()
                if frame is not None:
                    self._glimpse = glimpse(frame)
                    self._latest.put(frame)
        finally:
            self._frames.close()

    def _see(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        eye = Eye()
        while not self._stop.is_set():
            frame = self._latest.take(WAIT_S)
            if frame is not None:
                self._seen(frame, eye.look(frame))

    def _seen(self, frame: Grey, seen: list[Reading]) -> None:
        at_s = self._loop.time()
        self._view.show(frame, seen, at_s)
        if seen and not self._stop.is_set():
            self._loop.call_soon_threadsafe(self._told, at_s, seen)

    def _told(self, at_s: float, seen: list[Reading]) -> None:
        if not self._news.full():
            self._news.put_nowait((at_s, seen))
