"""Goods that come back, to whichever store of the chain."""

from __future__ import annotations

from edge.domain.ask import Wanted
from edge.domain.message import Command, Event


class TakeReturn(Command, frozen=True, kw_only=True):
    """Goods of an order come back here, whoever sent them; the money stays with who took it."""

    return_id: str
    order_id: str
    lines: tuple[Wanted, ...]
    reason: str


class Returned(Event, frozen=True, kw_only=True):
    return_id: str
    order_id: str
    lines: tuple[Wanted, ...]
    reason: str
