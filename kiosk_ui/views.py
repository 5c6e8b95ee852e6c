"""What the pages are sent: the shapes of the JSON API and of the live views. The OpenAPI document and the
TypeScript types are generated from here.
"""

from __future__ import annotations

import msgspec

from edge.app.ports import Health, LabDevice
from edge.domain.catalog import Category
from edge.domain.order import OrderState, Way
from edge.domain.parking import PlateColor
from edge.domain.payment import Direction, PaymentState, TenderKind
from edge.domain.shelf import Notice
from edge.domain.staff import StaffRole


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything sent to a page."""


class Elsewhere(View, frozen=True, kw_only=True):
    store_id: str
    store_zh: str
    store_en: str
    available: int
    as_of_ms: int


class VariantView(View, frozen=True, kw_only=True):
    """One size and colour. `here` can be taken now; price 0 with `priced` false is 'not for sale here'."""

    sku: str
    gtin: str
    size: str
    color_code: str
    color_zh: str
    color_en: str
    color_hex: str
    picture: str
    priced: bool
    price_fen: int
    list_price_fen: int
    here: int
    elsewhere: tuple[Elsewhere, ...] = ()


class ProductView(View, frozen=True, kw_only=True):
    """A product page. `variants` in order of colour, then size."""

    product_id: str
    category: str
    brand: str
    name_zh: str
    name_en: str
    story_zh: str
    story_en: str
    shelf: str
    variants: tuple[VariantView, ...]


class CardView(View, frozen=True, kw_only=True):
    """A product on a shelf or in search results. `from_fen` is its lowest price, `colors` its hex values."""

    product_id: str
    brand: str
    name_zh: str
    name_en: str
    picture: str
    from_fen: int
    list_price_fen: int
    shelf: str
    colors: tuple[str, ...]
    here: int


class ShelfView(View, frozen=True, kw_only=True):
    """A row of the home screen: `shelf` new | season | clearance, or a category's slug."""

    shelf: str
    cards: tuple[CardView, ...]


class HomeView(View, frozen=True, kw_only=True):
    categories: tuple[Category, ...]
    shelves: tuple[ShelfView, ...]


class CardsView(View, frozen=True, kw_only=True):
    """A page of cards; `next` is the cursor of the following one, '' at the end."""

    cards: tuple[CardView, ...]
    next: str = ""


class LineView(View, frozen=True, kw_only=True):
    line_id: str
    sku: str
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str
    variant_en: str
    picture: str
    quantity: int
    price_fen: int
    list_price_fen: int
    amount_fen: int
    way: Way


class PaymentView(View, frozen=True, kw_only=True):
    """`qr` is the text to draw as a QR code, '' until the gateway answered."""

    payment_id: str
    tender: TenderKind
    direction: Direction
    state: PaymentState
    amount_fen: int
    given_fen: int = 0
    change_fen: int = 0
    qr: str = ""
    expires_ms: int = 0
    reason: str = ""


class ContactView(View, frozen=True, kw_only=True):
    """Masked wherever it is shown."""

    name: str
    phone: str
    address: str


class FulfilmentView(View, frozen=True, kw_only=True):
    way: Way
    state: str


class OrderView(View, frozen=True, kw_only=True):
    order_id: str
    number: str
    place: str
    state: OrderState
    lines: tuple[LineView, ...]
    fulfilments: tuple[FulfilmentView, ...]
    payments: tuple[PaymentView, ...]
    contact: ContactView | None
    total_fen: int
    paid_fen: int
    refunded_fen: int
    due_fen: int
    opened_ms: int
    closed_ms: int


class KioskView(View, frozen=True, kw_only=True):
    """Everything one kiosk shows, pushed whole with every revision. A new `scanned_ms` opens `shown`; order
    state 'paying' shows the QR; 'paid' and 'parked' show the number until the page sends /api/kiosk/leave.
    """

    place: str
    store_zh: str
    store_en: str
    demo: bool
    shown: ProductView | None
    shown_sku: str
    scanned_ms: int
    notice: Notice | None
    order: OrderView | None
    wallet_ok: bool
    scanner_ok: bool
    now_ms: int


class QueueRow(View, frozen=True, kw_only=True):
    order_id: str
    number: str
    place: str
    state: OrderState
    pieces: int
    total_fen: int
    due_fen: int
    ways: tuple[Way, ...]
    opened_ms: int
    payment: PaymentState | None


class TillView(View, frozen=True, kw_only=True):
    """The queue: parked (to be paid), paid (to be handed over or shipped), lately done; newest last."""

    place: str
    staff_name: str
    role: StaffRole
    parked: tuple[QueueRow, ...]
    paid: tuple[QueueRow, ...]
    done: tuple[QueueRow, ...]
    notice: Notice | None
    printer_ok: bool
    now_ms: int


class HourPoint(View, frozen=True, kw_only=True):
    hour: int
    sales_fen: int
    orders: int


class EffectRow(View, frozen=True, kw_only=True):
    """An unanswered effect, as a sentence: kind (GateDidNotOpen, Print, ...), what it was for, why."""

    effect_id: str
    kind: str
    target: str
    subject: str
    state: str
    note: str
    at_ms: int


class OriginRow(View, frozen=True, kw_only=True):
    origin: str
    current: bool
    max_seq: int
    acked: int
    safe: int


class LaneRow(View, frozen=True, kw_only=True):
    lane: str
    plate: str
    color: PlateColor
    at_ms: int


class BoardView(View, frozen=True, kw_only=True):
    """Today at a glance. `oldest_waiting_ms` is the age of the oldest entry that waits for the centre, 0 for
    none; `acked_ms` is when the centre last acknowledged, UTC.
    """

    store_id: str
    store_zh: str
    store_en: str
    business_day: str
    sales_fen: int
    orders: int
    refunds_fen: int
    cars: int
    hours: tuple[HourPoint, ...]
    health: tuple[Health, ...]
    waiting: int
    oldest_waiting_ms: int
    acked: int
    acked_ms: int
    origins: tuple[OriginRow, ...]
    effects: tuple[EffectRow, ...]
    lanes: tuple[LaneRow, ...]
    below_zero: int
    recent: tuple[QueueRow, ...]
    now_ms: int


class LabView(View, frozen=True, kw_only=True):
    """The virtual devices, and the last codes each place's scanner read."""

    store_zh: str
    store_en: str
    devices: tuple[LabDevice, ...]
    papers: dict[str, int]
    now_ms: int


class FoundView(View, frozen=True, kw_only=True):
    """A code read in a dropped picture; `product` where it is one of ours, else `known` is false."""

    text: str
    format: str
    corners: tuple[tuple[int, int], ...]
    known: bool
    reason: str
    product: CardView | None = None


class Problem(View, frozen=True, kw_only=True):
    """Every refusal: a stable `code` the page translates, and what fills the sentence."""

    code: str
    detail: dict[str, str | int] = {}
