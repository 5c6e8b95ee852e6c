"""JSON as it travels: plain where it is short, zlib where it is long, never more than either end can hold."""

from __future__ import annotations

import zlib

from edge.errors import Retry, SyncError, Unfit

PLAIN_MAX = 1024  # bytes of JSON that travel as they are
WIRE_MAX = 8 << 20  # a stock-take of 100,000 SKUs is one event; everything else is far below
JSON_MAX = 32 << 20  # of one message unpacked
ZLIB_LEVEL = 1
_ZLIB_HEAD = 0x78


def packed(plain: bytes, *, name: str) -> bytes:
    """A payload of this JSON; `name` says in an `Unfit` what is too large to send."""
    payload = plain if len(plain) <= PLAIN_MAX else zlib.compress(plain, ZLIB_LEVEL)
    if len(payload) > WIRE_MAX or len(plain) > JSON_MAX:
        raise Unfit(f"a {name} of {len(payload)} bytes is too large to send", retry=Retry.PERMANENT)
    return payload


def unpacked(payload: bytes) -> bytes:
    """The JSON of a payload, at most `JSON_MAX` of it."""
    if len(payload) > WIRE_MAX:
        raise SyncError(f"{len(payload)} bytes are too many for a message")
    if not payload or payload[0] != _ZLIB_HEAD:
        return payload
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(payload, JSON_MAX)
    except zlib.error as error:
        raise SyncError(f"a packed message is damaged: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise SyncError("a packed message is cut, too large or followed by something else")
    return plain
