"""Turns one line of the route table into an aiohttp handler: admits, decodes, answers, refuses."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from edge.app.reads import Session
from edge.domain.staff import StaffRole
from edge.errors import EdgeError
from kiosk_ui.body import read_key, read_wish
from kiosk_ui.front import FRONT, Front
from kiosk_ui.refusal import BROKEN, FORBIDDEN, NOT_FOUND, UNAUTHORIZED, Refused, refusal
from kiosk_ui.route import JSON, Call, Right, Route
from kiosk_ui.views.view import Problem

log = logging.getLogger(__name__)

AT_TILL: frozenset[StaffRole] = frozenset({"cashier", "manager"})
HTTP_CODES = {404: "not_found", 405: "wrong_method", 413: "too_large"}
ERRORS_FROM = 400


def opened(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of `route`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        call = await admit(request, route)
        wish = await read_wish(request, route.wish) if route.wish else None
        answer = await route.handle(call, wish)
        return answer if isinstance(answer, web.StreamResponse) else json_answer(answer)

    return handle


def json_answer(answer: object, *, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type=JSON, status=status)


async def admit(request: web.Request, route: Route) -> Call:
    """The call, once its caller may make it."""
    front = request.app[FRONT]
    if route.right == "lab" and not (front.desk.demo and front.desk.lab):
        raise Refused(NOT_FOUND, "not_found")
    token, session = "", None
    if route.right != "shopper" and not route.hidden:
        token = request.cookies.get(front.cookie, "")
        session = await front.sign_in.session(token)
    if not route.live:
        check_right(route.right, session, trusted=trusted(front, request, route.right))
    return Call(
        front=front,
        request=request,
        place="" if route.hidden else place_of(front, request, route.right),
        session=session,
        token=token,
        key=read_key(request),
    )


def check_right(right: Right, session: Session | None, *, trusted: bool) -> None:
    """401 asks to sign in, 403 says that signing in does not help."""
    if right in {"open", "shopper", "lab"} or (right in {"board", "watch"} and trusted):
        return
    if session is None:
        raise Refused(UNAUTHORIZED, "sign_in")
    if right == "till" and session.staff.role not in AT_TILL:
        raise Refused(FORBIDDEN, "not_allowed")


def trusted(front: Front, request: web.Request, right: Right) -> bool:
    """The demo shows its board to anybody, a store its figures to programs on the same machine."""
    if right == "board":
        return front.desk.demo
    try:
        return front.desk.demo or ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def place_of(front: Front, request: web.Request, right: Right) -> str:
    """The place named in the query, the first of its kind where none is; '' where a right has none."""
    places = {
        "shopper": front.desk.kiosks,
        "till": front.desk.tills,
        "open": front.desk.tills,
    }
    if right not in places:
        return ""
    known = places[right]
    place = request.query.get("place") or (known[0] if known else "")
    if place not in known and (right in {"shopper", "till"} or place):
        raise Refused(NOT_FOUND, "no_place")
    return place


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal as a `Problem`; a fault of ours is logged here and told without its inside."""
    try:
        response = await handler(request)
    except EdgeError as error:
        response = told(request, error)
    except web.HTTPException as error:
        if error.status < ERRORS_FROM:
            raise
        response = json_answer(Problem(code=HTTP_CODES.get(error.status, "refused")), status=error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
    except Exception:
        log.exception("%s %s broke", request.method, request.path)
        response = json_answer(Problem(code="broken"), status=BROKEN)
    resource = request.match_info.route.resource
    name = resource.canonical if resource else "none"
    request.app[FRONT].meters.requests.labels(route=name, status=response.status).inc()
    return response


def told(request: web.Request, error: EdgeError) -> web.Response:
    refused = refusal(error)
    if refused is not error and refused.status >= BROKEN:
        log.warning("%s %s: %s", request.method, request.path, error)
    response = json_answer(Problem(code=refused.code, detail=refused.detail), status=refused.status)
    if refused.wait_s:
        response.headers["Retry-After"] = str(refused.wait_s)
    return response
