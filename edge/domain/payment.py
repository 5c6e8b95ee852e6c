"""Payments: intent -> asked -> paid | declined | unknown -> queried -> reversed.

Never guessed, never asked twice.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from edge.domain.message import Command, Event

TenderKind = Literal["wallet", "cash"]
Direction = Literal["charge", "refund"]
PaymentState = Literal["intent", "asked", "paid", "declined", "unknown", "reversing", "reversed"]
ASK_MS = 120_000  # a shopper has this long to pay a QR
STEPS: Final[tuple[PaymentState, ...]] = ("intent", "asked", "unknown", "reversing")  # the others settle
UNSETTLED: frozenset[PaymentState] = frozenset(STEPS)


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One tender of one order. `amount_fen` is positive in both directions; `qr` is what the phone scans."""

    payment_id: str
    order_id: str
    tender: TenderKind
    direction: Direction = "charge"
    amount_fen: int
    state: PaymentState = "intent"
    qr: str = ""
    reference: str = ""
    reason: str = ""
    given_fen: int = 0
    asked_ms: int = 0
    expires_ms: int = 0
    settled_ms: int = 0

    @property
    def unsettled(self) -> bool:
        return self.state in UNSETTLED

    @property
    def reach(self) -> tuple[int, int]:
        """How far it has come. Of two words from two logs of a store the one that reaches further stands, at
        the store and at the centre: a settled one is not taken back by a file that only asks, and of two
        that settled the later one.
        """
        return (STEPS.index(self.state) if self.state in STEPS else len(STEPS), self.settled_ms)


class AskPayment(Command, frozen=True, kw_only=True):
    """Start paying an order (the place's basket where `order_id` is empty) by a tender that answers later."""

    tender: TenderKind = "wallet"
    order_id: str = ""


class StopPayment(Command, frozen=True, kw_only=True):
    """The shopper turns back; the payment is reversed, the basket stays."""

    payment_id: str


class TakeCash(Command, frozen=True, kw_only=True):
    order_id: str
    given_fen: int


class RefundOrder(Command, frozen=True, kw_only=True):
    """Give the money back by the tender it came with; goods return to the shelf when `restock`."""

    order_id: str
    reason: str
    restock: bool = True


class RecordAsked(Command, frozen=True, kw_only=True):
    """The gateway took the request; `qr` is ready."""

    payment_id: str
    qr: str


class RecordPaid(Command, frozen=True, kw_only=True):
    """The gateway says the money moved. `amount_fen` as the gateway says it."""

    payment_id: str
    amount_fen: int
    reference: str


class RecordDeclined(Command, frozen=True, kw_only=True):
    """The gateway says the money did not move, and never will for this payment."""

    payment_id: str
    reason: str


class RecordUnknown(Command, frozen=True, kw_only=True):
    """No clear answer came."""

    payment_id: str
    reason: str


class RecordReversed(Command, frozen=True, kw_only=True):
    """The gateway says the payment is undone, or never was."""

    payment_id: str
    reference: str


class PaymentChanged(Event, frozen=True, kw_only=True):
    """Any step of a payment."""

    payment: Payment


def settled(payment: Payment, state: PaymentState, *, at_ms: int, **fields: str) -> Payment:
    """The payment with its final word."""
    return msgspec.structs.replace(payment, state=state, settled_ms=at_ms, **fields)
