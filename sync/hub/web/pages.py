"""The built page, its files, and the drawings of the goods."""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path

from aiohttp import web

from sync.hub.web.route import Call

ASSET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")
COLOR = re.compile(r"[0-9a-fA-F]{6}")
MARK_MAX = 4
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
UNBUILT = "The pages were not built on this machine: `make setup` builds them.\n"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


async def page(call: Call) -> web.StreamResponse:
    if call.front.furnishing.pages is None:
        return web.Response(text=UNBUILT, status=503)
    return await _file(call.front.furnishing.pages / "hub.html", ASK_FIRST)


async def index(call: Call) -> web.StreamResponse:
    raise web.HTTPFound("/hub")


async def asset(call: Call) -> web.StreamResponse:
    """A file whose name holds its own fingerprint; its .br or .gz sibling where the browser takes it."""
    name = call.part("name")
    if call.front.furnishing.pages is None or not ASSET.fullmatch(name):
        raise web.HTTPNotFound
    return await _file(call.front.furnishing.pages / "assets" / name, FOR_EVER)


async def picture(call: Call) -> web.StreamResponse:
    kind, color, mark = call.part("kind"), call.part("color"), call.query("m")
    fits = KIND.fullmatch(kind) and COLOR.fullmatch(color) and len(mark) <= MARK_MAX and mark.isprintable()
    draw = call.front.furnishing.draw
    drawing = await asyncio.to_thread(draw, kind, color, mark) if fits and draw is not None else None
    if drawing is None:
        raise web.HTTPNotFound
    response = web.Response(text=drawing, content_type="image/svg+xml", headers={"Cache-Control": FOR_EVER})
    response.etag = hashlib.blake2b(drawing.encode(), digest_size=8).hexdigest()
    return response


async def _file(path: Path, caching: str) -> web.FileResponse:
    if not await asyncio.to_thread(path.is_file):
        raise web.HTTPNotFound
    media = TYPES.get(path.suffix, "application/octet-stream")
    headers = {"Content-Type": media, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    return web.FileResponse(path, headers=headers)
