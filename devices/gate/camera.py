"""The driver of a plate camera that pushes over HTTP: a small server of its own, for one lane."""

from __future__ import annotations

import asyncio
import errno
import logging

import msgspec
from aiohttp import web

from devices.address import HttpAddress, SimAddress, parse_link
from devices.device import Device, DevicePorts, actor_at, typed
from devices.gate.camera_sim import PushingCamera, WithCamera
from devices.gate.options import CameraOptions
from devices.gate.vzenith import PlateRead, read_push, reply
from edge.app.ports import HealthState
from edge.config import DeviceConfig
from edge.domain.parking import PlateSeen
from edge.errors import ConfigError, DeviceError, Rejected, Retry, StoreError

PUSH_BYTES = 4_000_000  # a read with two pictures in base64
PUSH_S = 10.0  # for a body to arrive
PUSHES_AT_ONCE = 8
IDLE_CONNECTION_S = 30.0
LOOPBACK = "127.0.0.1"
LOOPBACKS = (LOOPBACK, "::1", "localhost")
SIM_ALIVE_S = 6.0

log = logging.getLogger(__name__)


class PushCamera:
    """Listens where its link says and turns each push into PlateSeen of its lane.

    `bound` is the address once it listens. A camera not heard of for `alive_s` is reported silent.
    """

    def __init__(
        self, config: DeviceConfig, options: CameraOptions, ports: DevicePorts, address: HttpAddress
    ) -> None:
        self.name = config.id
        self._place, self._options, self._ports, self._address = config.place, options, ports, address
        self._actor = actor_at(config.place)
        self._heard = asyncio.Event()
        self._pushing = 0
        self.bound = ""

    async def run(self) -> None:
        """Until cancelled; an address that cannot be taken is a `DeviceError`."""
        app = web.Application(client_max_size=PUSH_BYTES)
        app.router.add_post(self._options.path, self._pushed)
        app.router.add_post(self._options.path.rstrip("/") + "/alive", self._alive)
        runner = web.AppRunner(app, access_log=None, keepalive_timeout=IDLE_CONNECTION_S)
        await runner.setup()
        try:
            await self._listen(runner)
            self._ports.report(self.name, *self._state())
            while True:
                await self._watch()
        finally:
            self.bound = ""
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        host, port = self._address.host, self._address.port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise not_bound(host, port, error) from error
        self.bound = f"http://{host}:{runner.addresses[0][1]}{self._options.path}"

    async def _watch(self) -> None:
        """One span of silence or one sign of life."""
        self._heard.clear()
        try:
            async with asyncio.timeout(self._options.alive_s or None):
                await self._heard.wait()
        except TimeoutError:
            self._ports.report(self.name, "down", "camera_silent", f"{self._options.alive_s:g}")
        else:
            self._ports.report(self.name, *self._state())

    def _state(self) -> tuple[HealthState, str]:
        """A lane that the whole network may open, since no camera's number is asked for, is not well."""
        open_to_all = not self._options.serial and self._address.host not in LOOPBACKS
        return ("degraded", "camera_unnamed") if open_to_all else ("ok", "")

    async def _alive(self, request: web.Request) -> web.Response:
        """A heartbeat; what it says is not read."""
        self._heard.set()
        return web.Response()

    async def _pushed(self, request: web.Request) -> web.Response:
        if self._pushing >= PUSHES_AT_ONCE:
            raise web.HTTPServiceUnavailable
        self._pushing += 1
        try:
            async with asyncio.timeout(PUSH_S):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        finally:
            self._pushing -= 1
        read = read_push(body)
        if read is None:
            log.warning("%s: a push that is no plate read, %d bytes", self.name, len(body))
            raise web.HTTPBadRequest
        if self._options.serial and read.serial != self._options.serial:
            log.warning("%s: a push of another camera, %r", self.name, read.serial[:64])
            raise web.HTTPForbidden
        self._heard.set()
        await self._seen(read)
        return web.Response(body=reply(read), content_type="application/json", charset="utf-8")

    async def _seen(self, read: PlateRead) -> None:
        """Tell the store. What it refuses is answered all the same; what it cannot keep, the camera keeps."""
        if read.fake or not read.plate or read.confidence < self._options.confidence:
            log.info("%s: left alone: fake %s, confidence %d", self.name, read.fake, read.confidence)
            return
        command = PlateSeen(
            lane=self._place,
            plate=read.plate,
            color=read.color,
            confidence=read.confidence,
            seen_ms=read.seen_ms,
            replayed=read.replayed,
        )
        key = f"{self.name}:{read.seen_ms}:{read.plate}" if read.seen_ms else ""
        try:
            await self._ports.dispatch(command, actor=self._actor, key=key)
        except Rejected as refusal:
            log.info("%s: read refused: %s", self.name, refusal.code)
        except StoreError as error:
            log.warning("%s: read not kept: %s", self.name, error)
            raise web.HTTPServiceUnavailable from error


def not_bound(host: str, port: int, error: OSError) -> DeviceError:
    """Why the address could not be taken, as a sentence that names the cure."""
    where = f"The camera's address {host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return DeviceError(f"{where} is in use: end the other program, or take another port.")
    if error.errno == errno.EACCES:
        cure = "take a port from 1024 on"
        return DeviceError(f"{where} may not be taken: {cure}.", retry=Retry.PERMANENT)
    cure = "name an address of this machine in its link"
    return DeviceError(f"{where} is not one of this machine: {cure}.", retry=Retry.PERMANENT)


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A camera that pushes to http://BIND:PORT, or a virtual one that pushes to a free port here."""
    options = typed(config, CameraOptions)
    address = parse_link(config.link)
    if isinstance(address, SimAddress):
        watched = msgspec.structs.replace(options, alive_s=options.alive_s or SIM_ALIVE_S)
        driver = PushCamera(config, watched, ports, HttpAddress(host=LOOPBACK, port=0))
        sim = PushingCamera(lambda: driver.bound, watched, ports.clock)
        return Device(part=WithCamera(driver, sim), sim=sim)
    if not isinstance(address, HttpAddress):
        raise ConfigError([("link", "is no http://BIND:PORT, where this camera pushes to us")])
    return Device(part=PushCamera(config, options, ports, address))
