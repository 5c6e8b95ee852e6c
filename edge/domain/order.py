"""Orders: from the basket to the hand-over. State changes return new values."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.message import Command, Event

OrderState = Literal["open", "paying", "parked", "paid", "done", "cancelled", "refunded"]
Way = Literal["take", "ship"]
FulfilmentState = Literal["waiting", "ready", "finding", "back_order", "promised", "done", "cancelled"]
LINES_MAX = 200
QUANTITY_MAX = 999


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One SKU of an order. Names and prices are pinned when it is added; `amount_fen` after discounts;
    `coupon_fen` and `points_fen` are this line's shares within `discount_fen`, given back as stored.
    `elsewhere`: none is here, so that the centre finds the store that ships it.
    """

    line_id: str
    sku: str
    product_id: str
    name_zh: str
    name_en: str
    variant_zh: str = ""
    variant_en: str = ""
    quantity: int
    step: int = 1
    price_fen: int
    list_price_fen: int = 0
    price_version: int
    discount_fen: int = 0
    coupon_fen: int = 0
    points_fen: int = 0
    amount_fen: int
    tax_code: str = ""
    tax_rate_bp: int = 0
    way: Way = "take"
    scanned: bool = False
    elsewhere: bool = False


class Fulfilment(msgspec.Struct, frozen=True, kw_only=True):
    """How a part of the order reaches the shopper. `contact_id` where it is shipped. What is shipped from
    `elsewhere` is found | back-ordered | promised | done by the word of the centre.
    """

    fulfilment_id: str
    way: Way
    state: FulfilmentState = "waiting"
    contact_id: str = ""
    elsewhere: bool = False


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order. `number` is told to the shopper once it is parked or paid; `version` counts its changes.
    `points` were spent on it (a fen each), `points_earned` came of it, both for `member_id`.
    """

    order_id: str
    place: str
    channel: str
    state: OrderState = "open"
    number: str = ""
    lines: tuple[Line, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    contact_id: str = ""
    member_id: str = ""
    coupon_id: str = ""
    coupon_fen: int = 0
    coupon_least_fen: int = 0
    points: int = 0
    points_earned: int = 0
    total_fen: int = 0
    paid_fen: int = 0
    refunded_fen: int = 0
    opened_ms: int = 0
    closed_ms: int = 0
    business_day: str = ""
    version: int = 0

    @property
    def due_fen(self) -> int:
        return self.total_fen - self.paid_fen


class AddToBasket(Command, frozen=True, kw_only=True):
    """Put pieces of a SKU into the basket of the actor's place."""

    sku: str
    quantity: int = 1


class SetQuantity(Command, frozen=True, kw_only=True):
    """Set a line's quantity; 0 takes it out."""

    line_id: str
    quantity: int


class SwapVariant(Command, frozen=True, kw_only=True):
    """Another size or colour instead, same quantity."""

    line_id: str
    sku: str


class SetWay(Command, frozen=True, kw_only=True):
    """Take a line here, or have it shipped."""

    line_id: str
    way: Way


class SetContact(Command, frozen=True, kw_only=True):
    """Who receives what is shipped; makes the contact and names it in the basket."""

    name: str
    phone: str
    address: str


class ClearBasket(Command, frozen=True, kw_only=True):
    """The shopper left: the place forgets what it showed, an open basket is cancelled."""


class ParkOrder(Command, frozen=True, kw_only=True):
    """Keep the basket under a number, to be paid at the till."""


class CancelOrder(Command, frozen=True, kw_only=True):
    order_id: str
    reason: str


class HandOver(Command, frozen=True, kw_only=True):
    """Staff gave the taken lines to the shopper."""

    order_id: str


class ShipOrder(Command, frozen=True, kw_only=True):
    """Staff gave the shipped lines to the carrier."""

    order_id: str


class PrintReceipt(Command, frozen=True, kw_only=True):
    order_id: str


class BasketChanged(Event, frozen=True, kw_only=True):
    """An order not yet placed changed; not logged for the centre."""

    order: Order


class OrderParked(Event, frozen=True, kw_only=True):
    order: Order


class OrderPaid(Event, frozen=True, kw_only=True):
    """Fully paid: stock is allocated, a receipt is due."""

    order: Order


class OrderHandedOver(Event, frozen=True, kw_only=True):
    """A part or all of it left the shop; `way` says which part."""

    order: Order
    way: Way


class ShippingChanged(Event, frozen=True, kw_only=True):
    """The centre said how far the pieces are that another store ships."""

    order: Order


class OrderCancelled(Event, frozen=True, kw_only=True):
    order: Order
    reason: str


class OrderRefunded(Event, frozen=True, kw_only=True):
    order: Order
    reason: str
