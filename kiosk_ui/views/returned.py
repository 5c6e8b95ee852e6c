"""What was sold anywhere and may come back here, as the till shows it."""

from __future__ import annotations

from typing import Literal

from kiosk_ui.views.goods import GoodsLine
from kiosk_ui.views.view import View


class SoldLineView(GoodsLine, frozen=True, kw_only=True):
    """Pieces: bought, `left` out of a house, `back` already, `may` be taken here."""

    quantity: int
    left: int
    back: int
    may: int


class GivenBackView(View, frozen=True, kw_only=True):
    """What came back once, `here` in this store; no store where that was not kept."""

    here: bool
    store_zh: str
    store_en: str
    pieces: int
    at_ms: int


class SoldOrderView(View, frozen=True, kw_only=True):
    """`own`: taken by this store, which gives the money back itself. `may` pieces in all come back here."""

    order_id: str
    number: str
    source: Literal["store", "cloud", "flagship"]
    own: bool
    store_zh: str
    store_en: str
    made_ms: int
    over: Literal["", "refunded", "cancelled"]
    may: int
    lines: tuple[SoldLineView, ...]
    returns: tuple[GivenBackView, ...]


class SoldView(View, frozen=True, kw_only=True):
    """Orders of one number, the newest first: two stores may give the same."""

    orders: tuple[SoldOrderView, ...]
