"""What both centres share: orders to demands, stock to choices, turns to what the stores are told. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from edge.domain.allocation import FAR_KM, Candidate, Plan, allocate
from edge.domain.answer import came_back, heard
from edge.domain.ask import (
    AskFulfilment,
    EndFulfilment,
    ShippingState,
    ShippingTold,
    Wanted,
    WithdrawFulfilment,
)
from edge.domain.fulfilment import LEFT, Demand, DemandState, Part, Told, first_part
from edge.domain.task import FulfilmentAccepted, task_id
from edge.errors import Rejected
from sync import topics
from sync.hub.allocation.sold import OFF, STORE, sold
from sync.hub.desk import Place, distance_km
from sync.hub.feeds import Entry

if TYPE_CHECKING:
    from edge.domain.allocation import Strategy
    from sync.hub.allocation.shapes import Placing
    from sync.hub.facts import Changes, OrderTold, ReturnTold, WordTold

Key = tuple[str, str]
_TOLD: Mapping[DemandState, ShippingState] = {
    "finding": "finding", "back_order": "back_order", "promised": "promised", "ready": "promised",
    "shipped": "done", "picked_up": "done", "returned": "done", "cancelled": "cancelled",
}  # fmt: skip


class Shelves:
    """What could be given now, by SKU and store, less with every plan that is made."""

    def __init__(
        self, available: Mapping[Key, int], places: Mapping[str, Place | None], usual: Strategy
    ) -> None:
        self._left: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._places, self._usual = places, usual
        for (store, sku), quantity in available.items():
            if quantity > 0:
                self._left[sku][store] = quantity

    def choose(self, demand: Demand, part: Part) -> Plan:
        """Implements `edge.domain.demand.Choose`."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for line in part.lines:
            for store, quantity in self._left.get(line.sku, {}).items():
                if store not in part.tried and demand.only in ("", store):
                    found[store][line.sku] = quantity
        here = self._here(demand)
        candidates = [
            Candidate(store=store, distance_km=self._far(here, store), available=given)
            for store, given in found.items()
        ]
        plan = allocate(demand.strategy or self._usual, part.lines, candidates)
        for share in plan.shares:
            for line in share.lines:
                self._left[line.sku][share.store] -= line.quantity
                if self._left[line.sku][share.store] <= 0:
                    del self._left[line.sku][share.store]
        return plan

    def _here(self, demand: Demand) -> Place | None:
        if demand.lat is not None and demand.lon is not None:
            return Place(lat=demand.lat, lon=demand.lon)
        return self._places.get(demand.near)

    def _far(self, here: Place | None, store: str) -> float:
        there = self._places.get(store)
        return FAR_KM if here is None or there is None else distance_km(here, there)


def number(count: int) -> str:
    """What the shopper is told of an order placed at the centre."""
    return f"NET-{count:06d}"


def placed(placing: Placing, *, order_id: str, number: str, contact_id: str, now_ms: int) -> Demand:
    """The demand of an order placed at the centre."""
    return Demand(
        order_id=order_id,
        number=number,
        source=placing.source,
        way=placing.way,
        made_ms=now_ms,
        parts=first_part([Wanted(sku=line.sku, quantity=line.quantity) for line in placing.lines], now_ms),
        near=placing.store,
        only=placing.store if placing.way == "pickup" else "",
        lat=placing.lat,
        lon=placing.lon,
        strategy=placing.strategy,
        answer_ms=placing.answer_s * 1000,
        contact_id=contact_id,
        paid_ref=placing.paid_ref,
    )


def checked(placing: Placing, key: str) -> None:
    """`Rejected` names what is missing."""
    if not key:
        raise Rejected("key_needed")
    if placing.way == "pickup" and not placing.store:
        raise Rejected("store_needed")
    if placing.way == "ship" and (placing.receiver is None or not placing.receiver.address.strip()):
        raise Rejected("receiver_needed")


def turned(
    known: Mapping[str, Demand],
    words: Iterable[WordTold],
    returns: Iterable[ReturnTold],
    orders: Iterable[OrderTold],
    now_ms: int,
    *,
    began_ms: int = 0,
) -> tuple[dict[str, Demand], list[tuple[str, Entry]]]:
    """What the stores' words make of demands, in their order, and what the stores must be told. `began_ms`:
    when this centre began, or began anew; of what was sold before, a lost one may have asked anybody.
    """
    now = dict(known)
    told = sold(now, orders, now_ms, began_ms)
    entered: dict[Key, Entry] = {}
    for said in words:
        order_id, attempt = said.word.order_id, said.word.attempt
        demand = now.get(order_id)
        lost = demand is None or demand.find(said.store, attempt) is None
        if lost and isinstance(said.word, FulfilmentAccepted):
            scope, entry = unknown(said.store, order_id, attempt)
            entered[scope, entry.key] = entry
        if demand is None:
            continue
        turn = heard(demand, said.word, store=said.store, origin=said.origin, now_ms=now_ms)
        now[order_id] = turn.demand
        told[order_id] = (*told.get(order_id, ()), *turn.told)
    for back in returns:
        demand = now.get(back.returned.order_id)
        if demand is not None:
            now[demand.order_id] = came_back(demand, back.returned, now_ms=now_ms)
    for order_id, demand in now.items():
        for scope, entry in entries(known.get(order_id), demand, told.get(order_id, ())):
            entered[scope, entry.key] = entry
    return now, [(scope, entry) for (scope, _), entry in entered.items()]


def entries(before: Demand | None, after: Demand, told: Iterable[Told]) -> list[tuple[str, Entry]]:
    """(scope, entry) of what the stores must be told; an attempt has one entry, its latest word."""
    found: dict[Key, Entry] = {}
    for one in told:
        scope = topics.scope("task", one.attempt.store)
        key = task_id(after.order_id, one.attempt.number)
        found[scope, key] = _word(after, one, key)
    if after.source == STORE and (before is None or _TOLD[before.state] != _TOLD[after.state]):
        item = ShippingTold(order_id=after.order_id, state=_TOLD[after.state])
        key = f"o|{after.order_id}"
        found[topics.scope("task", after.near), key] = Entry(
            key=key, kind="ShippingTold", item=msgspec.json.encode(item)
        )
    return [(scope, entry) for (scope, _), entry in found.items()]


def unknown(store: str, order_id: str, attempt: int) -> tuple[str, Entry]:
    """The answer to a promise that the centre knows nothing of."""
    item = WithdrawFulfilment(order_id=order_id, attempt=attempt, reason="unknown")
    entry = Entry(
        key=task_id(order_id, attempt), kind="WithdrawFulfilment", item=msgspec.json.encode(item), force=True
    )
    return topics.scope("task", store), entry


def held(demand: Demand | None) -> dict[tuple[int, str], tuple[str, int, str]]:
    """What its attempts keep: (attempt, SKU) -> (store, pieces, hold)."""
    if demand is None:
        return {}
    return {
        (one.attempt, line.sku): (one.store, line.quantity, one.hold)
        for one in demand.attempts
        if one.hold != "free"
        for line in one.lines
    }


def touched(before: Demand | None, after: Demand) -> set[Key]:
    """(store, SKU) whose allocated pieces are others now."""
    old, new = held(before), held(after)
    return {
        (found[0], sku)
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key)
        for found, sku in [(new.get(key) or old[key], key[1])]
        if "held" in {(old.get(key) or ("", 0, ""))[2], (new.get(key) or ("", 0, ""))[2]}
    }


def _word(demand: Demand, told: Told, key: str) -> Entry:
    one = told.attempt
    if told.word == "withdrawn":
        gone = WithdrawFulfilment(order_id=demand.order_id, attempt=one.number, reason=told.reason)
        return Entry(key=key, kind="WithdrawFulfilment", item=msgspec.json.encode(gone), force=True)
    if told.word == "left":
        state: Literal["shipped", "picked_up"] = "picked_up" if one.state == "picked_up" else "shipped"
        over = EndFulfilment(order_id=demand.order_id, attempt=one.number, state=state)
        return Entry(key=key, kind="EndFulfilment", item=msgspec.json.encode(over))
    item = AskFulfilment(
        order_id=demand.order_id,
        attempt=one.number,
        number=demand.number,
        way=demand.way,
        lines=one.lines,
        deadline_ms=one.deadline_ms,
        secret=one.secret,
        contact_id=demand.contact_id,
        confirmed=told.word == "confirmed",
    )
    return Entry(key=key, kind="AskFulfilment", item=msgspec.json.encode(item))


def freed(before: Demand | None, after: Demand) -> set[Key]:
    """(store, SKU) of pieces that a store kept and sells again."""
    old, new = held(before), held(after)
    left = {one.attempt for one in after.attempts if one.state in LEFT}
    return {
        (store, sku)
        for (attempt, sku), (store, quantity, hold) in old.items()
        if hold == "held" and attempt not in left and new.get((attempt, sku), ("", 0, ""))[1] < quantity
    }


def come_in(changes: Changes) -> set[Key]:
    """(store, SKU) of which more may be sold than before: goods that came, orders that were called off."""
    came = {(one.store, one.movement.sku) for one in changes.movements if one.movement.quantity > 0}
    return came | {
        (one.store, line.sku) for one in changes.orders if one.order.state in OFF for line in one.order.lines
    }


def skus(demands: Sequence[Demand], now_ms: int) -> list[str]:
    """What the parts that are to be routed now want."""
    return sorted(
        {
            line.sku
            for demand in demands
            for part in demand.parts
            if demand.open(part) and 0 < part.next_ms <= now_ms
            for line in part.lines
        }
    )
