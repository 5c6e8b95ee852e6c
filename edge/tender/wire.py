"""What store and simulated wallet say to each other over HTTP, and how each proves that it said so.

Requests carry the merchant, the time and an HMAC over method, path, both and the body; answers an HMAC over
the request's own, the status and the body, so that an answer belongs to one question and to nobody between.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from edge.tender.bill import BillState
from edge.tender.gateway import Declined, Paid, Reversed, Waiting, Word
from edge.tender.mood import Mode

MERCHANT = "X-Wallet-Merchant"
AT = "X-Wallet-At"
SIGNATURE = "X-Wallet-Signature"
CLOCKS_APART_MS = 10 * 60_000
MOMENT_DIGITS = 15
NOTICES_MAX = 100  # of one answer


class AskBill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /v1/payments. `payment_id` is the idempotency key; payable for `valid_ms` from now."""

    payment_id: str
    amount_fen: int
    subject: str
    merchant_zh: str
    merchant_en: str
    valid_ms: int


class AskRefund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /v1/refunds. `refund_id` is the idempotency key."""

    refund_id: str
    payment_id: str
    amount_fen: int


class BillWord(msgspec.Struct, frozen=True, kw_only=True):
    """The wallet's word on a payment or a refund. `qr` is the address of the phone's page."""

    bill_id: str
    state: BillState
    amount_fen: int
    reference: str = ""
    reason: str = ""
    qr: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """There is news of a bill. Numbered, may come twice, may be missed: ask for the word itself."""

    n: int
    bill_id: str


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """GET /v1/notifications?after=n&wait_ms=. `last` is what to ask after next."""

    last: int
    notices: tuple[Notice, ...] = ()


class Misbehave(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /v1/misbehave."""

    mode: Mode
    times: int = 1


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The body of any signed status 4xx: nothing was done."""

    code: str


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of GET /v1/movements; `fen` is what the shop gained."""

    n: int
    bill_id: str
    fen: int


def word_of(answer: BillWord) -> Word:
    if answer.state == "waiting":
        return Waiting()
    if answer.state == "paid":
        return Paid(amount_fen=answer.amount_fen, reference=answer.reference)
    if answer.state == "reversed":
        return Reversed(reference=answer.reference)
    return Declined(reason=answer.reason)


def request_signature(key: bytes, *, method: str, path: str, merchant: str, at: str, body: bytes) -> str:
    """`path` with its query, as sent."""
    return _sign(key, b"request", method.encode(), path.encode(), merchant.encode(), at.encode(), body)


def answer_signature(key: bytes, *, request: str, status: int, body: bytes) -> str:
    return _sign(key, b"answer", request.encode(), str(status).encode(), body)


def page_token(key: bytes, bill_id: str) -> str:
    """The part of a payment page's address that nobody can guess."""
    return _sign(key, b"page", bill_id.encode())[:32]


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _sign(key: bytes, *parts: bytes) -> str:
    """Each part goes in behind its length, so that none can pass for the end of the one before."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.hexdigest()
