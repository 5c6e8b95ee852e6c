"""What the chain's desk is shown and what it decides, as plain structs, and the rules all centres share."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from edge.domain.stock import QUANTITY_MAX
from edge.domain.transfer import LINES_MAX

NEIGHBOURS_MAX = 30  # stores whose stock a store is told
WAREHOUSES_MAX = 5  # besides
WAREHOUSE = "warehouse"  # a kind of store
CORRECTION_MAX = 1_000_000
PRICE_MAX_FEN = 100_000_000
REASON_MAX = 200
DAY_HOURS = 48  # today and, to compare with, yesterday
HOUR_MS = 3_600_000
LetterState = Literal["waiting", "applied", "dropped"]
_EARTH_KM = 6371.0

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]


class StoreRow(msgspec.Struct, frozen=True, kw_only=True):
    """A store and its lag: `told_seq` is its last hello's end, `acked` what stands here, over all its
    logs.
    """

    store: str
    name_zh: str = ""
    name_en: str = ""
    address: str = ""
    address_en: str = ""
    zone: str = "Asia/Shanghai"
    heard_ms: int = 0
    logs: int = 0
    acked: int = 0
    waiting: int = 0
    dead: int = 0


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One log of a store; `safe` is what the last backup of the centre covers, None where none is kept."""

    origin: str
    box: str
    acked: int
    told_seq: int
    safe: int | None
    heard_ms: int


class HoursRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one store took in, hour by hour: orders paid, and their money less what was given back."""

    store: str
    orders: tuple[int, ...]
    sales_fen: tuple[int, ...]


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
    kind: str = ""
    mark: str = ""
    color_hex: str = ""


class StockRow(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    sku: str
    on_hand: int
    allocated: int
    as_of_ms: int


class PriceChange(msgspec.Struct, frozen=True, kw_only=True):
    """A price for the chain (`store` '') or for one store. Without a moment, which must
    be to come, it holds from now.
    """

    sku: str
    price_fen: int
    list_price_fen: int = 0
    store: str = ""
    effective_from_ms: int | None = None


class PriceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A price as it was decided; `holds` says that it is the one in force, for the chain or its store. One
    that came from a file has nobody's name.
    """

    store: str
    price_fen: int
    list_price_fen: int
    effective_from_ms: int
    holds: bool
    set_by: str = ""
    set_ms: int = 0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Something asked of a store: asked | done | refused, the store's word in `answer`. `sku` and `quantity`
    are a correction's, `order_id` and `restock` those of what is asked of an order.
    """

    command_id: str
    store: str
    kind: Literal["correct", "refund", "cancel"] = "correct"
    sku: str = ""
    quantity: int = 0
    order_id: str = ""
    restock: bool = False
    reason: str
    asked_ms: int
    deadline_ms: int
    asked_by: str = ""
    state: str = "asked"
    answer: str = ""
    answered_ms: int = 0


class WantedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sku: Name
    quantity: Annotated[int, msgspec.Meta(ge=1, le=QUANTITY_MAX)]


class NewTransfer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`transfer_id` is made by who asks: the same one is taken once."""

    transfer_id: Name
    source: Name
    target: Name
    lines: Annotated[tuple[WantedLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]


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


class OrderStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to an order: parked | paid | handed_over | cancelled | refunded, the way or the
    reason in `detail`.
    """

    step: str
    detail: str
    version: int
    at_ms: int


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that could not be applied, and what a person decided about it."""

    origin: str
    seq: int
    store: str
    event_id: str
    kind: str
    reason: str
    at_ms: int
    state: LetterState = "waiting"
    tries: int = 0
    decided_by: str = ""
    decided_ms: int = 0
    why: str = ""


class LetterCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many dead letters wait for a decision, and how many had theirs."""

    waiting: int
    decided: int


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter with its entry's body as it came, as far as it is text."""

    letter: DeadLetter
    body: str


class WorkerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker did since it started; `waiting` batches are not yet committed, `asks` of stores not yet
    answered. `events_s`: entries a second of late.
    """

    commits: int = 0
    events: int = 0
    waiting: int = 0
    garbage: int = 0
    asks: int = 0
    events_s: float = 0.0


class WorkerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One worker of the centre. `held`: its leases, -1 (`spreads`) among them where it publishes the streams;
    `lease_ms` is left of the shortest, 0 where it holds none.
    """

    worker: str
    host: str = ""
    pid: int = 0
    alive: bool = True
    started_ms: int = 0
    beat_ms: int = 0
    shards: int = 0
    spreads: bool = False
    held: tuple[int, ...] = ()
    lease_ms: int = 0
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


def nearest(
    store: str, places: Mapping[str, Place | None], warehouses: Collection[str] = ()
) -> tuple[str, ...]:
    """The stores whose stock `store` is told, nearest first, those of unknown place last, by name; and the
    nearest few warehouses, however far.
    """
    here = places.get(store)

    def far(other: str) -> tuple[float, str]:
        there = places[other]
        return (math.inf if here is None or there is None else distance_km(here, there), other)

    ordered = sorted((other for other in places if other != store), key=far)
    houses = [other for other in ordered if other in warehouses][:WAREHOUSES_MAX]
    return tuple(dict.fromkeys((*ordered[:NEIGHBOURS_MAX], *houses)))


def matching(text: str) -> Sequence[str]:
    """The forms in which a typed code may stand: as typed, and as a GTIN of 14 digits."""
    clean = text.strip()
    return (clean, clean.zfill(14)) if clean.isascii() and clean.isdigit() else (clean,)


def hours_from(now_ms: int) -> int:
    """Where the hours of `HoursRow` begin: the last one is the hour that runs."""
    return (now_ms // HOUR_MS - DAY_HOURS + 1) * HOUR_MS
