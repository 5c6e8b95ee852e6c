"""What a page may send: the bodies of the POST routes. Unknown fields are refused."""

from __future__ import annotations

from typing import Annotated

import msgspec

from edge.domain.barcode import TEXT_MAX
from edge.domain.contact import ADDRESS_MAX, NAME_MAX
from edge.domain.order import QUANTITY_MAX, Way
from edge.domain.parking import PLATE_MAX, PlateColor
from edge.domain.pickup import CODE_LENGTH
from edge.domain.profile import Level
from edge.domain.returned import ReturnReason
from edge.domain.stock import QUANTITY_MAX as PIECES_MAX
from edge.domain.task import LINES_MAX, TRACKING_MAX, RejectReason, ShortReason

CASH_MAX_FEN = 100_000_000
REASON_MAX = 120

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
MaybeId = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[\w.:-]*$")]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=QUANTITY_MAX)]
QuantityOrNone = Annotated[int, msgspec.Meta(ge=0, le=QUANTITY_MAX)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=REASON_MAX)]
Pin = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,12}$")]
NewPin = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4,12}$")]


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything a page sends."""


class NoWish(Wish, frozen=True, kw_only=True):
    """An act that needs no word: `{}`."""


class ShowWish(Wish, frozen=True, kw_only=True):
    product_id: Id
    sku: MaybeId = ""


class AddWish(Wish, frozen=True, kw_only=True):
    sku: Id
    quantity: Quantity = 1


class QuantityWish(Wish, frozen=True, kw_only=True):
    """0 takes the line out."""

    line_id: Id
    quantity: QuantityOrNone


class SwapWish(Wish, frozen=True, kw_only=True):
    line_id: Id
    sku: Id


class WayWish(Wish, frozen=True, kw_only=True):
    line_id: Id
    way: Way


class ContactWish(Wish, frozen=True, kw_only=True):
    """As typed; the store trims and checks."""

    name: Annotated[str, msgspec.Meta(max_length=2 * NAME_MAX)]
    phone: Annotated[str, msgspec.Meta(max_length=40)]
    address: Annotated[str, msgspec.Meta(max_length=2 * ADDRESS_MAX)]


class StopWish(Wish, frozen=True, kw_only=True):
    payment_id: Id


class SignInWish(Wish, frozen=True, kw_only=True):
    staff_id: Id
    pin: Pin


class FirstWish(Wish, frozen=True, kw_only=True):
    """The first manager of a new store, by the one-time code of the run."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_MAX)]
    pin: NewPin


class CashWish(Wish, frozen=True, kw_only=True):
    given_fen: Annotated[int, msgspec.Meta(ge=0, le=CASH_MAX_FEN)]


class ReasonWish(Wish, frozen=True, kw_only=True):
    reason: Reason


class RefundWish(Wish, frozen=True, kw_only=True):
    reason: Reason
    restock: bool = True


class PhoneWish(Wish, frozen=True, kw_only=True):
    """A phone as typed."""

    phone: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class FindMemberWish(Wish, frozen=True, kw_only=True):
    """A phone, or the text of a member code."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX)]


class SignUpWish(Wish, frozen=True, kw_only=True):
    """`consent` to messages; the shopper agreed to be a member by sending this."""

    phone: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    name: Annotated[str, msgspec.Meta(max_length=2 * NAME_MAX)] = ""
    consent: bool = False


class PhoneCodeWish(Wish, frozen=True, kw_only=True):
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=12)]


class PointsWish(Wish, frozen=True, kw_only=True):
    """0 takes them back."""

    points: Annotated[int, msgspec.Meta(ge=0, le=CASH_MAX_FEN)]


class CouponWish(Wish, frozen=True, kw_only=True):
    """'' takes it off."""

    coupon_id: MaybeId = ""


class MemberWish(Wish, frozen=True, kw_only=True):
    member_id: Id


class ChangeMemberWish(Wish, frozen=True, kw_only=True):
    """What is null stays as it is."""

    member_id: Id
    name: Annotated[str, msgspec.Meta(max_length=2 * NAME_MAX)] | None = None
    level: Level | None = None
    consent: bool | None = None


class RejectTaskWish(Wish, frozen=True, kw_only=True):
    reason: RejectReason


class PickWish(Wish, frozen=True, kw_only=True):
    """What the scanner read, or a SKU that was tapped."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=2 * TEXT_MAX)]


class ShortWish(Wish, frozen=True, kw_only=True):
    sku: Id
    reason: ShortReason


class CarrierWish(Wish, frozen=True, kw_only=True):
    tracking: Annotated[str, msgspec.Meta(max_length=TRACKING_MAX)] = ""


class PickupWish(Wish, frozen=True, kw_only=True):
    """Digits as the shopper says them; spaces do not matter."""

    code: Annotated[str, msgspec.Meta(max_length=2 * CODE_LENGTH, pattern=r"^[0-9 ]+$")]


class ReturnLine(Wish, frozen=True, kw_only=True):
    sku: Id
    quantity: Annotated[int, msgspec.Meta(ge=1)]


class ReturnWish(Wish, frozen=True, kw_only=True):
    """`return_id` is made by the page: the same one is taken once. Not `sellable`: it goes on no shelf."""

    return_id: Id
    order_id: Id
    lines: Annotated[tuple[ReturnLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    reason: ReturnReason
    sellable: bool = True


class CountWish(Wish, frozen=True, kw_only=True):
    sku: Id
    quantity: Annotated[int, msgspec.Meta(ge=0, le=PIECES_MAX)]


class CountsWish(Wish, frozen=True, kw_only=True):
    """What was counted out for another store, or in from it; a SKU that is not named is none."""

    counts: Annotated[tuple[CountWish, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]


class TransferWish(Wish, frozen=True, kw_only=True):
    """Goods asked of another store. `transfer_id` is made by the page: the same one is asked once."""

    transfer_id: Id
    source: Id
    sku: Id
    quantity: Annotated[int, msgspec.Meta(ge=1, le=PIECES_MAX)]


class SendWish(CountsWish, frozen=True, kw_only=True):
    """`reason` says why it is less than was asked for."""

    reason: Annotated[str, msgspec.Meta(max_length=REASON_MAX)] = ""


class PlugWish(Wish, frozen=True, kw_only=True):
    plugged: bool


class ScanWish(Wish, frozen=True, kw_only=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2 * TEXT_MAX)]


class FaultWish(Wish, frozen=True, kw_only=True):
    """`''` mends the device."""

    fault: Annotated[str, msgspec.Meta(max_length=16)]


class PlateWish(Wish, frozen=True, kw_only=True):
    plate: Annotated[str, msgspec.Meta(min_length=1, max_length=PLATE_MAX)]
    color: PlateColor = "blue"
