"""Identifiers as values: the hybrid logical clock, the origin's short tag, numbers people read aloud; what of
them every database can hold.

UUIDv7 are made by `edge.runtime.clock`; here they are plain `str`.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

import msgspec

COUNTER_BITS = 16
ID_MAX: Final = 200  # characters, so that each stands in an index
_SEQ_MAX: Final = 1 << 62  # what is counted on from it is still a bigint
_CLOCK_MAX: Final = (1 << 63) - 1
_MS_MAX: Final = _CLOCK_MAX >> COUNTER_BITS  # year 6429

# Of a message from outside; no database of ours keeps a NUL in a text.
Id = Annotated[str, msgspec.Meta(max_length=ID_MAX, pattern=r"^[^\x00]*$")]
Seq = Annotated[int, msgspec.Meta(ge=0, le=_SEQ_MAX)]
ClockValue = Annotated[int, msgspec.Meta(ge=0, le=_CLOCK_MAX)]
Moment = Annotated[int, msgspec.Meta(ge=0, le=_MS_MAX)]
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud at a counter
_TAG_LENGTH = 3
_DIGITS_MAX = 9


def tick(last_hlc: int, now_ms: int) -> int:
    """Next hybrid logical clock value: (ms << 16 | counter), always greater than `last_hlc`."""
    return max(last_hlc + 1, now_ms << COUNTER_BITS)


def merge(last_hlc: int, remote_hlc: int, *, now_ms: int, ahead_ms: int) -> int:
    """Take in a remote clock, clamped to at most `ahead_ms` in the future of `now_ms`."""
    ceiling = (now_ms + ahead_ms) << COUNTER_BITS
    return max(last_hlc, min(remote_hlc, ceiling))


def hlc_ms(hlc: int) -> int:
    """The wall-clock part of a hybrid logical clock value, UTC ms."""
    return hlc >> COUNTER_BITS


def id_ms(uuid7: str) -> int:
    """When an id was made, UTC ms."""
    return int(uuid7[:12], 16)


def origin_tag(origin: str) -> str:
    """Three characters that mark all numbers made by one origin."""
    number = int.from_bytes(hashlib.sha256(origin.encode()).digest()[:4], "big")
    tag = ""
    for _ in range(_TAG_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        tag += _ALPHABET[digit]
    return tag


def order_number(tag: str, count: int) -> str:
    """What the shopper is told: 'K7P-0042'."""
    return f"{tag}-{count:04d}"


def read_number(text: str) -> str:
    """The number that somebody typed as 'k7p 42', '' for what cannot be one."""
    plain = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    tag, count = plain[:_TAG_LENGTH], plain[_TAG_LENGTH:]
    return order_number(tag, int(count)) if count.isdigit() and len(count) <= _DIGITS_MAX else ""
