"""Orders, their payments and contacts, as the pages show them."""

from __future__ import annotations

from edge.domain.order import FulfilmentState, OrderState, Way
from edge.domain.payment import Direction, PaymentState, TenderKind
from kiosk_ui.views.view import View


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
    elsewhere: bool


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


class LabelView(View, frozen=True, kw_only=True):
    """What stands on the parcel; the phone stays masked, as on a private label. Never sent unasked."""

    number: str
    name: str
    phone: str
    address: str


class FulfilmentView(View, frozen=True, kw_only=True):
    """`elsewhere`: the centre finds the store that ships; promised only when it says so."""

    way: Way
    state: FulfilmentState
    elsewhere: bool


class OrderView(View, frozen=True, kw_only=True):
    order_id: str
    number: str
    place: str
    state: OrderState
    lines: tuple[LineView, ...]
    fulfilments: tuple[FulfilmentView, ...]
    payments: tuple[PaymentView, ...]
    contact: ContactView | None
    member: bool
    points: int
    points_earned: int
    coupon_id: str
    coupon_fen: int
    total_fen: int
    paid_fen: int
    refunded_fen: int
    due_fen: int
    opened_ms: int
    closed_ms: int


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
