"""Reads what a page sends: bounded in size and time, and decoded into its type."""

from __future__ import annotations

import asyncio
import re
from typing import TypeVar

import msgspec
from aiohttp import web

from kiosk_ui.refusal import BAD_BODY, BAD_REQUEST, TOO_LARGE, WRONG_MEDIA, Refused
from kiosk_ui.wishes import Wish

BODY_MAX = 64 * 1024
BODY_S = 15.0
CHUNK = 64 * 1024
KEY_MAX = 128
FIELD_MAX = 80
SLOW = 408
WHERE = re.compile(r"(?P<why>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
NAMED = re.compile(r"field `(?P<name>[^`]*)`")
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # the escape, and not a backslash before `u0000`
KEY = re.compile(r"[!-~]*")

W = TypeVar("W", bound=Wish)


async def read_body(request: web.Request, *, most: int) -> bytes:
    """The whole body; 413 past `most` bytes, 408 when it comes too slowly."""
    if (request.content_length or 0) > most:
        raise Refused(TOO_LARGE, "too_large", {"most": most})
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.content.iter_chunked(CHUNK):
                body += chunk
                if len(body) > most:
                    raise Refused(TOO_LARGE, "too_large", {"most": most})
    except TimeoutError:
        raise Refused(SLOW, "slow") from None
    except web.RequestPayloadError:
        raise Refused(BAD_REQUEST, "bad_body") from None
    return bytes(body)


async def read_wish(request: web.Request, wish: type[W]) -> W:
    """415 for anything but JSON, 400 for broken JSON, 422 naming the field that cannot be."""
    if request.content_type != "application/json":
        raise Refused(WRONG_MEDIA, "json_only")
    return decode(await read_body(request, most=BODY_MAX), wish)


def decode(body: bytes, wish: type[W]) -> W:
    """What is kept here is told to the centre, whose database holds no NUL: it is refused at the door."""
    try:
        found = msgspec.json.decode(body, type=wish)
    except msgspec.ValidationError as error:
        field, why = where(str(error))
        raise Refused(BAD_BODY, "bad_body", {"field": field, "why": why}) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(BAD_REQUEST, "bad_json") from None
    if NUL.search(body):
        raise Refused(BAD_BODY, "bad_body", {"field": "", "why": "a NUL in a text"})
    return found


def where(sentence: str) -> tuple[str, str]:
    """(field, why) of msgspec's words; the field is dotted, '' for the body as a whole."""
    found = WHERE.fullmatch(sentence)
    path, why = (found["path"] or "", found["why"]) if found else ("", sentence)
    named = NAMED.search(why)
    field = f"{path}.{named['name']}" if named else path
    return field.strip(".")[:FIELD_MAX], why[: 2 * FIELD_MAX]


def read_key(request: web.Request) -> str:
    """The idempotency key, '' where none is sent."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_MAX or not KEY.fullmatch(key):
        raise Refused(BAD_REQUEST, "bad_key")
    return key
