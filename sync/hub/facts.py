"""What a log's entries mean for the centre's read models. Pure; every centre applies the same changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

import msgspec

from edge.domain.answer import Word
from edge.domain.contact import ContactErased, ContactKept
from edge.domain.coupon import CouponUse, CouponUsed
from edge.domain.feed import CommandAnswered
from edge.domain.member import MemberChanged, MemberErased, MemberSignedUp, MemberTold, MemberVerified
from edge.domain.message import Event
from edge.domain.order import (
    Line,
    Order,
    OrderCancelled,
    OrderHandedOver,
    OrderPaid,
    OrderParked,
    OrderRefunded,
    ShippingChanged,
)
from edge.domain.payment import Payment, PaymentChanged
from edge.domain.points import PointsEarned, PointsMove, PointsSpent
from edge.domain.profile import Profile
from edge.domain.returned import Returned
from edge.domain.stock import Movement, StockMoved
from edge.domain.transfer import TransferWord
from sync.log.up_hub import Row

APPLIED: Final[tuple[type[Event], ...]] = (
    OrderParked,
    OrderPaid,
    OrderHandedOver,
    OrderCancelled,
    OrderRefunded,
    ShippingChanged,
    PaymentChanged,
    StockMoved,
    CommandAnswered,
    MemberSignedUp,
    MemberVerified,
    MemberChanged,
    MemberErased,
    PointsEarned,
    PointsSpent,
    CouponUsed,
    Returned,
    ContactKept,
    ContactErased,
    *get_args(Word),
    *get_args(TransferWord),
)
_OF_ORDERS: Final = (
    OrderParked,
    OrderPaid,
    OrderHandedOver,
    OrderCancelled,
    OrderRefunded,
    ShippingChanged,
)
_WORDS: Final = get_args(Word)
_OF_TRANSFERS: Final = get_args(TransferWord)
_DECODERS: Final = {kind.__name__: msgspec.json.Decoder(kind) for kind in APPLIED}
_STEPS: Final[dict[type[Event], str]] = {
    OrderParked: "parked",
    OrderPaid: "paid",
    OrderHandedOver: "handed_over",
    OrderCancelled: "cancelled",
    OrderRefunded: "refunded",
}
_OPEN_FULFILMENT = frozenset({"waiting", "ready"})
_ABROAD = b"\\u0000"  # a NUL, which no PostgreSQL text can hold
INT_MAX = (1 << 63) - 1


class Unreadable(ValueError):
    """An entry whose body is not the event it says it is."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An entry and its event; None for kinds that only stand in the log."""

    row: Row
    event: Event | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something a store said, with the store and the clock of its entry."""

    store: str
    hlc: int
    at_ms: int


class OrderTold(Told, frozen=True, kw_only=True):
    order: Order


class PaymentTold(Told, frozen=True, kw_only=True):
    payment: Payment

    @property
    def reach(self) -> tuple[int, int, int]:
        return (*self.payment.reach, self.hlc)


class MovementTold(Told, frozen=True, kw_only=True):
    movement: Movement


class AnswerTold(Told, frozen=True, kw_only=True):
    answer: CommandAnswered


class MemberNews(Told, frozen=True, kw_only=True):
    """`kind` is the event's name; name and phone lie in the store's contact."""

    kind: str
    profile: Profile
    contact_id: str


class PointsNews(Told, frozen=True, kw_only=True):
    """`origin`: the log it was written in; the one that tells of it, where it does not say."""

    origin: str
    move: PointsMove


class CouponNews(Told, frozen=True, kw_only=True):
    use: CouponUse


class WordTold(Told, frozen=True, kw_only=True):
    """A store's word about an attempt; `origin` is the log it stands in."""

    origin: str
    word: Word


class TransferNews(Told, frozen=True, kw_only=True):
    word: TransferWord


class ReturnTold(Told, frozen=True, kw_only=True):
    returned: Returned


class StepTold(Told, frozen=True, kw_only=True):
    """One thing that happened to an order; the way or the reason in `detail`."""

    order_id: str
    version: int
    step: str
    detail: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of facts changes: of an order and a payment only the latest word of each store."""

    orders: tuple[OrderTold, ...]
    payments: tuple[PaymentTold, ...]
    movements: tuple[MovementTold, ...]
    answers: tuple[AnswerTold, ...]
    members: tuple[MemberNews, ...] = ()
    points: tuple[PointsNews, ...] = ()
    coupons: tuple[CouponNews, ...] = ()
    words: tuple[WordTold, ...] = ()
    returns: tuple[ReturnTold, ...] = ()
    steps: tuple[StepTold, ...] = ()
    transfers: tuple[TransferNews, ...] = ()


def read(row: Row) -> Fact:
    """The event of an entry; `Unreadable` says why it is none."""
    decoder = _DECODERS.get(row.kind)
    if decoder is None:
        return Fact(row=row, event=None)
    if _ABROAD in row.body:
        raise Unreadable("a NUL in a text")
    try:
        return Fact(row=row, event=decoder.decode(row.body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def gather(facts: Sequence[Fact]) -> Changes:
    """Order-proof: a later word of an order has a higher version, a payment reaches further."""
    orders: dict[tuple[str, str], OrderTold] = {}
    payments: dict[tuple[str, str], PaymentTold] = {}
    movements: list[MovementTold] = []
    answers: list[AnswerTold] = []
    people = tuple(news for fact in facts if (news := _of_a_member(fact)) is not None)
    words: list[WordTold] = []
    returns: list[ReturnTold] = []
    steps: list[StepTold] = []
    for fact in facts:
        event, row = fact.event, fact.row
        store, hlc, at_ms = row.store, row.hlc, row.at_ms
        if isinstance(event, PaymentChanged):
            payment = event.payment
            paid = PaymentTold(store=store, hlc=hlc, at_ms=at_ms, payment=payment)
            key = (store, payment.payment_id)
            if (known := payments.get(key)) is None or known.reach < paid.reach:
                payments[key] = paid
        elif isinstance(event, StockMoved):
            movements.extend(
                MovementTold(store=store, hlc=hlc, at_ms=at_ms, movement=movement)
                for movement in event.movements
            )
        elif isinstance(event, CommandAnswered):
            answers.append(AnswerTold(store=store, hlc=hlc, at_ms=at_ms, answer=event))
        elif isinstance(event, Returned):
            returns.append(ReturnTold(store=store, hlc=hlc, at_ms=at_ms, returned=event))
        elif isinstance(event, _WORDS):
            words.append(WordTold(store=store, hlc=hlc, at_ms=at_ms, origin=row.origin, word=event))
        elif isinstance(event, _OF_ORDERS):
            order = event.order
            steps += _steps(event, row)
            key = (store, order.order_id)
            if (told := orders.get(key)) is None or told.order.version < order.version:
                orders[key] = OrderTold(store=store, hlc=hlc, at_ms=at_ms, order=order)
    return Changes(
        orders=tuple(orders.values()),
        payments=tuple(payments.values()),
        movements=tuple(movements),
        answers=tuple(answers),
        members=tuple(one for one in people if isinstance(one, MemberNews)),
        points=tuple(one for one in people if isinstance(one, PointsNews)),
        coupons=tuple(one for one in people if isinstance(one, CouponNews)),
        words=tuple(words),
        returns=tuple(returns),
        steps=tuple(steps),
        transfers=_transfers(facts),
    )


def _transfers(facts: Sequence[Fact]) -> tuple[TransferNews, ...]:
    return tuple(
        TransferNews(store=fact.row.store, hlc=fact.row.hlc, at_ms=fact.row.at_ms, word=fact.event)
        for fact in facts
        if isinstance(fact.event, _OF_TRANSFERS)
    )


def _steps(
    event: OrderParked | OrderPaid | OrderHandedOver | OrderCancelled | OrderRefunded | ShippingChanged,
    row: Row,
) -> tuple[StepTold, ...]:
    """The step an event is; none for what another store ships, whose attempts tell that path."""
    if isinstance(event, ShippingChanged):
        return ()
    order = event.order
    step = StepTold(
        store=row.store,
        hlc=row.hlc,
        at_ms=row.at_ms,
        order_id=order.order_id,
        version=order.version,
        step=_STEPS[type(event)],
        detail=event.way if isinstance(event, OrderHandedOver) else getattr(event, "reason", ""),
    )
    return (step,)


def _of_a_member(fact: Fact) -> MemberNews | PointsNews | CouponNews | None:
    event, row = fact.event, fact.row
    if isinstance(event, MemberTold):
        return MemberNews(
            store=row.store,
            hlc=row.hlc,
            at_ms=row.at_ms,
            kind=row.kind,
            profile=event.profile,
            contact_id=event.contact_id,
        )
    if isinstance(event, PointsEarned | PointsSpent):
        log = event.move.log or row.origin
        return PointsNews(store=row.store, hlc=row.hlc, at_ms=row.at_ms, origin=log, move=event.move)
    if isinstance(event, CouponUsed):
        return CouponNews(store=row.store, hlc=row.hlc, at_ms=row.at_ms, use=event.use)
    return None


def open_quantity(order: Order, line: Line) -> int:
    """Pieces of a line that are sold and still here."""
    if order.state != "paid" or line.elsewhere:
        return 0
    for fulfilment in order.fulfilments:
        if fulfilment.way == line.way and not fulfilment.elsewhere:
            return line.quantity if fulfilment.state in _OPEN_FULFILMENT else 0
    return line.quantity
