"""The HTTP server: one aiohttp application over a desk, and the part that keeps it open."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.http import HttpProcessingError

from edge.config import ServerConfig
from edge.errors import EdgeError
from kiosk_ui.body import BODY_MAX
from kiosk_ui.desk import Desk
from kiosk_ui.door import opened, problems
from kiosk_ui.front import FRONT, Front
from kiosk_ui.guard import bracketed, known_names_only, set_headers
from kiosk_ui.routes import ROUTES

log = logging.getLogger(__name__)
wire_log = logging.getLogger(f"{__name__}.wire")

SHUTDOWN_S = 2.0
KEEPALIVE_S = 75.0
LINE_MAX = 8190
LINGER_S = 2.0


def build_app(front: Front) -> web.Application:
    """The application; `front.gallery` must be running beside it."""
    app = web.Application(middlewares=(problems, known_names_only), client_max_size=BODY_MAX)
    app[FRONT] = front
    for route in ROUTES:
        app.router.add_route(route.method, route.path, opened(route))
        if route.method == "GET" and not route.live:
            app.router.add_head(route.path, opened(route))
    app.on_response_prepare.append(set_headers)
    app.on_shutdown.append(hang_up)
    return app


async def hang_up(app: web.Application) -> None:
    app[FRONT].gallery.close()


class Screens:
    """A supervised part. `opened` is set while pages are answered, at `url`."""

    name = "screens"

    def __init__(self, desk: Desk) -> None:
        self.opened = asyncio.Event()
        self.url = ""
        self._desk = desk

    async def run(self) -> None:
        """Serves until cancelled. Raises `EdgeError` when the address cannot be had."""
        front = Front(self._desk)
        runner = web.AppRunner(
            build_app(front),
            access_log=None,
            logger=wire_log,
            keepalive_timeout=KEEPALIVE_S,
            max_line_size=LINE_MAX,
            lingering_time=LINGER_S,
            shutdown_timeout=SHUTDOWN_S,
        )
        await runner.setup()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(front.gallery.run())
                group.create_task(self._serve(runner, front))
        finally:
            self.opened.clear()
            await runner.cleanup()

    async def _serve(self, runner: web.AppRunner, front: Front) -> None:
        server = self._desk.server
        await front.gallery.ready.wait()
        try:
            await web.TCPSite(runner, server.host or None, server.port).start()
        except OSError as error:
            cure = "another program has it, or this machine has no such address: see [server]"
            raise EdgeError(
                f"{server.host}:{server.port} cannot be opened ({error.strerror}); {cure}"
            ) from None
        self.url = address(server, port_of(runner))
        log.info("pages at %s", self.url)
        self.opened.set()


def is_ours(record: logging.LogRecord) -> bool:
    """What is not HTTP at all is answered with 400 and is no error of this program."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


wire_log.addFilter(is_ours)


def port_of(runner: web.AppRunner) -> int:
    """The port that was really taken, where 0 was asked for."""
    first = runner.addresses[0]
    port: int = first[1]
    return port


def address(server: ServerConfig, port: int) -> str:
    host = "127.0.0.1" if server.host in {"", "0.0.0.0"} else server.host  # noqa: S104 - compared, never bound
    return f"http://{bracketed(host)}:{port}"
