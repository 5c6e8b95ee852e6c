"""The built pages and their files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from aiohttp import web

from kiosk_ui.refusal import NOT_FOUND, UNAVAILABLE, Refused
from kiosk_ui.route import Call

ASSET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
FILES = Path(__file__).resolve().parent.parent / "welcome"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


def page(name: str) -> Callable[[Call], Awaitable[web.StreamResponse]]:
    """The handler of one page."""

    async def show(call: Call) -> web.StreamResponse:
        if call.desk.screens is None:
            return await welcome("unbuilt.html", status=UNAVAILABLE)
        return await file(call.desk.screens / f"{name}.html", ASK_FIRST)

    return show


async def lab(call: Call) -> web.StreamResponse:
    if call.desk.lab is None or not call.desk.demo:
        raise Refused(NOT_FOUND, "not_found")
    return await page("lab")(call)


async def index(call: Call) -> web.StreamResponse:
    if not call.desk.demo:
        raise web.HTTPFound("/kiosk")
    shop = call.desk.shop
    return await welcome("index.html", store_zh=shop.name_zh, store_en=shop.name_en)


async def asset(call: Call) -> web.StreamResponse:
    """A file whose name holds its own fingerprint; its .br or .gz sibling where the browser takes it."""
    name = call.part("name")
    if call.desk.screens is None or not ASSET.fullmatch(name):
        raise Refused(NOT_FOUND, "not_found")
    return await file(call.desk.screens / "assets" / name, FOR_EVER)


async def style(call: Call) -> web.StreamResponse:
    return await welcome("welcome.css")


async def icon(call: Call) -> web.StreamResponse:
    return await welcome("icon.svg")


async def file(path: Path, caching: str) -> web.FileResponse:
    if not await asyncio.to_thread(path.is_file):
        raise Refused(NOT_FOUND, "not_found")
    media = TYPES.get(path.suffix, "application/octet-stream")
    headers = {"Content-Type": media, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    return web.FileResponse(path, headers=headers)


async def welcome(name: str, *, status: int = 200, **words: str) -> web.StreamResponse:
    """A page of the server's own, for before and beside the built ones; `words` fill its {{names}}."""
    path = FILES / name
    text = await asyncio.to_thread(path.read_text, "utf-8")
    for word, filling in words.items():
        text = text.replace("{{" + word + "}}", escape(filling))
    headers = {"Content-Type": TYPES[path.suffix], "Cache-Control": ASK_FIRST}
    return web.Response(body=text.encode(), status=status, headers=headers)
