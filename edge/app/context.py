"""What a handler is told besides its command."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec

from edge.domain.message import Actor


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One command's surroundings. `now_ms` UTC; `new_id` makes ids in order; `barriers` maps lane -> device id,
    `printers` place -> device id, `tills` and so on come from the configuration."""

    now_ms: int
    actor: Actor
    new_id: Callable[[], str]
    shop: Shop


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What handlers know of the configuration."""

    store_id: str
    name_zh: str
    name_en: str
    zone: ZoneInfo
    barriers: dict[str, str]
    printers: dict[str, str]
