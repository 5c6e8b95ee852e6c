"""The centre's HTTP server: one part over the route table."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from edge.errors import Retry, SyncError
from sync.hub.web.door import opened, problems, set_headers
from sync.hub.web.hours import Hours
from sync.hub.web.overdue import overdue
from sync.hub.web.route import FRONT, Front, Furnishing
from sync.hub.web.routes import ROUTES

if TYPE_CHECKING:
    from sync.hub.ports import Hub
    from sync.hub.web.access import Access
    from sync.ports import Clock

BODY_MAX = 2 << 20  # a chain's whole price list fits
STOP_S = 5.0
BARE = Furnishing()


class HubWeb:
    """Implements `edge.app.ports.Part`. `port` 0 takes a free one; `url` says which once `ready` is set.

    Without a furnishing there is the API alone.
    """

    name = "hub.web"

    def __init__(
        self,
        hub: Hub,
        access: Access,
        clock: Clock,
        furnishing: Furnishing = BARE,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._app = application(
            Front(
                desk=hub,
                access=access,
                clock=clock,
                gen=hub.gen,
                hours=Hours(hub),
                overdue=overdue(hub.members),
                furnishing=furnishing,
            )
        )
        self._host, self._port = host, port
        self.url = ""
        self.ready = asyncio.Event()

    async def run(self) -> None:
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=STOP_S)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port)
            try:
                await site.start()
            except OSError as error:
                raise SyncError(
                    f"the centre's pages on {self._host}:{self._port}: {error}", retry=Retry.PERMANENT
                ) from error
            host, port = runner.addresses[0][:2]
            self.url = f"http://{host}:{port}"
            self.ready.set()
            await asyncio.Event().wait()
        finally:
            self.ready.clear()
            await runner.cleanup()


def application(front: Front) -> web.Application:
    app = web.Application(middlewares=[problems], client_max_size=BODY_MAX)
    app[FRONT] = front
    for route in ROUTES:
        app.router.add_route(route.method, route.path, opened(route))
    app.on_response_prepare.append(set_headers)
    return app
