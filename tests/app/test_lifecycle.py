"""Any order of wishes and answers leaves the money and the shelf in agreement."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edge.domain.effect import FinishEffect, ReviewEffects, StartEffect
from edge.domain.message import Actor, Command
from edge.domain.order import (
    AddToBasket,
    CancelOrder,
    ClearBasket,
    HandOver,
    Order,
    ParkOrder,
    SetQuantity,
    SetWay,
    ShipOrder,
)
from edge.domain.payment import (
    AskPayment,
    Payment,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
    RefundOrder,
    StopPayment,
    TakeCash,
)
from edge.domain.stock import ExpireHolds
from edge.errors import Rejected
from tests.app.shop import CASHIER, MANAGER, SHOPPER, SYSTEM, Shop

PICK = st.integers(0, 1_000)
Said = Literal["asked", "paid", "declined", "unknown", "reversed"]


class Lifecycle(RuleBasedStateMachine):
    """One kiosk, one till, one wallet that answers whatever it likes, in any order."""

    @initialize()
    def opened(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.shop = Shop(Path(self.folder.name) / "store.db")
        self.shop.seed()

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            self.shop.check()
            self.shop.connection.close()
            self.folder.cleanup()

    @rule(sku=st.sampled_from("AB"), quantity=st.integers(0, 4))
    def add(self, sku: str, quantity: int) -> None:
        self._try(AddToBasket(sku=sku, quantity=quantity))

    @rule(pick=PICK, quantity=st.integers(0, 4), ship=st.booleans())
    def change(self, pick: int, quantity: int, *, ship: bool) -> None:
        order = self.shop.rows.orders.get(self.shop.shelf().order_id)
        if order and order.lines:
            line_id = order.lines[pick % len(order.lines)].line_id
            self._try(SetWay(line_id=line_id, way="ship" if ship else "take"))
            self._try(SetQuantity(line_id=line_id, quantity=quantity))

    @rule(wish=st.sampled_from((AskPayment(), AskPayment(), ParkOrder(), ClearBasket())))
    def kiosk(self, wish: Command) -> None:
        self._try(wish)

    @rule(pick=PICK, what=st.sampled_from(("cash", "hand", "ship", "cancel", "refund", "ask")))
    def till(self, pick: int, what: str) -> None:
        orders = self._orders()
        if not orders:
            return
        order_id = orders[pick % len(orders)].order_id
        wishes: dict[str, Command] = {
            "cash": TakeCash(order_id=order_id, given_fen=100_000),
            "hand": HandOver(order_id=order_id),
            "ship": ShipOrder(order_id=order_id),
            "cancel": CancelOrder(order_id=order_id, reason="x"),
            "refund": RefundOrder(order_id=order_id, reason="x"),
            "ask": AskPayment(order_id=order_id),
        }
        self._try(wishes[what], MANAGER if what == "refund" else CASHIER)

    @rule(pick=PICK, said=st.sampled_from(("asked", "paid", "paid", "declined", "unknown", "reversed")))
    def wallet(self, pick: int, said: Said) -> None:
        payments = [one for order in self._orders() for one in self._payments(order) if one.tender != "cash"]
        if not payments:
            return
        payment = payments[pick % len(payments)]
        pay = payment.payment_id
        if payment.state == "declined" or (payment.direction == "refund" and said == "reversed"):
            return  # "never will", says the gateway; and what was given back is not taken again
        words: dict[Said, Command] = {
            "asked": RecordAsked(payment_id=pay, qr="q"),
            "paid": RecordPaid(payment_id=pay, amount_fen=payment.amount_fen, reference="r"),
            "declined": RecordDeclined(payment_id=pay, reason="no"),
            "unknown": RecordUnknown(payment_id=pay, reason="?"),
            "reversed": RecordReversed(payment_id=pay, reference="v"),
        }
        self._try(words[said], SYSTEM)

    @rule(pick=PICK)
    def turn_back(self, pick: int) -> None:
        payments = [one for order in self._orders() for one in self._payments(order)]
        if payments:
            self._try(StopPayment(payment_id=payments[pick % len(payments)].payment_id))

    @rule(ms=st.sampled_from((0, 200_000, 1_000_000)), restarted=st.booleans())
    def time_goes_by(self, ms: int, *, restarted: bool) -> None:
        self.shop.clock.advance(ms)
        due = self.shop.connection.execute(
            "select effect_id from effect where state='due' limit 2"
        ).fetchall()
        for (effect_id,) in due:
            self._try(StartEffect(effect_id=effect_id), SYSTEM)
        if restarted:
            self.shop.reopen()
        elif due:
            self._try(FinishEffect(effect_id=due[0][0], outcome="unknown"), SYSTEM)
        self._try(ReviewEffects(restarted=restarted), SYSTEM)
        self._try(ExpireHolds(), SYSTEM)

    @invariant()
    def money_is_what_the_payments_say(self) -> None:
        if not hasattr(self, "shop"):
            return
        for order in self._orders():
            payments = [one for one in self._payments(order) if one.state == "paid"]
            charged = sum(one.amount_fen for one in payments if one.direction == "charge")
            given = sum(one.amount_fen for one in payments if one.direction == "refund")
            assert order.paid_fen == charged
            assert order.refunded_fen == given <= charged
            assert order.paid_fen in {0, order.total_fen}
            assert (order.state in {"paid", "done", "refunded"}) == bool(charged)
            assert order.total_fen == sum(line.amount_fen for line in order.lines)

    @invariant()
    def the_shelf_is_what_the_ledger_says(self) -> None:
        if not hasattr(self, "shop"):
            return
        for sku in "AB":
            level = self.shop.level(sku)
            held = self.shop.connection.execute(
                "select coalesce(sum(quantity), 0) from hold where sku=?", (sku,)
            ).fetchone()[0]
            assert level.on_hand == self.shop.ledger(sku)
            assert level.allocated == held >= 0

    @invariant()
    def no_charge_waits_unwatched(self) -> None:
        """Whatever may still move money has an effect that will ask after it."""
        if not hasattr(self, "shop"):
            return
        open_effects = b"".join(
            row[0]
            for row in self.shop.connection.execute(
                "select body from effect where state in ('due', 'started')"
            )
        ).decode()
        for order in self._orders():
            for payment in self._payments(order):
                assert not payment.unsettled or payment.payment_id in open_effects

    def _try(self, command: Command, actor: Actor = SHOPPER) -> None:
        try:
            self.shop.act(command, actor)
        except Rejected:
            return

    def _orders(self) -> list[Order]:
        rows = self.shop.connection.execute("select order_id from orders order by order_id").fetchall()
        return [self.shop.order(row[0]) for row in rows]

    def _payments(self, order: Order) -> tuple[Payment, ...]:
        return self.shop.rows.payments.of(order.order_id)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
