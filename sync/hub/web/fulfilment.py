"""Orders placed at the centre, and their path, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from edge.domain.fulfilment import DemandState
from edge.errors import Rejected
from sync.hub.allocation.shapes import KEY_MAX, Placing
from sync.hub.web.routes import HUB, answer, body, limit

if TYPE_CHECKING:
    from aiohttp import web

STATES: Final = ("", *get_args(DemandState))


async def place(request: web.Request) -> web.Response:
    """202: taken; a store has promised it when its state says so. The same key is the same order."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_MAX or not key.isprintable():
        raise Rejected("key_needed")
    placed = await request.app[HUB].place_order(await body(request, Placing), key=key)
    return answer(placed, status=202)


async def cancel(request: web.Request) -> web.Response:
    return answer(await request.app[HUB].cancel_order(request.match_info["order_id"]))


async def demand(request: web.Request) -> web.Response:
    return answer(await request.app[HUB].demand(request.match_info["order_id"]))


async def demands(request: web.Request) -> web.Response:
    state, store = request.query.get("state", ""), request.query.get("store", "")
    if state not in STATES:
        raise Rejected("state")
    found = await request.app[HUB].demands(state=state, store=store, limit=limit(request))
    return answer({"fulfilments": found})
