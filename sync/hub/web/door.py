"""Turns a line of the route table into a handler: who may knock, what is read, answered and refused.

A page's sign-in is a cookie that no script reads and no other site sends; a change by cookie must come from a
page of ours besides. A program sends its token as a bearer, which no browser adds by itself. The name under
which this machine was asked for is not looked at: a foreign name has no cookie here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from edge.errors import Rejected, SyncError, Unfit
from sync.hub.web.answers import Problem
from sync.hub.web.route import FRONT, Call, Route

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
B = TypeVar("B", bound=msgspec.Struct)

COOKIE = "hub_admin"
ERRORS_FROM = 400
SAFE = frozenset({"GET", "HEAD"})
STATUS: Final = {
    "foreign_page": 403,
    "program_only": 403,
    "no_store": 404,
    "no_item": 404,
    "no_order": 404,
    "no_letter": 404,
    "no_member": 404,
    "no_transfer": 404,
    "letter_state": 409,
    "member_erased": 409,
    "transfer_state": 409,
}
HTTP_CODES: Final = {401: "sign_in", 404: "not_found", 405: "wrong_method", 413: "too_large"}
CSP = (
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "store-edge",
}


def opened(route: Route) -> Handler:
    """The handler of `route`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        call = _admitted(request, route)
        sent = None if route.body is None else await _body(request, route.body)
        found = await route.handle(call, sent)
        if isinstance(found, web.StreamResponse):
            return found
        response = answer(found, status=route.status)
        if route.method == "GET" and not route.open:
            _same(request, response)
        return response

    return handle


def answer(body: object, *, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


def token_of(request: web.Request) -> str:
    """The bearer of the Authorization header, else the page's cookie; '' without either."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals as {code, detail}; nothing of a stack trace leaves the house."""
    try:
        response = await handler(request)
    except Rejected as refusal:
        problem = Problem(code=refusal.code, detail=dict(refusal.detail))
        response = answer(problem, status=STATUS.get(refusal.code, 400))
    except Unfit:
        response = answer(Problem(code="unfit"), status=400)
    except SyncError as error:
        response = answer(Problem(code="centre_down", detail={"says": str(error)}), status=503)
    except web.HTTPException as error:
        if error.status < ERRORS_FROM:
            raise
        response = answer(Problem(code=HTTP_CODES.get(error.status, "refused")), status=error.status)
    return response


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A handler's own word on caching stands where it is no API. Every answer tells the centre's clock, by
    which a page tells ages.
    """
    response.headers.update(HEADERS)
    response.headers["Now-Ms"] = str(request.app[FRONT].clock.now_ms())
    if request.path.startswith("/api/") or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"


def _admitted(request: web.Request, route: Route) -> Call:
    front = request.app[FRONT]
    holder = front.access.holder(token_of(request))
    if holder is None and not route.open:
        raise web.HTTPUnauthorized
    if request.method not in SAFE and not _own_page(request):
        raise Rejected("foreign_page")
    return Call(front=front, request=request, holder=holder)


def _own_page(request: web.Request) -> bool:
    """A browser always names the page's origin; what sends none is no browser."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
    return urlsplit(origin).netloc.lower() == request.host.lower()


async def _body(request: web.Request, kind: type[B]) -> B:
    """The request's body, {} where there is none; `Rejected('body')` says where it is wrong."""
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected("body", says=str(error)) from error


def _same(request: web.Request, response: web.Response) -> None:
    """304 to whoever has this very answer already: a page asks every other second."""
    body = response.body
    tag = hashlib.blake2b(body if isinstance(body, bytes) else b"", digest_size=12).hexdigest()
    if any(known.value == tag for known in request.if_none_match or ()):
        response.set_status(304)
        response.body = None
    response.etag = tag
