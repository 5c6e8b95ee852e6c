"""Stock: a ledger of movements; the level is derived, holds expire."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.message import Command, Event

MoveReason = Literal["sale", "return", "stock_take", "correction", "ship", "transfer"]
HOLD_MS = 15 * 60_000  # a basket being paid keeps its pieces this long
QUANTITY_MAX = 1_000_000  # one movement; more is a typing mistake


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger, signed. `(reason, ref, sku)` is unique, so a repeat cannot count twice."""

    movement_id: str
    sku: str
    quantity: int
    reason: MoveReason
    ref: str
    at_ms: int


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What stands here: on hand, of which allocated to orders not yet handed over."""

    sku: str
    on_hand: int = 0
    allocated: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces promised to an order until `expires_ms` (0: until released)."""

    order_id: str
    sku: str
    quantity: int
    expires_ms: int = 0


class StockElsewhere(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Another store's available stock as the centre last told it."""

    sku: str
    store_id: str
    available: int
    as_of_ms: int


class StoreStock(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre knows of a store's stock of one SKU, and how far it is from the one that asks."""

    store_id: str
    name_zh: str
    name_en: str
    available: int
    as_of_ms: int
    distance_m: int | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """One counted SKU of a stock-take."""

    sku: str
    quantity: int


class TakeStock(Command, frozen=True, kw_only=True):
    """A stock-take: what was counted replaces what was thought, by movements."""

    take_id: str
    counts: tuple[Count, ...]


class CorrectStock(Command, frozen=True, kw_only=True):
    """A correction, asked by the centre (its `command_id` is the ref) or by a manager."""

    ref: str
    sku: str
    quantity: int
    reason: str


class ExpireHolds(Command, frozen=True, kw_only=True):
    """Free one bounded piece of what was kept for orders nobody went on paying."""


class StockMoved(Event, frozen=True, kw_only=True):
    """Ledger lines written in this transaction, with the levels they led to (new on hand, by SKU)."""

    movements: tuple[Movement, ...]
    levels: tuple[Level, ...]


class StockHeld(Event, frozen=True, kw_only=True):
    """Allocated changed without a movement; not logged for the centre."""

    skus: tuple[str, ...]
