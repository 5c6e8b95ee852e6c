"""What the chain's desk is shown and what it decides, as plain structs, and the rules all centres share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

NEIGHBOURS_MAX = 30  # stores whose stock a store is told
CORRECTION_MAX = 1_000_000
PRICE_MAX_FEN = 100_000_000
_EARTH_KM = 6371.0


class StoreRow(msgspec.Struct, frozen=True, kw_only=True):
    """A store and its lag: `told_seq` is its last hello's end, `acked` what stands here, over all its
    logs.
    """

    store: str
    name_zh: str = ""
    name_en: str = ""
    address: str = ""
    heard_ms: int = 0
    logs: int = 0
    acked: int = 0
    waiting: int = 0
    dead: int = 0


class FoundItem(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as the desk finds it; `price_fen` the chain's in force, 0 for none."""

    sku: str
    gtin: str
    product_id: str
    name_zh: str
    name_en: str
    size: str = ""
    color_zh: str = ""
    color_en: str = ""
    price_fen: int = 0


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    sku: str
    on_hand: int
    allocated: int
    as_of_ms: int


class PriceChange(msgspec.Struct, frozen=True, kw_only=True):
    """A price for the chain (`store` '') or for one store. Without a moment it holds from now."""

    sku: str
    price_fen: int
    list_price_fen: int = 0
    store: str = ""
    effective_from_ms: int | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A correction asked of a store: asked | done | refused, the store's word in `answer`."""

    command_id: str
    store: str
    sku: str
    quantity: int
    reason: str
    asked_ms: int
    deadline_ms: int
    state: str = "asked"
    answer: str = ""
    answered_ms: int = 0


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    store: str
    number: str
    state: str
    channel: str
    business_day: str
    total_fen: int
    paid_fen: int
    refunded_fen: int
    opened_ms: int
    closed_ms: int
    version: int


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    origin: str
    seq: int
    store: str
    event_id: str
    kind: str
    reason: str
    at_ms: int


class WorkerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker did since it started; `waiting` batches are not yet committed."""

    commits: int = 0
    events: int = 0
    waiting: int = 0
    garbage: int = 0


class WorkerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One worker of the centre; `spreads` says that it publishes the streams."""

    worker: str
    host: str = ""
    pid: int = 0
    alive: bool = True
    started_ms: int = 0
    beat_ms: int = 0
    shards: int = 0
    spreads: bool = False
    status: WorkerStatus = WorkerStatus()


class BackupState(msgspec.Struct, frozen=True, kw_only=True):
    """What stores may forget: without a backup (`made_ms` 0) and where none is `required`, all that is
    acknowledged; else what the last one covers.
    """

    required: bool = False
    made_ms: int = 0
    file: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a store stands, WGS 84 degrees."""

    lat: float
    lon: float


def distance_km(a: Place, b: Place) -> float:
    """Great circle."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def nearest(store: str, places: Mapping[str, Place | None]) -> tuple[str, ...]:
    """The stores whose stock `store` is told, nearest first; those of unknown place come last, by name."""
    here = places.get(store)

    def far(other: str) -> tuple[float, str]:
        there = places[other]
        return (math.inf if here is None or there is None else distance_km(here, there), other)

    return tuple(sorted((other for other in places if other != store), key=far)[:NEIGHBOURS_MAX])


def matching(text: str) -> Sequence[str]:
    """The forms in which a typed code may stand: as typed, and as a GTIN of 14 digits."""
    clean = text.strip()
    return (clean, clean.zfill(14)) if clean.isascii() and clean.isdigit() else (clean,)
