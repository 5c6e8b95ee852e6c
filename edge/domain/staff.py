"""Staff: who may do what, and how often a PIN may be tried."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.message import Command, Event

StaffRole = Literal["cashier", "manager", "attendant"]
TRIES_FREE = 5  # wrong PINs before waiting starts
WAIT_FIRST_S = 30
WAIT_MAX_S = 15 * 60
SESSION_MS = 12 * 3_600_000  # one long shift


class StaffMember(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`pin_hash` is argon2; it never leaves the store file or the staff feed."""

    staff_id: str
    name: str
    role: StaffRole
    pin_hash: str
    active: bool = True


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """Wrong PINs in a row at one (staff, place), and when the next may be tried."""

    wrong: int = 0
    next_ms: int = 0


class AddStaff(Command, frozen=True, kw_only=True):
    name: str
    role: StaffRole
    pin_hash: str


class RecordSignIn(Command, frozen=True, kw_only=True):
    """Outcome of a PIN check made outside the transaction. `token_hash` is kept when `right`."""

    staff_id: str
    right: bool
    token_hash: str = ""


class SignOut(Command, frozen=True, kw_only=True):
    token_hash: str


class StaffAdded(Event, frozen=True, kw_only=True):
    """The name stands in the table of staff alone: a log cannot forget it."""

    staff_id: str
    role: StaffRole


class SignedIn(Event, frozen=True, kw_only=True):
    staff_id: str
    expires_ms: int


class SignInRefused(Event, frozen=True, kw_only=True):
    staff_id: str
    next_ms: int


class SignedOut(Event, frozen=True, kw_only=True):
    staff_id: str


def after_wrong(tries: Tries, now_ms: int) -> Tries:
    """Each wrong PIN past the free ones doubles the wait."""
    wrong = tries.wrong + 1
    over = wrong - TRIES_FREE
    wait_s = 0 if over < 0 else min(WAIT_FIRST_S << min(over, 10), WAIT_MAX_S)
    return Tries(wrong=wrong, next_ms=now_ms + 1000 * wait_s)
