"""Demands in memory: the same pure turns, every method one step that cannot be half done."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from edge.domain.demand import begun_anew, cancel, expire, missing, restocked, route
from edge.domain.fulfilment import ACCEPTED, Demand
from edge.domain.stock import StoreStock
from edge.errors import Rejected
from sync.hub.allocation import ending, nearby, orders, returned, rules, views
from sync.hub.allocation.demands import retold_ms
from sync.hub.allocation.receivers import addressed
from sync.hub.allocation.routing import STEP_MAX
from sync.hub.memory_feeds import MemoryFeeds
from sync.hub.memory_shop import MemoryShop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from edge.domain.allocation import Strategy
    from edge.domain.contact import Contact
    from edge.domain.returned import GivenBack
    from sync.hub.allocation.rules import Key
    from sync.hub.allocation.shapes import DemandRow, DemandView, Placing
    from sync.hub.desk import Place
    from sync.hub.facts import Changes
    from sync.hub.feeds import Entry
    from sync.hub.seed_row import SeedStore
    from sync.log.down_hub import FeedRow
    from sync.ports import Clock
    from sync.question import FindOrder, FindStock, OrderFound, StockFound


class MemoryDemands:
    """Every demand by its id, with the keys under which they were placed."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._began_ms = clock, clock.now_ms()
        self.known: dict[str, Demand] = {}
        self.changed_ms: dict[str, int] = {}
        self.untold: list[tuple[str, Entry]] = []
        self.kept: dict[str, Counter[Key]] = {"asked": Counter(), "held": Counter()}
        self.backs: dict[tuple[str, str], GivenBack] = {}
        self._keys: dict[str, tuple[str, str]] = {}
        self._woken: set[str] = set()
        self._waiting: set[str] = set()
        self._due: dict[str, int] = {}
        self._number = 0

    def place(self, placing: Placing, key: str, person: Contact | None) -> Demand:
        order_id = self._clock.new_id()
        self._number += 1
        demand = rules.placed(
            placing,
            order_id=order_id,
            number=rules.number(self._number),
            contact_id="" if person is None else person.contact_id,
            now_ms=self._clock.now_ms(),
        )
        self._keys[key] = (orders.body_hash(placing), order_id)
        self._put(demand)
        return demand

    def taken(self, placing: Placing, key: str) -> Demand | None:
        """What was placed under the key already; `Rejected('key_reused')` for another order."""
        known = self._keys.get(key)
        if known is None:
            return None
        if known[0] != orders.body_hash(placing):
            raise Rejected("key_reused")
        return self.known[known[1]]

    def one(self, order_id: str) -> Demand:
        if order_id not in self.known:
            raise Rejected("no_order", order=order_id)
        return self.known[order_id]

    def cancel(self, order_id: str) -> None:
        before = self.one(order_id)
        if before.cancelled:
            return
        turn = cancel(before, now_ms=self._clock.now_ms())
        self._put(turn.demand)
        self.untold += rules.entries(before, turn.demand, turn.told)

    def heard(self, changes: Changes, now_ms: int) -> set[Key]:
        """(store, SKU) whose allocated pieces are others now."""
        wanted = {one.word.order_id for one in changes.words} | {
            one.returned.order_id for one in changes.returns
        }
        wanted |= {one.order.order_id for one in changes.orders}
        for told in changes.returns:
            self.backs.setdefault((told.store, told.returned.return_id), returned.given(told))
        before = {order_id: self.known[order_id] for order_id in wanted if order_id in self.known}
        now, entries = rules.turned(
            before, changes.words, changes.returns, changes.orders, now_ms, began_ms=self._began_ms
        )
        touched: set[Key] = set()
        for order_id, demand in now.items():
            old = before.get(order_id)
            if old != demand:
                touched |= rules.touched(old, demand)
                self.restock(rules.freed(old, demand))
                self._put(demand)
        self.untold += entries
        return touched

    def restock(self, came: Iterable[Key]) -> None:
        """Wake what waits for these SKUs."""
        skus = {sku for _, sku in came}
        self._woken |= {order_id for order_id in self._waiting if missing(self.known[order_id]) & skus}

    def step(
        self,
        available: Callable[[Sequence[str]], Mapping[Key, int]],
        places: Mapping[str, Place | None],
        usual: Strategy,
    ) -> int:
        """As `sync.hub.allocation.routing.step`."""
        now_ms = self._clock.now_ms()
        woken, self._woken = self._woken, set()
        due = sorted((at_ms, order_id) for order_id, at_ms in self._due.items() if at_ms <= now_ms)
        before = {order_id: self.known[order_id] for _, order_id in due[:STEP_MAX]}
        before |= {order_id: self.known[order_id] for order_id in woken}
        turns = {
            order_id: expire(restocked(one, now_ms=now_ms) if order_id in woken else one, now_ms=now_ms)
            for order_id, one in before.items()
        }
        skus = rules.skus([turn.demand for turn in turns.values()], now_ms)
        shelves = rules.Shelves(available(skus), places, usual)
        for order_id, turn in sorted(turns.items(), key=lambda pair: (pair[1].demand.made_ms, pair[0])):
            after = route(turn.demand, shelves.choose, now_ms=now_ms, new_secret=self._clock.new_id)
            self.untold += rules.entries(before[order_id], after.demand, (*turn.told, *after.told))
            if after.demand != before[order_id]:
                self._put(after.demand)
        return len(before)

    def begin_anew(self, stores: int) -> None:
        """As `sync.hub.allocation.demands.begin_anew`."""
        now_ms = self._began_ms = self._clock.now_ms()
        open_now = {key: one for key, one in self.known.items() if one.state not in ending.FINAL}
        self.known |= {key: begun_anew(one, now_ms=now_ms) for key, one in open_now.items()}
        quiet_ms = now_ms + retold_ms(stores)
        self._due = {key: max(at_ms, quiet_ms) for key, at_ms in self._due.items()}

    def rows(self, *, state: str, store: str, text: str, limit: int) -> tuple[DemandRow, ...]:
        found = [
            views.row(one, self.changed_ms[order_id])
            for order_id, one in self.known.items()
            if (state in ("", one.state))
            and (store in ("", one.only or one.near) or any(a.store == store for a in one.attempts))
            and (text == order_id or text.lower() in one.number.lower())
        ]
        return tuple(sorted(found, key=lambda row: (row.made_ms, row.order_id), reverse=True)[:limit])

    def _put(self, demand: Demand) -> None:
        for part in demand.parts:
            live = [one for one in demand.attempts if one.part == part.part and one.state in ACCEPTED]
            if len(live) > 1:
                raise AssertionError(f"two stores have part {part.part} of {demand.order_id}")
        for sign, one in ((-1, self.known.get(demand.order_id)), (1, demand)):
            for (_, sku), (store, quantity, hold) in rules.held(one).items():
                self.kept[hold][store, sku] += sign * quantity
        self.known[demand.order_id] = demand
        self._due.pop(demand.order_id, None)
        if demand.due_ms is not None:
            self._due[demand.order_id] = demand.due_ms
        (self._waiting.add if missing(demand) else self._waiting.discard)(demand.order_id)
        self.changed_ms[demand.order_id] = self._clock.now_ms()


class MemoryAllocations:
    """Implements `sync.hub.ports.Allocations` over the streams, stock and stores of a centre in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.demands_known = MemoryDemands(clock)
        self.shop = MemoryShop(self.demands_known)
        self.feeds = MemoryFeeds()
        self._stores: dict[str, SeedStore | None] = {}

    async def place_order(self, placing: Placing, *, key: str) -> DemandView:
        rules.checked(placing, key)
        taken = self.demands_known.taken(placing, key)
        if taken is not None:
            return views.view(taken)
        for line in placing.lines:
            self._known(line.sku, placing.store)
        person = orders.receiver(placing, self._clock.new_id())
        if person is not None:
            self.shop.contacts[person.contact_id] = ("", person)
        demand = self.demands_known.place(placing, key, person)
        self._ring()
        return views.view(demand)

    async def cancel_order(self, order_id: str) -> DemandView:
        self.demands_known.cancel(order_id)
        self._tell()
        return await self.demand(order_id)

    async def demand(self, order_id: str) -> DemandView:
        return views.view(self.demands_known.one(order_id))

    async def demands(
        self, *, state: str = "", store: str = "", text: str = "", limit: int = 100
    ) -> tuple[DemandRow, ...]:
        return self.demands_known.rows(state=state, store=store, text=text, limit=limit)

    async def route(self, usual: Strategy = "nearest") -> int:
        count = self.demands_known.step(self._available, self._places(), usual)
        self._tell()
        return count

    async def forget_ended(self) -> int:
        known, before_ms = self.demands_known, self._clock.now_ms() - ending.KEPT_MS
        return self.feeds.forget(
            "task", lambda entry: ending.over(entry, known.known, known.changed_ms, before_ms)
        )

    async def find_stock(self, store: str, ask: FindStock) -> StockFound:
        rows = []
        for row in self.shop.stock_of(ask.sku):
            known = self._stores.get(row.store)
            if row.store != store and row.on_hand > row.allocated:
                found = StoreStock(
                    store_id=row.store,
                    name_zh=known.name_zh if known else "",
                    name_en=known.name_en if known else "",
                    available=row.on_hand - row.allocated,
                    as_of_ms=row.as_of_ms,
                )
                rows.append((found, known.place if known else None))
        return nearby.found(ask, self._places().get(store), rows)

    async def find_order(self, ask: FindOrder) -> OrderFound:
        spoken, order_id = returned.numbers(ask.text), ask.text.strip()
        taken = self.shop.sold(spoken, order_id)
        ids = {order_id, *(one.order.order_id for one in taken)}
        known = [
            one for one in self.demands_known.known.values() if one.number in spoken or one.order_id in ids
        ]
        names = {name: (one.name_zh, one.name_en) for name, one in self._stores.items() if one is not None}
        backs = [*self.demands_known.backs.values(), *returned.refunded(self.shop.returns())]
        return returned.answer(ask, taken, known, backs, names)

    def _available(self, skus: Sequence[str]) -> dict[Key, int]:
        asked = self.demands_known.kept["asked"]
        return {
            key: row.on_hand - row.allocated - asked[key]
            for key, row in self.shop.stock.items()
            if key[1] in skus
        }

    def _places(self) -> dict[str, Place | None]:
        return {store: None if known is None else known.place for store, known in self._stores.items()}

    def _tell(self) -> None:
        """Put what the stores must be told into their streams; wake the router where it has work."""
        by_scope: defaultdict[str, list[Entry]] = defaultdict(list)
        for scope, entry in self.demands_known.untold:
            by_scope[scope].append(entry)
        self.demands_known.untold.clear()
        for scope in sorted(by_scope):
            self.feeds.put(scope, "task", by_scope[scope])

    def _ring(self) -> None:
        for bell in self.feeds.bells:
            bell("")

    def _addressed(self, rows: Sequence[FeedRow]) -> tuple[FeedRow, ...]:
        return addressed(rows, {name: contact for name, (_, contact) in self.shop.contacts.items()})

    def _known_store(self, store: str) -> None:
        if store not in self._stores:
            raise Rejected("no_store", store=store)

    def _known(self, sku: str, store: str) -> None:
        if store:
            self._known_store(store)
        if not self.feeds.has(sku):
            raise Rejected("no_item", sku=sku)
