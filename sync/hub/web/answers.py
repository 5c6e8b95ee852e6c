"""What the API is asked and what it answers; the document is made from these."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from edge.domain.order import Order
from sync.hub.allocation.shapes import DemandRow
from sync.hub.command_sheet import WITHIN_S
from sync.hub.desk import (
    Asked,
    BackupState,
    DeadLetter,
    FoundItem,
    HoursRow,
    LogRow,
    Name,
    OrderRow,
    OrderStep,
    PriceChange,
    PriceRow,
    StockRow,
    StoreRow,
    WorkerRow,
)
from sync.hub.member_sheet import EraseCode, ErasureRow, MemberRow
from sync.hub.workers import CrewState, LagRow

PRICES_MAX = 20_000  # in one request; they change together
NAME_MAX = 60
SEARCH_MAX = 200  # a member code has 115 signs
COUPON_DAYS = 90
COUPON_DAYS_MAX = 3_650


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what may be sent."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what is answered."""


class Nothing(Body, frozen=True, kw_only=True):
    """`{}`: the address says it all."""


class Password(Body, frozen=True, kw_only=True):
    """`name`: who signs in; it stands beside what they decide."""

    password: str
    name: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""


class Prices(Body, frozen=True, kw_only=True):
    changes: Annotated[tuple[PriceChange, ...], msgspec.Meta(min_length=1, max_length=PRICES_MAX)]


class Correction(Body, frozen=True, kw_only=True):
    """`quantity` is signed: what to add to the shelf, or to take off it. `command_id` is made by who asks:
    the same one is taken once.
    """

    command_id: Name
    store: str
    sku: str
    quantity: int
    reason: str
    within_s: int = WITHIN_S


class Drop(Body, frozen=True, kw_only=True):
    """Why a dead letter is let go."""

    why: str


class Grant(Body, frozen=True, kw_only=True):
    """`off_fen` off a basket of at least `least_fen`, for `days` from now on. `coupon_id` is made by who
    gives it: the same one is given once.
    """

    coupon_id: Name
    title_zh: str
    title_en: str
    off_fen: int
    least_fen: int
    days: Annotated[int, msgspec.Meta(ge=1, le=COUPON_DAYS_MAX)] = COUPON_DAYS


class Search(Body, frozen=True, kw_only=True):
    """A whole phone, a member code, or the start of a member id."""

    text: Annotated[str, msgspec.Meta(max_length=SEARCH_MAX)]


class Erase(Body, frozen=True, kw_only=True):
    """Why a person is forgotten; `why` must not say who it is."""

    code: EraseCode
    why: str = ""


class Done(View, frozen=True, kw_only=True):
    """`{}`: it was done."""


class Problem(View, frozen=True, kw_only=True):
    """Every refusal: a stable `code` the page translates, and what fills the sentence."""

    code: str
    detail: dict[str, str | int] = {}


class Health(View, frozen=True, kw_only=True):
    state: Literal["ok"]
    hub_gen: str


class Session(View, frozen=True, kw_only=True):
    """Who is signed in with the page's cookie, and until when."""

    name: str
    expires_ms: int


class Stores(View, frozen=True, kw_only=True):
    stores: tuple[StoreRow, ...]


class Overview(View, frozen=True, kw_only=True):
    """All stores, and their hours from `from_ms` on; the last hour is the one that runs. `crew` takes in what
    they send; `erasures` are not in every store an hour after they were decided.
    """

    stores: tuple[StoreRow, ...]
    from_ms: int
    hours: tuple[HoursRow, ...]
    crew: CrewState
    erasures: int


class Workers(View, frozen=True, kw_only=True):
    """Each worker, how they stand together, and the stores that are furthest behind."""

    workers: tuple[WorkerRow, ...]
    crew: CrewState
    lags: tuple[LagRow, ...]
    backup: BackupState


class Logs(View, frozen=True, kw_only=True):
    logs: tuple[LogRow, ...]


class Items(View, frozen=True, kw_only=True):
    items: tuple[FoundItem, ...]


class Stock(View, frozen=True, kw_only=True):
    stock: tuple[StockRow, ...]


class ItemFile(View, frozen=True, kw_only=True):
    """One item: what it is, where it stands, what it costs."""

    item: FoundItem
    stock: tuple[StockRow, ...]
    prices: tuple[PriceRow, ...]


class Changed(View, frozen=True, kw_only=True):
    changed: int


class Corrections(View, frozen=True, kw_only=True):
    corrections: tuple[Asked, ...]


class OrderAsks(View, frozen=True, kw_only=True):
    """What the store was asked to do with one order, the latest first."""

    asks: tuple[Asked, ...]


class Orders(View, frozen=True, kw_only=True):
    orders: tuple[OrderRow, ...]


class Demands(View, frozen=True, kw_only=True):
    fulfilments: tuple[DemandRow, ...]


class PaymentLine(View, frozen=True, kw_only=True):
    payment_id: str
    tender: str
    direction: str
    amount_fen: int
    state: str
    reference: str
    settled_ms: int


class OrderFile(View, frozen=True, kw_only=True):
    """An order as its store told it last, what was paid, and what happened when."""

    store: str
    order: Order
    payments: tuple[PaymentLine, ...]
    steps: tuple[OrderStep, ...]


class DeadLetters(View, frozen=True, kw_only=True):
    """Some of them; `waiting` for a decision and `decided` are how many there are in all."""

    dead_letters: tuple[DeadLetter, ...]
    waiting: int
    decided: int


class Members(View, frozen=True, kw_only=True):
    members: tuple[MemberRow, ...]


class Erasures(View, frozen=True, kw_only=True):
    """Those that have not reached every store yet come first."""

    erasures: tuple[ErasureRow, ...]


class MemberCode(View, frozen=True, kw_only=True):
    code: str
