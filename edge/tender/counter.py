"""The simulated wallet's HTTP API for stores: signed in, signed out, silent when its mood says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from edge.app.ports import Clock
from edge.tender.bill import BookRefusal
from edge.tender.purse import Breakdown, Purse, Silence
from edge.tender.wire import (
    AT,
    CLOCKS_APART_MS,
    MERCHANT,
    MOMENT_DIGITS,
    SIGNATURE,
    AskBill,
    AskRefund,
    Misbehave,
    Moved,
    Refusal,
    answer_signature,
    request_signature,
    same,
)

HOLD_S = 60.0  # a silent wallet; stores give up long before
POLL_MS_MAX = 60_000
AMOUNT_FEN_MAX = 10_000_000_00
VALID_MS_MAX = 24 * 3_600_000
ID_LENGTH_MAX = 64

Answers = Callable[[str, web.Request, bytes], Awaitable[object]]


class Counter:
    """Each route answers a struct; refusals are signed 4xx, an error page is not signed."""

    def __init__(self, *, purse: Purse, key: bytes, clock: Clock) -> None:
        self._purse = purse
        self._key = key
        self._clock = clock

    def routes(self, app: web.Application) -> None:
        table: tuple[tuple[str, str, Answers], ...] = (
            ("POST", "/v1/payments", self._ask),
            ("GET", "/v1/payments/{bill_id}", self._query),
            ("POST", "/v1/payments/{bill_id}/close", self._close),
            ("POST", "/v1/payments/{bill_id}/reverse", self._reverse),
            ("POST", "/v1/refunds", self._refund),
            ("GET", "/v1/notifications", self._notices),
            ("GET", "/v1/movements", self._movements),
            ("POST", "/v1/misbehave", self._misbehave),
        )
        for method, path, answers in table:
            app.router.add_route(method, path, self._signed(answers))

    def _signed(self, answers: Answers) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.read()
            merchant, at = request.headers.get(MERCHANT, ""), request.headers.get(AT, "")
            signed = request_signature(
                self._key, method=request.method, path=request.raw_path, merchant=merchant, at=at, body=body
            )
            if not (merchant and same(signed, request.headers.get(SIGNATURE, ""))):
                return web.Response(status=401, text="the signature does not fit")
            try:
                self._check_time(at)
                status, said = 200, msgspec.json.encode(await answers(merchant, request, body))
            except BookRefusal as refused:
                status, said = 409, msgspec.json.encode(Refusal(code=refused.code))
            except (msgspec.DecodeError, ValueError):
                status, said = 400, msgspec.json.encode(Refusal(code="bad_request"))
            except Breakdown:
                return web.Response(status=500, text="500 Internal Server Error")
            except Silence:
                await asyncio.sleep(HOLD_S)
                raise web.HTTPGatewayTimeout from None
            answer = answer_signature(self._key, request=signed, status=status, body=said)
            return web.Response(
                status=status, body=said, content_type="application/json", headers={SIGNATURE: answer}
            )

        return handle

    def _check_time(self, at: str) -> None:
        at_ms = int(at) if at.isdecimal() and len(at) <= MOMENT_DIGITS else 0
        if abs(self._clock.now_ms() - at_ms) > CLOCKS_APART_MS:
            raise BookRefusal("clock")

    async def _ask(self, merchant: str, request: web.Request, body: bytes) -> object:
        asked = msgspec.json.decode(body, type=AskBill)
        fits = 0 < asked.amount_fen <= AMOUNT_FEN_MAX and 0 < asked.valid_ms <= VALID_MS_MAX
        if not (fits and 0 < len(asked.payment_id) <= ID_LENGTH_MAX):
            raise BookRefusal("bad_request")
        return self._purse.ask(merchant, asked)

    async def _query(self, merchant: str, request: web.Request, body: bytes) -> object:
        known = self._purse.query(bill_of(request))
        if known is None:
            raise BookRefusal("no_bill")
        return known

    async def _close(self, merchant: str, request: web.Request, body: bytes) -> object:
        return self._purse.close(merchant, bill_of(request))

    async def _reverse(self, merchant: str, request: web.Request, body: bytes) -> object:
        return self._purse.reverse(merchant, bill_of(request))

    async def _refund(self, merchant: str, request: web.Request, body: bytes) -> object:
        asked = msgspec.json.decode(body, type=AskRefund)
        if not 0 < asked.amount_fen <= AMOUNT_FEN_MAX or len(asked.refund_id) > ID_LENGTH_MAX:
            raise BookRefusal("bad_request")
        return self._purse.refund(merchant, asked)

    async def _notices(self, merchant: str, request: web.Request, body: bytes) -> object:
        after = int(request.query.get("after", "-1"))
        wait_ms = min(int(request.query.get("wait_ms", "0")), POLL_MS_MAX)
        rung = asyncio.Event()
        deaf = self._purse.on_news(rung.set)
        try:
            async with asyncio.timeout(wait_ms / 1000):
                while True:
                    rung.clear()
                    news = self._purse.notices(merchant, after=after)
                    if news.notices or after < 0:
                        return news
                    await rung.wait()
        except TimeoutError:
            return self._purse.notices(merchant, after=after)
        finally:
            deaf()

    async def _movements(self, merchant: str, request: web.Request, body: bytes) -> object:
        return tuple(Moved(n=m.n, bill_id=m.bill_id, fen=m.fen) for m in self._purse.movements)

    async def _misbehave(self, merchant: str, request: web.Request, body: bytes) -> object:
        order = msgspec.json.decode(body, type=Misbehave)
        self._purse.mood.set(order.mode, order.times)
        return self._purse.mood.left()


def bill_of(request: web.Request) -> str:
    bill_id = request.match_info["bill_id"]
    if len(bill_id) > ID_LENGTH_MAX:
        raise BookRefusal("bad_request")
    return bill_id
