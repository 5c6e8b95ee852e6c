"""A virtual plate camera: pushes reads and signs of life over real HTTP, keeps reads while unplugged."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

import aiohttp
import msgspec

from devices.device import Watchers
from devices.gate.options import CameraOptions
from devices.gate.vzenith import COLOR_CODES, COLORS, PlateRead, push_bytes
from edge.app.ports import Clock, Part
from edge.domain.parking import PLATE_MAX
from edge.errors import DeviceError, Rejected

OFFLINE_READS = 32  # the oldest go first
ANSWER_S = 10.0
CONFIDENCE = 96
SIM_SERIAL = "5e7d1a90-51b0ca4e"

log = logging.getLogger(__name__)


class PushingCamera:
    """`address` says where to push, '' while nobody listens. `state` is the last plate it saw."""

    kind = "camera"

    def __init__(self, address: Callable[[], str], options: CameraOptions, clock: Clock) -> None:
        self._address, self._options, self._clock = address, options, clock
        self._offline: deque[PlateRead] = deque(maxlen=OFFLINE_READS)
        self._watchers = Watchers()
        self._reads = 0
        self.plugged = True
        self.state = ""

    async def run(self) -> None:
        """Say that it lives, three times in the span after which it would count as silent."""
        while True:
            if self.plugged and self._address():
                try:
                    await self._post(self._address().rstrip("/") + "/alive", b"")
                except DeviceError as error:
                    log.info("virtual camera: %s", error)
            await asyncio.sleep(self._options.alive_s / 3)

    async def set_plugged(self, *, plugged: bool) -> None:
        """Plugged in again it pushes what it saw meanwhile, as replayed."""
        self.plugged = plugged
        self._watchers.tell()
        with suppress(Rejected):  # the rest is pushed with the next plug
            while self.plugged and self._offline and self._address():
                await self._push(self._offline.popleft())

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    async def plate(self, plate: str, color: str) -> None:
        """See a plate and push it; `Rejected` where it is no plate, or the push was not taken."""
        if not 0 < len(plate.strip()) <= PLATE_MAX:
            raise Rejected("plate")
        self._reads += 1
        read = PlateRead(
            serial=self._options.serial or SIM_SERIAL,
            plate=plate.strip(),
            color=COLORS[COLOR_CODES.get(color, 0)],
            confidence=CONFIDENCE,
            seen_ms=self._clock.now_ms(),
            replayed=False,
            fake=False,
            read_id=self._reads,
        )
        self.state = plate.strip()
        self._watchers.tell()
        if self.plugged:
            await self._push(read)
        else:
            self._offline.append(msgspec.structs.replace(read, replayed=True))

    async def _push(self, read: PlateRead) -> None:
        try:
            await self._post(self._address(), push_bytes(read))
        except DeviceError as error:
            self._offline.appendleft(msgspec.structs.replace(read, replayed=True))
            raise Rejected("camera_not_heard", why=str(error)) from error

    async def _post(self, address: str, body: bytes) -> None:
        if not address:
            raise DeviceError("Nobody listens to the virtual camera: its driver is not running.")
        timeout = aiohttp.ClientTimeout(total=ANSWER_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(address, data=body) as got,
            ):
                answer = await got.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeviceError(f"{address} does not take the push: {error}") from error
        if got.status != HTTPStatus.OK:
            raise DeviceError(f"{address} answered {got.status}")
        log.debug("virtual camera was answered %s", answer)


class WithCamera:
    """The driver and its virtual camera as one part: they start and end together."""

    def __init__(self, driver: Part, camera: PushingCamera) -> None:
        self.name = driver.name
        self._driver, self._camera = driver, camera

    async def run(self) -> None:
        living = asyncio.create_task(self._camera.run(), name=f"{self.name} camera")
        try:
            await self._driver.run()
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
