"""The manager's board, once; and the same figures for machines."""

from __future__ import annotations

from aiohttp import web

from kiosk_ui.answers import StoreHealth
from kiosk_ui.live.scenes import glance
from kiosk_ui.meters import MEDIA
from kiosk_ui.present.board import board_view, store_health
from kiosk_ui.route import Call
from kiosk_ui.views.board import BoardView


async def board(call: Call) -> BoardView:
    return board_view(await glance(call.desk), call.desk.shop)


async def health(call: Call) -> StoreHealth:
    uptime_s = int(call.desk.clock.monotonic() - call.front.opened_s)
    return store_health(await glance(call.desk), call.desk.shop, uptime_s=uptime_s)


async def metrics(call: Call) -> web.Response:
    text = call.front.meters.text(await health(call))
    return web.Response(body=text, headers={"Content-Type": MEDIA})
