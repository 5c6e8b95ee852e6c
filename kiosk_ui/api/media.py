"""Product pictures: the seeds' drawings, coloured as asked."""

from __future__ import annotations

import asyncio
import hashlib
import re
from html import escape
from pathlib import Path

from aiohttp import web

from kiosk_ui.refusal import BAD_BODY, NOT_FOUND, Refused
from kiosk_ui.route import Call

KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")
COLOR = re.compile(r"[0-9a-fA-F]{6}")
IDLE = re.compile(r"[1-9][0-9]?")
MARK_MAX = 4
DRAWING_MAX = 512 * 1024
DARKER, LIGHTER = 0.22, 0.34  # how far to black, to white
FOR_EVER = "public, max-age=31536000, immutable"


async def picture(call: Call) -> web.StreamResponse:
    kind, color, mark = call.part("kind"), call.part("color"), call.query("m")
    if not (KIND.fullmatch(kind) and COLOR.fullmatch(color)):
        raise Refused(NOT_FOUND, "not_found")
    if len(mark) > MARK_MAX or not mark.isprintable():
        raise Refused(BAD_BODY, "bad_query", {"field": "m"})
    drawing = await asyncio.to_thread(read, call.desk.pictures / f"{kind}.svg")
    return svg(call.request, coloured(drawing, color, mark))


async def idle(call: Call) -> web.StreamResponse:
    """The stories idle-*.svg by number, from 1, in the order of their names."""
    number = call.part("number")
    stories = await asyncio.to_thread(lambda: sorted(call.desk.pictures.glob("idle-*.svg")))
    if not IDLE.fullmatch(number) or int(number) > len(stories):
        raise Refused(NOT_FOUND, "not_found")
    return svg(call.request, await asyncio.to_thread(read, stories[int(number) - 1]))


def coloured(drawing: str, color: str, mark: str) -> str:
    """The drawing with its own colour, a darker and a lighter tone of it, and the brand's mark."""
    tones = {"c": f"#{color.lower()}", "d": mixed(color, 0, DARKER), "l": mixed(color, 255, LIGHTER)}
    for name, tone in tones.items():
        drawing = drawing.replace("{{" + name + "}}", tone)
    return drawing.replace("{{mark}}", escape(mark, quote=True))


def mixed(color: str, toward: int, share: float) -> str:
    """`color` a `share` of the way to black (0) or white (255), as #rrggbb."""
    parts = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return "#" + "".join(f"{round(part + (toward - part) * share):02x}" for part in parts)


def read(path: Path) -> str:
    """A drawing; there is none for a kind nobody drew."""
    try:
        with path.open("rb") as file:
            return file.read(DRAWING_MAX).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused(NOT_FOUND, "not_found") from None


def svg(request: web.Request, text: str) -> web.StreamResponse:
    """304 to whoever has it already."""
    tag = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    headers = {"Cache-Control": FOR_EVER}
    known = request.if_none_match or ()
    if any(etag.value in {tag, "*"} for etag in known):
        same = web.Response(status=304, headers=headers)
        same.etag = tag
        return same
    response = web.Response(text=text, content_type="image/svg+xml", headers=headers)
    response.etag = tag
    return response
