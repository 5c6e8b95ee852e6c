"""What may be asked over HTTP, one function a route; bodies are msgspec structs, answers JSON."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from edge.errors import Rejected
from sync.hub.desk import PriceChange
from sync.hub.ports import Desk, Hub
from sync.hub.web.access import Access, Wait
from sync.ports import Clock

DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)
ACCESS: web.AppKey[Access] = web.AppKey("access", Access)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Clock)
GEN: web.AppKey[str] = web.AppKey("gen", str)
WIRE: web.AppKey[bytes] = web.AppKey("wire", bytes)
LIMIT = 100
LIMIT_MAX = 500
PRICES_MAX = 20_000  # in one request; they change together
WITHIN_S = 3600

T = TypeVar("T")


class Password(msgspec.Struct, frozen=True):
    password: str


class Prices(msgspec.Struct, frozen=True):
    changes: Annotated[tuple[PriceChange, ...], msgspec.Meta(min_length=1, max_length=PRICES_MAX)]


class Correction(msgspec.Struct, frozen=True):
    """`quantity` is signed: what to add to the shelf, or to take off it."""

    store: str
    sku: str
    quantity: int
    reason: str
    within_s: int = WITHIN_S


def answer(body: object, *, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


def bearer(request: web.Request) -> str:
    """The token of the Authorization header, '' without one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def body(request: web.Request, kind: type[T]) -> T:
    """The request's body; `Rejected('body')` says where it is wrong."""
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Rejected("body", says=str(error)) from error


def limit(request: web.Request) -> int:
    text = request.query.get("limit", str(LIMIT))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LIMIT_MAX):
        raise Rejected("limit", most=LIMIT_MAX)
    return int(text)


async def health(request: web.Request) -> web.Response:
    """Whether the database answers; no sign-in, no figures."""
    await request.app[DESK].commands(limit=1)
    return answer({"state": "ok", "hub_gen": request.app[GEN]})


async def sign_in(request: web.Request) -> web.Response:
    password = (await body(request, Password)).password
    signed = await request.app[ACCESS].sign_in(request.remote or "", password)
    if isinstance(signed, Wait):
        wait_s = max(1, (signed.next_ms - request.app[CLOCK].now_ms() + 999) // 1000)
        response = answer({"code": "wait", "detail": {"wait_s": wait_s}}, status=429)
        response.headers["Retry-After"] = str(wait_s)
        return response
    if signed is None:
        return answer({"code": "wrong_password", "detail": {}}, status=401)
    return answer(signed)


async def sign_out(request: web.Request) -> web.Response:
    request.app[ACCESS].sign_out(bearer(request))
    return answer({})


async def stores(request: web.Request) -> web.Response:
    return answer({"stores": await request.app[DESK].stores()})


async def items(request: web.Request) -> web.Response:
    text = request.query.get("q", "")
    return answer({"items": await request.app[DESK].find(text, limit=limit(request))})


async def stock(request: web.Request) -> web.Response:
    return answer({"stock": await request.app[DESK].stock_of(request.match_info["sku"])})


async def prices(request: web.Request) -> web.Response:
    changed = await request.app[DESK].set_prices((await body(request, Prices)).changes)
    return answer({"changed": changed})


async def corrections(request: web.Request) -> web.Response:
    return answer({"corrections": await request.app[DESK].commands(limit=limit(request))})


async def ask_correction(request: web.Request) -> web.Response:
    asked = await body(request, Correction)
    command = await request.app[DESK].ask_correction(
        asked.store,
        sku=asked.sku,
        quantity=asked.quantity,
        reason=asked.reason,
        within_ms=asked.within_s * 1000,
    )
    return answer(command, status=202)


async def orders(request: web.Request) -> web.Response:
    store = request.query.get("store", "")
    return answer({"orders": await request.app[DESK].orders(store=store, limit=limit(request))})


async def order(request: web.Request) -> web.Response:
    return answer(await request.app[DESK].order(request.match_info["order_id"]))


async def dead_letters(request: web.Request) -> web.Response:
    return answer({"dead_letters": await request.app[DESK].dead_letters(limit=limit(request))})


async def workers(request: web.Request) -> web.Response:
    """Who serves the stores, and what a backup covers."""
    return answer(
        {"workers": await request.app[HUB].workers(), "backup": await request.app[HUB].backup_state()}
    )


async def wire(request: web.Request) -> web.Response:
    """What stores and centre say, as an AsyncAPI document; no sign-in."""
    return web.Response(body=request.app[WIRE], content_type="application/json")
