"""The WebSockets of the live pages. Who may not look is told so by the close code, which a page can read."""

from __future__ import annotations

from aiohttp import web

from kiosk_ui.door import check_right, trusted
from kiosk_ui.live.scenes import BoardScene, KioskScene, LabScene, Scene, TillScene
from kiosk_ui.live.wire import NOT_ALLOWED, SIGN_IN, open_socket
from kiosk_ui.refusal import UNAUTHORIZED, Refused
from kiosk_ui.route import Call, Right
from kiosk_ui.sign_in import token_hash


async def kiosk(call: Call) -> web.StreamResponse:
    return await attend(call, KioskScene(call.desk, call.front.pictures, call.place), "shopper")


async def till(call: Call) -> web.StreamResponse:
    if call.session is None:
        return await turn_away(call, SIGN_IN)
    return await attend(call, TillScene(call.desk, call.front.pictures, call.place, call.session), "till")


async def board(call: Call) -> web.StreamResponse:
    return await attend(call, BoardScene(call.desk), "board")


async def lab(call: Call) -> web.StreamResponse:
    return await attend(call, LabScene(call.desk), "lab")


async def attend(call: Call, scene: Scene, right: Right) -> web.StreamResponse:
    try:
        check_right(right, call.session, trusted=trusted(call.front, call.request, right))
    except Refused as refused:
        return await turn_away(call, SIGN_IN if refused.status == UNAUTHORIZED else NOT_ALLOWED)
    needed = (
        call.session if right in {"till", "board"} and not (right == "board" and call.desk.demo) else None
    )
    return await call.front.gallery.attend(
        call.request, scene, session=needed, token_hash=token_hash(call.token) if needed else ""
    )


async def turn_away(call: Call, code: int) -> web.StreamResponse:
    socket = open_socket(call.desk.pace)
    await socket.prepare(call.request)
    await socket.close(code=code)
    return socket
