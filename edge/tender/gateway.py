"""What a payment gateway must be able to do, and the only words it may answer with.

TenderError
├── NoAnswer    nobody knows whether it was done: query, never ask a second time
└── Refused     the gateway itself says that it did nothing, and why
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from edge.domain.payment import Payment
from edge.errors import Retry, TenderError


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway took the request; `qr` is what the phone scans."""

    qr: str


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """The money moved: to the shop for a charge, back to the shopper for a refund."""

    amount_fen: int
    reference: str


class Declined(msgspec.Struct, frozen=True, kw_only=True):
    """The money did not move and never will for this id. Reason 'closed': nobody paid in time."""

    reason: str


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """The shopper has not decided."""


class NeverAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway has not heard of this id so far; until it is closed a request may still come."""


class Reversed(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid went back whole."""

    reference: str


Word = Paid | Declined | Waiting | NeverAsked | Reversed
Final = Paid | Declined | Reversed


class NoAnswer(TenderError):
    """No answer, or none to be believed; it may be done. `code`: timeout | no_line | answer | key."""

    def __init__(self, code: str, message: str, *, retry: Retry = Retry.TRANSIENT) -> None:
        super().__init__(message, retry=retry)
        self.code = code


class Refused(TenderError):
    """The gateway's own word that nothing was done. `code` is the gateway's reason."""

    retry = Retry.PERMANENT

    def __init__(self, code: str) -> None:
        super().__init__(f"the gateway refused: {code}")
        self.code = code


class Gateway(Protocol):
    """One wallet, one way of paying. Every call is bounded in time, and raises `NoAnswer` or `Refused`.

    Ids are the idempotency keys: what was done once for an id is answered again and not done again.
    """

    async def ask(self, payment: Payment, subject: str) -> Asked:
        """Ask for `payment.amount_fen`, payable until `payment.expires_ms`."""
        ...

    async def query(self, payment: Payment) -> Word:
        """What became of a charge or a refund."""
        ...

    async def close(self, payment: Payment) -> Final:
        """From now on nobody can pay it, not by a request still under way either. Paid stays paid."""
        ...

    async def reverse(self, payment: Payment) -> Reversed | Declined:
        """Undo a charge: what was paid goes back, what was not is closed. Safe to repeat."""
        ...

    async def refund(self, refund: Payment, charge: Payment) -> Paid | Declined:
        """Give `refund.amount_fen` of `charge` back, once for each refund's id. Safe to repeat."""
        ...
