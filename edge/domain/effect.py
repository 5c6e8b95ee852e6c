"""Effects: what the store must do to the world once a transaction has been committed.

due -> started -> done | missed | unknown. Gate and drawer are never repeated, a print job is resumed and
marked, a charge is queried.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.message import Command, Event
from edge.domain.order import Order
from edge.domain.payment import Payment

EffectState = Literal["due", "started", "done", "missed", "unknown"]
Finish = Literal["done", "missed", "unknown"]

GATE_MS = 5_000  # a car does not wait longer; later it would open for the next one
PRINT_MS = 10 * 60_000
MONEY_MS = 24 * 3_600_000


class Print(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A receipt of `order`; `again` prints the words 'maybe printed before' on it."""

    order: Order
    payments: tuple[Payment, ...]
    store_zh: str
    store_en: str
    zone: str
    again: bool = False


class OpenBarrier(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let one car through."""

    plate: str
    lane: str


class Charge(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask the gateway for money, then wait for its word."""

    payment: Payment
    subject: str


class QueryPayment(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Find out what became of a payment nobody answered for, and reverse it when `undo`."""

    payment: Payment
    undo: bool = False


class GiveBack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Refund `payment` (direction refund) against the charge it belongs to."""

    payment: Payment
    charge: Payment


Payload = Print | OpenBarrier | Charge | QueryPayment | GiveBack


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the effects table. `target` is a device id or a tender."""

    effect_id: str
    target: str
    payload: Payload
    due_ms: int
    deadline_ms: int
    state: EffectState = "due"
    note: str = ""

    @property
    def kind(self) -> str:
        return type(self.payload).__name__


class StartEffect(Command, frozen=True, kw_only=True):
    """Claim a due effect before touching the world; rejected when it is no longer due."""

    effect_id: str


class FinishEffect(Command, frozen=True, kw_only=True):
    """Say what became of a started effect."""

    effect_id: str
    outcome: Finish
    note: str = ""


class ReviewEffects(Command, frozen=True, kw_only=True):
    """At start-up (`restarted`): started ones become unknown. Always: those past a deadline are missed.

    A bounded batch, oldest first; no event when none was left.
    """

    restarted: bool = False


class EffectDue(Event, frozen=True, kw_only=True):
    effect: Effect


class EffectStarted(Event, frozen=True, kw_only=True):
    effect: Effect


class EffectDone(Event, frozen=True, kw_only=True):
    effect: Effect


class EffectFailed(Event, frozen=True, kw_only=True):
    """Missed or unknown: the world may not look as the ledger says."""

    effect: Effect
