"""Who is at the till: sign-in tiles, sign-in and out, the first manager."""

from __future__ import annotations

from aiohttp import web

from edge.domain.staff import SESSION_MS
from kiosk_ui.answers import Done, StaffTile
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.door import json_answer
from kiosk_ui.refusal import UNAUTHORIZED, Refused
from kiosk_ui.route import Call
from kiosk_ui.sign_in import tile
from kiosk_ui.wishes import FirstWish, NoWish, SignInWish


async def tiles(call: Call) -> tuple[StaffTile, ...]:
    return tuple(tile(member) for member in await call.desk.reads.staff() if member.active)


async def me(call: Call) -> StaffTile:
    if call.session is None:
        raise Refused(UNAUTHORIZED, "sign_in")
    return tile(call.session.staff)


async def sign_in(call: Call, wish: SignInWish) -> web.Response:
    token, who = await call.front.sign_in.enter(wish.staff_id, wish.pin, place=call.place)
    return with_cookie(call, token, who)


async def first(call: Call, wish: FirstWish) -> web.Response:
    sign_in = call.front.sign_in
    token, who = await sign_in.first(code=wish.code, name=wish.name, pin=wish.pin, place=call.place)
    return with_cookie(call, token, who)


async def sign_out(call: Call, _: NoWish) -> web.Response:
    if call.session is not None:
        await call.front.sign_in.leave(call.token, place=call.place)
    answer: Done = DONE
    response = json_answer(answer)
    response.del_cookie(call.front.cookie, path="/", httponly=True, samesite="Strict")
    return response


def with_cookie(call: Call, token: str, who: StaffTile) -> web.Response:
    """No script reads it, no other site sends it, and it ends with the shift."""
    response = json_answer(who)
    response.set_cookie(
        call.front.cookie,
        token,
        max_age=SESSION_MS // 1000,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=call.request.secure,
    )
    return response
