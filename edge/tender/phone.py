"""The simulated wallet's payment page for the shopper's phone: one bill, one button, one tick."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from aiohttp import web

from edge.app.ports import Clock
from edge.tender.bill import Bill, BillState, BookRefusal
from edge.tender.purse import Purse

FILES = Path(__file__).parent / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PRESSED = "X-Wallet-Pressed"  # no other page can send it: that would take a preflight, which nobody answers


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows of a bill. `left_ms` from now, since a phone's clock is its own."""

    state: BillState
    amount_fen: int
    merchant_zh: str
    merchant_en: str
    subject: str
    reference: str
    reason: str
    left_ms: int
    settled_ms: int


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    code: Literal["no_bill"] = "no_bill"


class Phone:
    """Routes below /pay. The token in the address is all the right that it takes, as on a real code."""

    def __init__(self, *, purse: Purse, clock: Clock) -> None:
        self._purse = purse
        self._clock = clock

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/pay/assets/{name}", self._asset)
        app.router.add_get("/pay/{token}", self._page)
        app.router.add_get("/pay/{token}/bill", self._bill)
        app.router.add_post("/pay/{token}/confirm", self._confirm)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return file_answer("pay.html")

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in {"pay.css", "pay.js", "pay.svg"}:
            raise web.HTTPNotFound
        return file_answer(name)

    async def _bill(self, request: web.Request) -> web.StreamResponse:
        try:
            return self._shown(self._purse.shown(request.match_info["token"]))
        except BookRefusal:
            return answer(Unknown(), status=404)

    async def _confirm(self, request: web.Request) -> web.StreamResponse:
        if PRESSED not in request.headers:
            raise web.HTTPForbidden(text="only the page's own button pays")
        try:
            return self._shown(self._purse.confirm(request.match_info["token"]))
        except BookRefusal:
            return answer(Unknown(), status=404)

    def _shown(self, bill: Bill) -> web.Response:
        return answer(shown(bill, now_ms=self._clock.now_ms()))


def shown(bill: Bill, *, now_ms: int) -> Shown:
    return Shown(
        state=bill.state,
        amount_fen=bill.amount_fen,
        merchant_zh=bill.merchant_zh,
        merchant_en=bill.merchant_en,
        subject=bill.subject,
        reference=bill.reference,
        reason=bill.reason,
        left_ms=max(0, bill.expires_ms - now_ms),
        settled_ms=bill.settled_ms,
    )


def answer(said: msgspec.Struct, *, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(said), content_type="application/json", headers=HEADERS
    )


def file_answer(name: str) -> web.Response:
    path = FILES / name
    return web.Response(
        body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS
    )
