"""Signing in and out, and whether the centre answers at all."""

from __future__ import annotations

from aiohttp import web

from edge.domain.staff import SESSION_MS
from edge.errors import Rejected
from sync.hub.web.access import Signed, Wait
from sync.hub.web.answers import Done, Health, Nothing, Password, Problem, Session
from sync.hub.web.door import COOKIE, answer, token_of
from sync.hub.web.route import Call


async def health(call: Call) -> Health:
    """Whether the database answers; no sign-in, no figures."""
    await call.desk.commands(limit=1)
    return Health(state="ok", hub_gen=call.front.gen)


async def sign_in(call: Call, wish: Password) -> web.Response:
    """For programs: the token is told once and goes into their Authorization header."""
    signed = await _entered(call, wish)
    return answer(signed) if isinstance(signed, Signed) else signed


async def enter(call: Call, wish: Password) -> web.Response:
    """For pages: the token goes into a cookie that no script reads, and is not told."""
    signed = await _entered(call, wish)
    if not isinstance(signed, Signed):
        return signed
    holder = call.front.access.holder(signed.token)
    name = "" if holder is None else holder.name
    response = answer(Session(name=name, expires_ms=signed.expires_ms))
    response.set_cookie(
        COOKIE,
        signed.token,
        max_age=SESSION_MS // 1000,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=call.request.secure,
    )
    return response


async def session(call: Call) -> Session:
    holder = call.holder
    if holder is None:
        raise web.HTTPUnauthorized
    return Session(name=holder.name, expires_ms=holder.expires_ms)


async def sign_out(call: Call, _: Nothing) -> web.Response:
    call.front.access.sign_out(token_of(call.request))
    done: Done = Done()
    response = answer(done)
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return response


async def _entered(call: Call, wish: Password) -> Signed | web.Response:
    if not wish.name.isprintable():
        raise Rejected("body", says="name")
    access = call.front.access
    signed = await access.sign_in(call.request.remote or "", wish.password, name=wish.name)
    if isinstance(signed, Wait):
        wait_s = max(1, (signed.next_ms - call.front.clock.now_ms() + 999) // 1000)
        response = answer(Problem(code="wait", detail={"wait_s": wait_s}), status=429)
        response.headers["Retry-After"] = str(wait_s)
        return response
    return answer(Problem(code="wrong_password"), status=401) if signed is None else signed
