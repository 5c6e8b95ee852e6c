"""The simulated wallet without its wires: the book, its mood, and what it tells a store and a phone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from edge.app.ports import Clock
from edge.errors import TenderError
from edge.tender.bill import Bill, Book, Movement, Step
from edge.tender.mood import Mood
from edge.tender.wire import NOTICES_MAX, AskBill, AskRefund, BillWord, Notice, Notices, page_token

NOTICES_KEPT = 10_000


class Silence(TenderError):
    """The wallet will not answer this request. What it was about may be done."""


class Breakdown(TenderError):
    """The wallet answers with an error page."""


class Purse:
    """`page` makes the address of a phone's page from its token; `keep` makes a step outlive the process."""

    def __init__(
        self,
        *,
        clock: Clock,
        key: bytes,
        page: Callable[[str], str],
        keep: Callable[[Step], None] | None = None,
        steps: tuple[Step, ...] = (),
    ) -> None:
        self._clock = clock
        self._key = key
        self._page = page
        self._keep = keep
        self._notices: deque[tuple[str, Notice]] = deque(maxlen=NOTICES_KEPT)
        self._ears: list[Callable[[], None]] = []  # bounded by the polls open at once
        self.mood = Mood()
        for step in steps:
            self._note(step)
        self._book = Book(keep=self._kept, steps=steps)

    @property
    def movements(self) -> tuple[Movement, ...]:
        return tuple(self._book.movements)

    def ask(self, merchant: str, asked: AskBill) -> BillWord:
        self._trouble()
        now_ms = self._clock.now_ms()
        bill = Bill(
            bill_id=asked.payment_id,
            merchant=merchant,
            merchant_zh=asked.merchant_zh,
            merchant_en=asked.merchant_en,
            subject=asked.subject,
            amount_fen=asked.amount_fen,
            token=page_token(self._key, asked.payment_id),
            expires_ms=now_ms + asked.valid_ms,
        )
        bill = self._book.ask(bill, now_ms=now_ms)
        if self.mood.takes("timeout_after_charging"):
            self._book.confirm(bill.token, now_ms=now_ms)
            raise Silence("charged, and silent")
        return self._answer(bill)

    def query(self, bill_id: str) -> BillWord | None:
        self._trouble()
        bill = self._book.bill(bill_id, now_ms=self._clock.now_ms())
        if bill is None:
            return None
        if bill.state == "paid" and self.mood.takes("late_success"):
            return BillWord(bill_id=bill.bill_id, state="waiting", amount_fen=bill.amount_fen)
        less = 1 if bill.state == "paid" and self.mood.takes("wrong_amount") else 0
        return self._answer(bill, less_fen=less)

    def close(self, merchant: str, bill_id: str) -> BillWord:
        self._trouble()
        return self._answer(self._book.close(bill_id, merchant=merchant, now_ms=self._clock.now_ms()))

    def reverse(self, merchant: str, bill_id: str) -> BillWord:
        self._trouble()
        return self._answer(self._book.reverse(bill_id, merchant=merchant, now_ms=self._clock.now_ms()))

    def refund(self, merchant: str, asked: AskRefund) -> BillWord:
        self._trouble()
        refund = Bill(
            bill_id=asked.refund_id,
            kind="refund",
            merchant=merchant,
            amount_fen=asked.amount_fen,
            charge_id=asked.payment_id,
        )
        return self._answer(self._book.refund(refund, now_ms=self._clock.now_ms()))

    def notices(self, merchant: str, *, after: int) -> Notices:
        """News of this merchant's bills after number `after`, at most NOTICES_MAX; -1: from now on."""
        if after < 0:
            return Notices(last=self._book.last)
        news = [notice for whose, notice in self._notices if whose == merchant and notice.n > after][
            :NOTICES_MAX
        ]
        last = news[-1].n if news else self._book.last
        if news and self.mood.takes("duplicate_notify"):
            news += news
        return Notices(last=last, notices=tuple(news))

    def on_news(self, ear: Callable[[], None]) -> Callable[[], None]:
        """Call `ear` at every change of the book, until the returned function is called."""
        self._ears.append(ear)
        return lambda: self._ears.remove(ear)

    def shown(self, token: str) -> Bill:
        """The bill on a phone's page."""
        return self._book.by_token(token, now_ms=self._clock.now_ms())

    def confirm(self, token: str) -> Bill:
        """The shopper presses the button."""
        now_ms = self._clock.now_ms()
        if self._book.by_token(token, now_ms=now_ms).state == "waiting" and self.mood.takes("decline"):
            return self._book.decline(token, "insufficient_funds", now_ms=now_ms)
        return self._book.confirm(token, now_ms=now_ms)

    def _trouble(self) -> None:
        if self.mood.takes("silent"):
            raise Silence("silent")
        if self.mood.takes("http_500"):
            raise Breakdown("broken")

    def _answer(self, bill: Bill, *, less_fen: int = 0) -> BillWord:
        if self.mood.takes("answer_lost"):
            raise Silence("done, and silent")
        return BillWord(
            bill_id=bill.bill_id,
            state=bill.state,
            amount_fen=bill.amount_fen - less_fen,
            reference=bill.reference,
            reason=bill.reason,
            qr=self._page(bill.token) if bill.token else "",
        )

    def _kept(self, step: Step) -> None:
        if self._keep is not None:
            self._keep(step)
        self._note(step)
        for ear in tuple(self._ears):
            ear()

    def _note(self, step: Step) -> None:
        if step.bill.state != "waiting":
            self._notices.append((step.bill.merchant, Notice(n=step.n, bill_id=step.bill.bill_id)))
