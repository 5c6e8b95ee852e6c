"""The centre's read models in memory: orders, payments, the ledger, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.stock import StockElsewhere
from edge.errors import Rejected
from sync.hub.allocation import rules
from sync.hub.allocation.returned import SOLD, Taken
from sync.hub.desk import DAY_HOURS, HOUR_MS, HoursRow, OrderRow, OrderStep, StockRow
from sync.hub.facts import INT_MAX, Fact, Unreadable, gather, open_quantity, read
from sync.hub.owners import of_owners
from sync.log.down_hub import FeedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edge.domain.contact import Contact
    from edge.domain.stock import Movement
    from sync.hub.facts import Changes, OrderTold, PaymentTold, StepTold
    from sync.hub.memory_allocation import MemoryDemands
    from sync.log.up_hub import Row

    Key = tuple[str, str]


class MemoryShop:
    """What the stores' events come to, by the same rules as the tables'."""

    def __init__(self, demands: MemoryDemands) -> None:
        self.pos = 0
        self._demands = demands
        self.told_orders: dict[str, OrderTold] = {}
        self.payments: dict[str, PaymentTold] = {}
        self.steps: dict[tuple[str, str, int, str], OrderStep] = {}
        self.contacts: dict[str, tuple[str, Contact]] = {}
        self.erased: dict[str, int] = {}
        self.stock: dict[Key, StockRow] = {}
        self._positions: dict[Key, int] = {}
        self._ledger: dict[tuple[str, str, str, str], Movement] = {}

    def apply(
        self, rows: Sequence[Row], contacts: Mapping[Key, Contact], now_ms: int
    ) -> tuple[set[Key], list[tuple[Row, str]], Changes]:
        """Returns (store, sku) touched, what cannot be applied with its reason, and all that was told."""
        self._people(contacts, now_ms)
        facts: list[Fact] = []
        dead: list[tuple[Row, str]] = []
        for row in rows:
            try:
                facts.append(_bounded(read(row)))
            except Unreadable as reason:
                dead.append((row, str(reason)))
        changes = gather(facts)
        mine = {name: told.store for name, told in self.told_orders.items()}
        orders = of_owners(changes.orders, lambda told: told.order.order_id, mine)
        news = tuple(told for told in orders if self._is_news(told))
        touched = self._demands.heard(msgspec.structs.replace(changes, orders=news), now_ms)
        for told in news:
            touched |= self._order(told)
        self._step(changes.steps)
        for paid in changes.payments:
            known = self.payments.get(paid.payment.payment_id)
            if known is None or (known.reach < paid.reach and known.store == paid.store):
                self.payments[paid.payment.payment_id] = paid
        for key in sorted(touched):
            self._move(key, 0, self._owed(key), now_ms)
        for moved in changes.movements:
            move = moved.movement
            mark = (moved.store, move.reason, move.ref, move.sku)
            if mark not in self._ledger:
                self._ledger[mark] = move
                key = (moved.store, move.sku)
                self._move(key, move.quantity, None, now_ms)
                touched.add(key)
        self._demands.restock(rules.come_in(changes))
        return touched, dead, changes

    def _people(self, contacts: Mapping[Key, Contact], now_ms: int) -> None:
        for (store, _), contact in contacts.items():
            self._contact(store, contact, now_ms)

    def told(self, touched: Iterable[Key]) -> dict[str, list[FeedRow]]:
        found: dict[str, list[FeedRow]] = {}
        for key in sorted(touched, key=lambda key: self._positions[key]):
            found.setdefault(key[0], []).append(self._row(key))
        return found

    def rows(self, sources: Sequence[str], pos: int) -> list[FeedRow]:
        keys = [key for key, at in self._positions.items() if at > pos and key[0] in sources]
        return [self._row(key) for key in sorted(keys, key=lambda key: self._positions[key])]

    def stock_of(self, sku: str) -> tuple[StockRow, ...]:
        return tuple(row for key, row in sorted(self.stock.items()) if key[1] == sku)

    def hours(self, from_ms: int) -> tuple[HoursRow, ...]:
        found: dict[str, tuple[list[int], list[int]]] = {}
        for told in self.told_orders.values():
            order = told.order
            hour = (order.opened_ms - from_ms) // HOUR_MS
            if order.paid_fen > 0 and 0 <= hour < DAY_HOURS:
                orders, sales = found.setdefault(told.store, ([0] * DAY_HOURS, [0] * DAY_HOURS))
                orders[hour] += 1
                sales[hour] += order.paid_fen - order.refunded_fen
        return tuple(
            HoursRow(store=store, orders=tuple(orders), sales_fen=tuple(sales))
            for store, (orders, sales) in sorted(found.items())
        )

    def order_rows(self, *, store: str, state: str, text: str) -> tuple[OrderRow, ...]:
        found = [
            msgspec.convert({"store": told.store, **msgspec.to_builtins(told.order)}, OrderRow)
            for told in self.told_orders.values()
            if store in ("", told.store)
            and state in ("", told.order.state)
            and (text == told.order.order_id or text.lower() in told.order.number.lower())
        ]
        return tuple(sorted(found, key=lambda row: (row.opened_ms, row.order_id), reverse=True))

    def owner(self, order_id: str) -> str:
        told = self.told_orders.get(order_id)
        if told is None:
            raise Rejected("no_order", order=order_id)
        return told.store

    def order(self, order_id: str) -> msgspec.Raw:
        told = self.told_orders.get(order_id)
        if told is None:
            raise Rejected("no_order", order=order_id)
        payments = [one.payment for one in self.payments.values() if one.payment.order_id == order_id]
        steps = [
            step
            for (mine, store, *_), step in sorted(self.steps.items(), key=lambda one: one[0][2])
            if (mine, store) == (order_id, told.store)
        ]
        return msgspec.Raw(
            msgspec.json.encode(
                {"store": told.store, "order": told.order, "payments": payments, "steps": steps}
            )
        )

    def sold(self, numbers: Sequence[str], order_id: str) -> tuple[Taken, ...]:
        """Paid orders of one of these numbers, or of this id."""
        return tuple(
            Taken(store=told.store, order=told.order)
            for told in self.told_orders.values()
            if told.order.state in SOLD and (told.order.number in numbers or told.order.order_id == order_id)
        )

    def returns(self) -> tuple[tuple[str, Movement], ...]:
        return tuple((mark[0], move) for mark, move in self._ledger.items() if move.reason == "return")

    def _is_news(self, told: OrderTold) -> bool:
        known = self.told_orders.get(told.order.order_id)
        return known is None or (known.order.version < told.order.version and known.store == told.store)

    def _order(self, told: OrderTold) -> set[Key]:
        before = self.told_orders.get(told.order.order_id)
        self.told_orders[told.order.order_id] = told
        both = (told,) if before is None else (before, told)
        return {
            (one.store, line.sku)
            for one in both
            for line in one.order.lines
            if open_quantity(one.order, line)
        }

    def _step(self, told: Iterable[StepTold]) -> None:
        for one in told:
            step = OrderStep(step=one.step, detail=one.detail, version=one.version, at_ms=one.at_ms)
            self.steps.setdefault((one.order_id, one.store, one.version, one.step), step)

    def _owed(self, key: Key) -> int:
        return (
            sum(
                open_quantity(told.order, line)
                for told in self.told_orders.values()
                if told.store == key[0]
                for line in told.order.lines
                if line.sku == key[1]
            )
            + self._demands.kept["held"][key]
        )

    def _move(self, key: Key, quantity: int, allocated: int | None, now_ms: int) -> None:
        known = self.stock.get(key) or StockRow(store=key[0], sku=key[1], on_hand=0, allocated=0, as_of_ms=0)
        self.pos += 1
        self._positions[key] = self.pos
        self.stock[key] = msgspec.structs.replace(
            known,
            on_hand=known.on_hand + quantity,
            allocated=known.allocated if allocated is None else allocated,
            as_of_ms=now_ms,
        )

    def erase_again(self, gone: Mapping[str, int]) -> None:
        """After a restore: who was erased before it stays so."""
        self.erased = {**gone, **self.erased}
        for contact_id, (store, contact) in self.contacts.items():
            if contact_id in self.erased:
                self.contacts[contact_id] = (store, _forgotten(contact))

    def _contact(self, store: str, contact: Contact, now_ms: int) -> None:
        if contact.contact_id in self.erased:
            contact = _forgotten(contact)
        known = self.contacts.get(contact.contact_id)
        if known is not None:
            owner, before = known
            newer = before.version < contact.version or contact.erased
            if owner != store or before.erased or not newer:
                return
        if contact.erased:
            contact = _forgotten(contact)
            self.erased.setdefault(contact.contact_id, now_ms)
        self.contacts[contact.contact_id] = (store, contact)

    def _row(self, key: Key) -> FeedRow:
        row = self.stock[key]
        item = StockElsewhere(
            sku=row.sku,
            store_id=row.store,
            available=max(0, row.on_hand - row.allocated),
            as_of_ms=row.as_of_ms,
        )
        return FeedRow(pos=self._positions[key], item=msgspec.json.encode(item))


def _forgotten(contact: Contact) -> Contact:
    return msgspec.structs.replace(contact, name="", phone="", address="", erased=True)


def _bounded(fact: Fact) -> Fact:
    """Numbers that a table could not hold are `Unreadable` here too."""
    for value in _numbers(msgspec.to_builtins(fact.event)):
        if abs(value) > INT_MAX:
            raise Unreadable(f"{value} is too large")
    return fact


def _numbers(value: object) -> Iterable[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)
