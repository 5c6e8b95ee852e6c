"""The store as the desk sees it: payments, effects, and who carries them out; it can crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import msgspec

from edge.app.ports import Clock, Finished
from edge.domain.effect import MONEY_MS, Charge, Effect, GiveBack, Payload, QueryPayment
from edge.domain.message import Actor, Command, Event
from edge.domain.payment import (
    ASK_MS,
    Payment,
    PaymentChanged,
    PaymentState,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
)
from edge.errors import Rejected, StoreError
from edge.tender.desk import Desk
from edge.tender.gateway import Gateway
from edge.tender.pace import Pace

ASKABLE: frozenset[PaymentState] = frozenset({"intent", "asked"})
OPEN: frozenset[PaymentState] = frozenset({"intent", "asked", "unknown"})
Recorded = RecordAsked | RecordPaid | RecordDeclined | RecordUnknown | RecordReversed


class Books:
    """Fills `Dispatch`. Every unknown charge brings a query with it. `full` makes every write fail."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.payments: dict[str, Payment] = {}
        self.effects: dict[str, Effect] = {}
        self.said: list[tuple[str, str]] = []
        self.full = False
        self._outcomes: dict[str, tuple[Command, tuple[Event, ...]]] = {}

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        await asyncio.sleep(0)
        assert actor == Actor(role="system", place="effects", channel="device")
        assert key
        if self.full:
            raise StoreError("the disk is full")
        if key in self._outcomes:
            if self._outcomes[key][0] != command:
                raise Rejected("key_reused")
            return self._outcomes[key][1]
        assert isinstance(command, Recorded)
        changed = self._recorded(command)
        self.payments[changed.payment_id] = changed
        self.said.append((changed.state, changed.reason))
        events: tuple[Event, ...] = (PaymentChanged(payment=changed),)
        self._outcomes[key] = (command, events)
        return events

    def _recorded(self, command: Recorded) -> Payment:
        payment = self.payments[command.payment_id]
        match command:
            case RecordAsked(qr=qr) if payment.state == "intent":
                return msgspec.structs.replace(payment, state="asked", qr=qr)
            case RecordPaid(amount_fen=fen, reference=reference) if payment.state in OPEN:
                assert fen == payment.amount_fen
                return msgspec.structs.replace(payment, state="paid", reference=reference, reason="")
            case RecordDeclined(reason=reason) if payment.state in OPEN:
                return msgspec.structs.replace(payment, state="declined", reason=reason)
            case RecordUnknown(reason=reason) if payment.state in OPEN:
                unknown = msgspec.structs.replace(payment, state="unknown", reason=reason)
                if payment.state != "unknown":
                    self.due(QueryPayment(payment=unknown))
                return unknown
            case RecordReversed(reference=reference) if payment.unsettled:
                return msgspec.structs.replace(payment, state="reversed", reference=reference)
        raise Rejected("payment_settled")

    def charge(self, amount_fen: int) -> Payment:
        """An order goes to pay: intent and effect in one transaction."""
        payment = self._payment(amount_fen)
        self.due(Charge(payment=payment, subject="2 件"))
        return payment

    def refund(self, charge: Payment, amount_fen: int) -> Payment:
        payment = msgspec.structs.replace(self._payment(amount_fen), direction="refund")
        self.payments[payment.payment_id] = payment
        self.due(GiveBack(payment=payment, charge=charge))
        return payment

    def stop(self, payment_id: str) -> None:
        """The shopper turns back."""
        payment = self.payments[payment_id]
        if payment.state in OPEN:
            payment = self.payments[payment_id] = msgspec.structs.replace(payment, state="reversing")
            self.due(QueryPayment(payment=payment, undo=True))

    def restart(self) -> None:
        """What was started is unknown now, and what it was for is asked after."""
        for effect in tuple(self.effects.values()):
            if effect.state == "started":
                self._set(effect, "unknown")
                self._ask_after(effect)

    def finish(self, effect: Effect, finished: Finished) -> None:
        self._set(effect, finished.outcome, finished.note)
        charge = effect.payload.payment if isinstance(effect.payload, Charge) else None
        if finished.outcome == "unknown" and charge and self.payments[charge.payment_id].state in ASKABLE:
            self._ask_after(effect)

    def start(self) -> list[Effect]:
        """Claim every due effect."""
        due = [effect for effect in self.effects.values() if effect.state == "due"]
        for effect in due:
            self._set(effect, "started")
        return due

    def due(self, payload: Payload) -> None:
        now_ms = self._clock.now_ms()
        ident = self._clock.new_id()
        self.effects[ident] = Effect(
            effect_id=ident, target="wallet", payload=payload, due_ms=now_ms, deadline_ms=now_ms + MONEY_MS
        )

    def _ask_after(self, effect: Effect) -> None:
        assert isinstance(effect.payload, Charge | QueryPayment | GiveBack)
        payment = self.payments[effect.payload.payment.payment_id]
        if not payment.unsettled:
            return
        self.due(QueryPayment(payment=payment, undo=payment.state == "reversing"))

    def _payment(self, amount_fen: int) -> Payment:
        now_ms = self._clock.now_ms()
        payment = Payment(
            payment_id=self._clock.new_id(),
            order_id="o1",
            tender="wallet",
            amount_fen=amount_fen,
            asked_ms=now_ms,
            expires_ms=now_ms + ASK_MS,
        )
        self.payments[payment.payment_id] = payment
        return payment

    def _set(self, effect: Effect, state: str, note: str = "") -> None:
        self.effects[effect.effect_id] = msgspec.structs.replace(effect, state=state, note=note)


class Accounts(Protocol):
    """What a runner needs of the books, be they these or the store's own."""

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]: ...
    def start(self) -> list[Effect]: ...
    def finish(self, effect: Effect, finished: Finished) -> None: ...
    def restart(self) -> None: ...


class Runner:
    """Carries out what is due with a desk that lives as long as the process."""

    def __init__(self, *, books: Accounts, gateway: Gateway, clock: Clock) -> None:
        self._books = books
        self._gateway = gateway
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self.desk = self._desk()

    def hear(self, payment_id: str) -> None:
        self.desk.hear(payment_id)

    def start(self) -> None:
        for effect in self._books.start():
            task = asyncio.get_running_loop().create_task(self._carry_out(effect))
            self._tasks.add(task)

    async def crash(self) -> None:
        """Nothing in memory survives; what was under way stops where it stands."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self.desk = self._desk()
        self._books.restart()

    async def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Carry out all there is, and what comes of it."""
        self.start()
        while self._tasks or not until():
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._tasks.discard(task)
                await task
            self.start()

    async def _carry_out(self, effect: Effect) -> None:
        self._books.finish(effect, await self.desk.perform(effect))

    def _desk(self) -> Desk:
        return Desk(
            gateway=self._gateway,
            dispatch=self._books,
            clock=self._clock,
            shopper=Pace(first_s=1.0, most_s=5.0),
            unclear=Pace(first_s=1.0, most_s=30.0),
        )
