"""The centre's HTTP server: one part, its routes in one table, every answer JSON."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from edge.errors import Rejected, Retry, SyncError
from sync.hub.web import fulfilment, members, routes
from sync.hub.web.routes import ACCESS, CLOCK, DESK, GEN, HUB, WIRE, answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sync.hub.ports import Hub
    from sync.hub.web.access import Access
    from sync.ports import Clock

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_MAX = 2 << 20  # a chain's whole price list fits
STOP_S = 5.0
OPEN_PATHS: Final = frozenset({"/health", "/api/sign-in", "/api/asyncapi.json"})
NOT_FOUND: Final = frozenset({"no_store", "no_item", "no_order", "no_member"})

ROUTES: Final = (
    ("GET", "/health", routes.health),
    ("GET", "/api/asyncapi.json", routes.wire),
    ("POST", "/api/sign-in", routes.sign_in),
    ("POST", "/api/sign-out", routes.sign_out),
    ("GET", "/api/stores", routes.stores),
    ("GET", "/api/workers", routes.workers),
    ("GET", "/api/items", routes.items),
    ("GET", "/api/items/{sku}/stock", routes.stock),
    ("POST", "/api/prices", routes.prices),
    ("GET", "/api/corrections", routes.corrections),
    ("POST", "/api/corrections", routes.ask_correction),
    ("GET", "/api/orders", routes.orders),
    ("GET", "/api/orders/{order_id}", routes.order),
    ("POST", "/api/orders", fulfilment.place),
    ("POST", "/api/orders/{order_id}/cancel", fulfilment.cancel),
    ("GET", "/api/fulfilments", fulfilment.demands),
    ("GET", "/api/fulfilments/{order_id}", fulfilment.demand),
    ("GET", "/api/dead-letters", routes.dead_letters),
    ("GET", "/api/members", members.members),
    ("GET", "/api/members/{member_id}", members.member),
    ("POST", "/api/members/{member_id}/erase", members.erase),
    ("POST", "/api/members/{member_id}/coupons", members.grant),
    ("POST", "/api/members/{member_id}/code", members.code),
)


class HubWeb:
    """Implements `edge.app.ports.Part`. `port` 0 takes a free one; `url` says which once `ready` is set."""

    name = "hub.web"

    def __init__(
        self,
        hub: Hub,
        access: Access,
        clock: Clock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        wire: bytes = b"{}",
    ) -> None:
        self._app = application(hub, access, clock, wire)
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


def application(hub: Hub, access: Access, clock: Clock, wire: bytes) -> web.Application:
    app = web.Application(middlewares=[_errors, _signed_in], client_max_size=BODY_MAX)
    app[HUB], app[WIRE] = hub, wire
    app[DESK], app[ACCESS], app[CLOCK], app[GEN] = hub, access, clock, hub.gen
    for method, path, handler in ROUTES:
        app.router.add_route(method, path, handler)
    return app


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals as {code, detail}; nothing of a stack trace leaves the house."""
    try:
        response = await handler(request)
    except Rejected as refusal:
        status = 404 if refusal.code in NOT_FOUND else 400
        response = answer({"code": refusal.code, "detail": refusal.detail}, status=status)
    except SyncError as error:
        response = answer({"code": "centre_down", "detail": {"says": str(error)}}, status=503)
    except web.HTTPException as error:
        response = answer({"code": f"http_{error.status}", "detail": {}}, status=error.status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@web.middleware
async def _signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path not in OPEN_PATHS and not request.app[ACCESS].allows(routes.bearer(request)):
        raise web.HTTPUnauthorized
    return await handler(request)
