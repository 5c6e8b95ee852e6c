"""Pick-up: the code under which goods wait at the counter, and who names it."""

from __future__ import annotations

import hashlib
import hmac

from edge.domain.ask import Wanted
from edge.domain.message import Command, Event

_TAG_DIGITS, _CODE_DIGITS = 3, 5
CODE_LENGTH = _TAG_DIGITS + _CODE_DIGITS
TURNS_MAX = 20  # codes tried until one is free in this store


class HandToShopper(Command, frozen=True, kw_only=True):
    """Somebody names a pick-up code at the counter."""

    code: str


class ReadyForPickup(Event, frozen=True, kw_only=True):
    """`turn` and the log's origin make the code again at the centre; the code itself is in no log."""

    order_id: str
    attempt: int
    turn: int


class PickedUp(Event, frozen=True, kw_only=True):
    """`lines`: what was handed over, for a centre that lost the attempt."""

    order_id: str
    attempt: int
    lines: tuple[Wanted, ...] = ()


class PickupRefused(Event, frozen=True, kw_only=True):
    """A code that opens nothing; the next try is heard from `next_ms` on. Not logged for the centre."""

    place: str
    next_ms: int


def pickup_code(origin: str, secret: str, turn: int) -> str:
    """Eight digits: three that mark the box, five that only `secret` gives. Another `turn`, another code."""
    tag = int.from_bytes(hashlib.sha256(origin.encode()).digest()[:4], "big") % 10**_TAG_DIGITS
    word = hmac.new(secret.encode(), f"{origin}.{turn}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(word[:8], "big") % 10**_CODE_DIGITS
    return f"{tag:0{_TAG_DIGITS}d}{number:0{_CODE_DIGITS}d}"


def code_hash(code: str) -> str:
    """What the store keeps of a pick-up code."""
    return hashlib.sha256(f"pickup.{code}".encode()).hexdigest()
