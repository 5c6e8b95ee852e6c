"""Prices: versioned, effective from a moment, per store or for the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class Price(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One price of one SKU per step. `list_price_fen` is crossed out, 0 for none; `version` only grows."""

    sku: str
    price_fen: int
    version: int
    list_price_fen: int = 0
    effective_from_ms: int = 0


def current(prices: Iterable[Price], now_ms: int) -> Price | None:
    """The price in force: latest effective start not in the future, then highest version."""
    begun = [price for price in prices if price.effective_from_ms <= now_ms]
    return max(begun, key=lambda price: (price.effective_from_ms, price.version), default=None)
