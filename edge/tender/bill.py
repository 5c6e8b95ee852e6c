"""The simulated wallet's own book: bills, and every movement of money, as steps that a journal can keep.

Pure: the caller brings the time and keeps the steps. A bill is paid at most once, whoever asks how often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from edge.errors import Retry, TenderError

BillKind = Literal["charge", "refund"]
BillState = Literal["waiting", "paid", "declined", "closed", "reversed"]
BILLS_MAX = 200_000  # of one simulated wallet; more is refused with the code 'full'


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """One request for money. One closed before it was asked for has amount 0 and can never be."""

    bill_id: str
    kind: BillKind = "charge"
    merchant: str
    merchant_zh: str = ""
    merchant_en: str = ""
    subject: str = ""
    amount_fen: int = 0
    state: BillState = "waiting"
    reason: str = ""
    reference: str = ""
    token: str = ""
    charge_id: str = ""
    expires_ms: int = 0
    settled_ms: int = 0


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """Money that moved: `fen` is what the shop gained, negative when it went back."""

    n: int
    bill_id: str
    fen: int
    at_ms: int


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the book: the bill after it, and what moved. `n` counts from 1."""

    n: int
    at_ms: int
    bill: Bill
    moved_fen: int = 0


class BookRefusal(TenderError):
    """Nothing was done. `code`: amount_differs | closed | full | no_bill | not_paid | too_much."""

    retry = Retry.PERMANENT

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Book:
    """`keep` is given each step before it counts: what cannot be kept did not happen."""

    def __init__(self, *, keep: Callable[[Step], None], steps: Iterable[Step] = ()) -> None:
        self._keep = keep
        self._bills: dict[str, Bill] = {}
        self._tokens: dict[str, str] = {}
        self._refunded: dict[str, int] = {}
        self.movements: list[Movement] = []
        self.last = 0
        for step in steps:
            self._take(step)

    def bill(self, bill_id: str, *, now_ms: int) -> Bill | None:
        bill = self._bills.get(bill_id)
        if bill is not None and bill.state == "waiting" and now_ms >= bill.expires_ms:
            return self._close(bill, now_ms)
        return bill

    def by_token(self, token: str, *, now_ms: int) -> Bill:
        bill = self.bill(self._tokens.get(token, ""), now_ms=now_ms)
        if bill is None:
            raise BookRefusal("no_bill")
        return bill

    def ask(self, asked: Bill, *, now_ms: int) -> Bill:
        """Open a bill; the same again answers what became of it. One that was closed before stays closed."""
        bill = self.bill(asked.bill_id, now_ms=now_ms)
        if bill is None:
            self._room()
            return self._write(asked, now_ms)
        if bill.state == "closed":
            raise BookRefusal("closed")
        if bill.amount_fen != asked.amount_fen:
            raise BookRefusal("amount_differs")
        return bill

    def confirm(self, token: str, *, now_ms: int) -> Bill:
        """The shopper pays: once, however often the button is pressed."""
        bill = self.by_token(token, now_ms=now_ms)
        if bill.state != "waiting":
            return bill
        reference = f"W{self.last + 1:09d}"
        paid = changed(bill, now_ms, state="paid", reference=reference)
        return self._write(paid, now_ms, moved_fen=bill.amount_fen)

    def decline(self, token: str, reason: str, *, now_ms: int) -> Bill:
        bill = self.by_token(token, now_ms=now_ms)
        if bill.state != "waiting":
            return bill
        return self._write(changed(bill, now_ms, state="declined", reason=reason), now_ms)

    def close(self, bill_id: str, *, merchant: str, now_ms: int) -> Bill:
        """Nobody can pay it from now on, be it asked for or not."""
        bill = self.bill(bill_id, now_ms=now_ms)
        if bill is None:
            self._room()
            return self._close(Bill(bill_id=bill_id, merchant=merchant), now_ms)
        return self._close(bill, now_ms) if bill.state == "waiting" else bill

    def reverse(self, bill_id: str, *, merchant: str, now_ms: int) -> Bill:
        """Close it; what is still with the shop of a paid one goes back."""
        bill = self.close(bill_id, merchant=merchant, now_ms=now_ms)
        if bill.state != "paid":
            return bill
        left_fen = bill.amount_fen - self._refunded.get(bill_id, 0)
        undone = changed(bill, now_ms, state="reversed", reference=f"R{self.last + 1:09d}")
        return self._write(undone, now_ms, moved_fen=-left_fen)

    def refund(self, refund: Bill, *, now_ms: int) -> Bill:
        """Pay back once for each refund's id, together never more than the charge."""
        done = self._bills.get(refund.bill_id)
        if done is not None and done.state == "closed":
            raise BookRefusal("closed")
        if done is not None:
            if done.amount_fen != refund.amount_fen:
                raise BookRefusal("amount_differs")
            return done
        charge = self.bill(refund.charge_id, now_ms=now_ms)
        if charge is None or charge.state != "paid":
            raise BookRefusal("not_paid")
        if refund.amount_fen > charge.amount_fen - self._refunded.get(charge.bill_id, 0):
            raise BookRefusal("too_much")
        self._room()
        paid = changed(refund, now_ms, state="paid", reference=f"B{self.last + 1:09d}")
        return self._write(paid, now_ms, moved_fen=-refund.amount_fen)

    def _close(self, bill: Bill, now_ms: int) -> Bill:
        return self._write(changed(bill, now_ms, state="closed", reason="closed"), now_ms)

    def _room(self) -> None:
        if len(self._bills) >= BILLS_MAX:
            raise BookRefusal("full")

    def _write(self, bill: Bill, now_ms: int, *, moved_fen: int = 0) -> Bill:
        step = Step(n=self.last + 1, at_ms=now_ms, bill=bill, moved_fen=moved_fen)
        self._keep(step)
        self._take(step)
        return bill

    def _take(self, step: Step) -> None:
        bill = step.bill
        self.last = step.n
        self._bills[bill.bill_id] = bill
        if bill.token:
            self._tokens[bill.token] = bill.bill_id
        if bill.kind == "refund" and step.moved_fen:
            self._refunded[bill.charge_id] = self._refunded.get(bill.charge_id, 0) - step.moved_fen
        if step.moved_fen:
            moved = Movement(n=step.n, bill_id=bill.bill_id, fen=step.moved_fen, at_ms=step.at_ms)
            self.movements.append(moved)


def changed(bill: Bill, now_ms: int, *, state: BillState, reason: str = "", reference: str = "") -> Bill:
    return msgspec.structs.replace(bill, state=state, reason=reason, reference=reference, settled_ms=now_ms)
