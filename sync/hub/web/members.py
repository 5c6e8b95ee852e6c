"""Members over HTTP: masked, with their ledgers; erased, given a coupon, given a fresh code."""

from __future__ import annotations

import msgspec
from aiohttp import web

from edge.domain.coupon import Coupon
from sync.hub.web.routes import CLOCK, DESK, answer, body, limit

DAY_MS = 24 * 3_600_000
DAYS = 90


class Grant(msgspec.Struct, frozen=True):
    """`off_fen` off a basket of at least `least_fen`, for `days` from now on."""

    title_zh: str
    title_en: str
    off_fen: int
    least_fen: int
    days: int = DAYS


async def members(request: web.Request) -> web.Response:
    overdrawn = request.query.get("overdrawn", "") == "1"
    found = await request.app[DESK].members.rows(
        request.query.get("q", ""), overdrawn=overdrawn, limit=limit(request)
    )
    return answer({"members": found})


async def member(request: web.Request) -> web.Response:
    return answer(await request.app[DESK].members.sheet(request.match_info["member_id"]))


async def erase(request: web.Request) -> web.Response:
    await request.app[DESK].members.erase(request.match_info["member_id"])
    return answer({}, status=202)


async def grant(request: web.Request) -> web.Response:
    asked = await body(request, Grant)
    coupon = Coupon(
        coupon_id="",
        title_zh=asked.title_zh,
        title_en=asked.title_en,
        off_fen=asked.off_fen,
        least_fen=asked.least_fen,
        until_ms=request.app[CLOCK].now_ms() + asked.days * DAY_MS,
    )
    return answer(await request.app[DESK].members.grant(request.match_info["member_id"], coupon))


async def code(request: web.Request) -> web.Response:
    """For the member's own app, which shows it as a QR and asks again every minute."""
    text = await request.app[DESK].members.code(request.match_info["member_id"])
    return answer({"code": text})
