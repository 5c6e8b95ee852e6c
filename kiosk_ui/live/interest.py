"""Which events can change which page."""

from __future__ import annotations

from edge.domain.contact import ContactErased, ContactKept
from edge.domain.coupon import CouponUsed
from edge.domain.effect import EffectDone, EffectFailed
from edge.domain.feed import CommandAnswered, FeedApplied
from edge.domain.lease import LeaseMoved
from edge.domain.logbook import LogAcked, OriginLeft
from edge.domain.member import (
    MemberChanged,
    MemberErased,
    MemberKnown,
    MemberShown,
    MemberSignedUp,
    MemberVerified,
)
from edge.domain.message import Event
from edge.domain.order import (
    BasketChanged,
    OrderCancelled,
    OrderHandedOver,
    OrderPaid,
    OrderParked,
    OrderRefunded,
    ShippingChanged,
)
from edge.domain.parking import BarrierOpened, CarSeen, GateDidNotOpen
from edge.domain.past import PastApplied
from edge.domain.payment import PaymentChanged
from edge.domain.points import PointsEarned, PointsSpent
from edge.domain.shelf import CodeRefused, ShelfChanged
from edge.domain.staff import SignedOut, StaffAdded
from edge.domain.stock import StockHeld, StockMoved
from edge.domain.task import TaskChanged
from edge.domain.transfer import (
    TransferChanged,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferWished,
)

PLACED = (OrderParked, OrderPaid, OrderHandedOver, ShippingChanged, OrderCancelled, OrderRefunded)
GATE = (CarSeen, BarrierOpened, GateDidNotOpen)
LOG = (
    ContactKept, ContactErased, CommandAnswered, StaffAdded, LogAcked, OriginLeft, LeaseMoved, PastApplied,
)  # fmt: skip
MEMBERS = (
    MemberKnown, MemberSignedUp, MemberVerified, MemberChanged, MemberErased, PointsEarned, PointsSpent,
    CouponUsed,
)  # fmt: skip
TRANSFERS = (TransferChanged, TransferWished, TransferSent, TransferReceived, TransferRefused)
EFFECTS = (EffectDone, EffectFailed)
KINDS: tuple[type[Event], ...] = (
    *PLACED, *GATE, *LOG, *EFFECTS, *MEMBERS, *TRANSFERS, MemberShown, BasketChanged, PaymentChanged,
    ShelfChanged, CodeRefused, FeedApplied, StockHeld, StockMoved, SignedOut, TaskChanged,
)  # fmt: skip


def kiosk_sees(
    event: Event,
    *,
    place: str,
    order_id: str,
    product_id: str,
    skus: frozenset[str],
    member: bool = False,
) -> bool:
    """Its own shelf and basket, whatever the product it shows is made of, and who stands there."""
    if member and changes_member(event):
        return True
    if isinstance(event, PaymentChanged):
        return event.payment.order_id == order_id
    if isinstance(event, (BasketChanged, *PLACED)):
        return event.order.place == place or event.order.order_id == order_id
    return at_place(event, place) or changes_product(event, product_id, skus)


def at_place(event: Event, place: str) -> bool:
    """Whether something was scanned or opened there."""
    if isinstance(event, ShelfChanged):
        return event.shelf.place == place
    if isinstance(event, MemberShown):
        return event.place == place
    return isinstance(event, CodeRefused) and event.place == place


def changes_product(event: Event, product_id: str, skus: frozenset[str]) -> bool:
    """Its words, its prices, or how many there are."""
    match event:
        case StockMoved(movements=movements):
            return any(movement.sku in skus for movement in movements)
        case StockHeld(skus=held):
            return not skus.isdisjoint(held)
        case FeedApplied(products=products):
            return bool(product_id) and (not products or product_id in products)
        case _:
            return False


def changes_member(event: Event) -> bool:
    """Whether somebody's name, balance or coupons may be others now."""
    if isinstance(event, FeedApplied):
        return event.stream == "member"
    return isinstance(event, MEMBERS)


def till_sees(event: Event, *, place: str, member: bool = False) -> bool:
    """The queue, the tasks, the transfers, what was scanned at this till, and who stands there."""
    if member and changes_member(event):
        return True
    return at_place(event, place) or isinstance(
        event, (*PLACED, *TRANSFERS, PaymentChanged, TaskChanged, PastApplied)
    )


def board_sees(event: Event) -> bool:
    """Whatever is counted: sales, cars, the log, stock below zero, effects."""
    return isinstance(event, (*PLACED, *GATE, *LOG, *EFFECTS, PaymentChanged, StockMoved))


def ends_sessions(event: Event) -> bool:
    """Whether somebody signed in may no longer be."""
    return isinstance(event, SignedOut) or (isinstance(event, FeedApplied) and event.stream == "staff")
