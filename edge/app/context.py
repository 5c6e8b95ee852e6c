"""What a handler is told besides its command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from edge.domain.member import MemberPolicy
from edge.domain.message import Actor
from edge.domain.shop_code import ShopCodes


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What handlers know of the config: `barriers` lane -> device id, `printers` place -> device id.

    `counters` are the places where staff works: what is scanned there is told to their page, sold to nobody.
    With a `centre`, what is not here is shipped from elsewhere. A task is promised without asking the staff
    when `auto_accept` and `safety_stock` pieces more are here.
    """

    store_id: str
    name_zh: str
    name_en: str
    zone: ZoneInfo
    barriers: dict[str, str]
    printers: dict[str, str]
    counters: frozenset[str] = frozenset()
    members: MemberPolicy = MemberPolicy()
    centre: bool = False
    auto_accept: bool = False
    safety_stock: int = 0
    codes: ShopCodes = ShopCodes()

    def business_day(self, at_ms: int) -> str:
        """The shop's own date, ISO."""
        return datetime.fromtimestamp(at_ms / 1000, self.zone).date().isoformat()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One command's surroundings. `now_ms` UTC; `new_id` makes ids in order."""

    now_ms: int
    actor: Actor
    new_id: Callable[[], str]
    shop: Shop

    @property
    def today(self) -> str:
        return self.shop.business_day(self.now_ms)
