"""The real store behind the desk: its handlers and its file, asked in the caller's own thread."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge.app.batch import Committed, Envelope
from edge.app.context import Shop
from edge.app.ports import Clock, Finished
from edge.domain.effect import Effect, FinishEffect, ReviewEffects, StartEffect
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket
from edge.domain.payment import AskPayment, Payment, PaymentChanged, RefundOrder, StopPayment
from edge.errors import Rejected, StoreError
from edge.store.writer import Store
from tests.process.stock import SKUS, stocked

FILE = "store.db"
EFFECTS = Actor(role="system", place="effects", channel="device")
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m")
SHOP = Shop(
    store_id="s1", name_zh="店", name_en="Shop", zone=ZoneInfo("Asia/Shanghai"), barriers={}, printers={}
)


class StoreBooks:
    """What `books.Books` is, over the store itself. Each charge is a basket at a kiosk of its own."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        self.full = False
        self._kiosks = 0
        self._places: dict[str, str] = {}
        self._store = Store(folder / FILE, shop=SHOP, clock=clock)
        self._file = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        await asyncio.sleep(0)
        if self.full:
            raise StoreError("the disk is full")
        return self._do(command, actor, key)

    @property
    def payments(self) -> dict[str, Payment]:
        rows = self._file.execute("select body from payment")
        payments = [msgspec.json.decode(body, type=Payment) for (body,) in rows]
        return {payment.payment_id: payment for payment in payments}

    async def stock(self) -> None:
        await stocked(self)

    def charge(self, amount_fen: int) -> Payment:
        """A basket worth about that much goes to pay."""
        self._kiosks += 1
        place = f"kiosk-{self._kiosks}"
        kiosk = Actor(role="shopper", place=place, channel="kiosk")
        self._do(AddToBasket(sku=SKUS[amount_fen % len(SKUS)], quantity=1 + amount_fen % 3), kiosk)
        payment = changed(self._do(AskPayment(), kiosk))
        self._places[payment.payment_id] = place
        return payment

    def refund(self, charge: Payment, amount_fen: int) -> Payment | None:
        """All of the order, as the store does it; None where it refuses."""
        try:
            return changed(self._do(RefundOrder(order_id=charge.order_id, reason="x"), MANAGER))
        except Rejected:
            return None

    def stop(self, payment_id: str) -> None:
        """The shopper turns back; too late is too late."""
        place = self._places[payment_id]
        try:
            self._do(StopPayment(payment_id=payment_id), Actor(role="shopper", place=place, channel="kiosk"))
        except Rejected as refused:
            assert refused.code == "payment_state"  # noqa: PT017

    def restart(self) -> None:
        self._do(ReviewEffects(restarted=True), EFFECTS)

    def start(self) -> list[Effect]:
        rows = self._file.execute("select body from effect where state = 'due' and target = 'wallet'")
        due = [msgspec.json.decode(body, type=Effect) for (body,) in rows.fetchall()]
        for effect in due:
            self._do(StartEffect(effect_id=effect.effect_id), EFFECTS)
        return due

    def finish(self, effect: Effect, finished: Finished) -> None:
        word = FinishEffect(effect_id=effect.effect_id, outcome=finished.outcome, note=finished.note)
        self._do(word, EFFECTS)

    def close(self) -> None:
        self._file.close()
        self._store.close()

    def _do(self, command: Command, actor: Actor, key: str = "") -> tuple[Event, ...]:
        (result,) = self._store.writer.apply((Envelope(command=command, actor=actor, key=key),), budget_s=0)
        if isinstance(result, Committed):
            return result.events
        raise result


def changed(events: tuple[Event, ...]) -> Payment:
    return next(event.payment for event in events if isinstance(event, PaymentChanged))
