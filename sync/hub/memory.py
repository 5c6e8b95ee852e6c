"""A centre in memory, for scenarios: the same rules, every method one step that cannot be half done."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from sync import topics
from sync.hub import commands, loading
from sync.hub.desk import (
    Asked,
    DeadLetter,
    HoursRow,
    Letter,
    LetterCounts,
    LogRow,
    OrderRow,
    StoreRow,
    nearest,
)
from sync.hub.feeds import Entry
from sync.hub.ingest import Judged, stock_pushes
from sync.hub.letters import reasoned
from sync.hub.memory_boxes import MemoryBoxes
from sync.hub.memory_commands import MemoryCommands
from sync.hub.memory_keeping import MemoryKeeping
from sync.hub.memory_logs import row_of, warehouses
from sync.hub.origins import STORES_PER_S
from sync.hub.ports import Ingested, StockPush
from sync.hub.pulls import nothing
from sync.log.down_hub import LIVE_MAX, FeedRow, answer, snapshot, snapshot_name
from sync.log.lease import told
from sync.log.up_hub import welcomed
from sync.wire import Manifest, Pull, PullChunk, Range, Renew, Reply, Want

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from edge.domain.contact import Contact
    from edge.domain.feed import AskCorrection, Stream
    from edge.domain.member_code import ChainKey
    from sync.hub.command_sheet import OrderAsk
    from sync.hub.facts import Changes
    from sync.hub.memory_shop import Key
    from sync.hub.ports import Arrival, ScopeHead
    from sync.hub.seed import Seed
    from sync.log.up_hub import Row
    from sync.ports import Clock
    from sync.wire import Hello, Lease, PastRange, PullPast, Welcome


class MemoryHub(MemoryKeeping):
    """Implements `sync.hub.ports.Hub`. `logs`, `shop` and `feeds` are open to a scenario's invariants."""

    def __init__(self, clock: Clock, chain: ChainKey | None = None) -> None:
        super().__init__(clock, chain)
        self.boxes = MemoryBoxes(self.logs, self.shop)
        self.asked = MemoryCommands(self.feeds)
        self._untold: set[Key] = set()

    async def hello(self, store: str, hello: Hello) -> Welcome:
        tail = self.logs.announce(store, hello, self._clock.now_ms())
        self._stores.setdefault(store, None)
        self.members.tell_keys(store)
        welcome = welcomed(tail, hello, self.gen, self.logs.chain_at(hello.origin, hello.max_seq))
        lease = await self.renew(store, Renew(box=hello.box))
        return msgspec.structs.replace(welcome, lease=lease, window_s=len(self._stores) / STORES_PER_S)

    async def renew(self, store: str, ask: Renew) -> Lease:
        now_ms = self._clock.now_ms()
        held = self.boxes.lease(store, ask.box, now_ms)
        return told(held, now_ms, self.gen, self.boxes.backing(store, ask.logs, now_ms))

    async def past(self, store: str, ask: PullPast) -> PastRange:
        return self.boxes.past(store, ask)

    async def ingest(self, arrivals: Sequence[Arrival]) -> Ingested:
        return self.commit(self.judge(arrivals))

    def judge(self, arrivals: Sequence[Arrival]) -> Judged:
        """What they come to; committed at once, or later against whatever another worker did meanwhile."""
        return Judged(self.logs.tails(arrival.batch.origin for arrival in arrivals), arrivals, self.gen)

    def commit(self, judged: Judged) -> Ingested:
        """All of it, or `Fenced` and nothing."""
        now_ms = self._clock.now_ms()
        due, early = self.logs.due(self.logs.keep(judged, now_ms), judged.early)
        touched, dead, changes = self._applied([*due, *early], judged.contacts, now_ms)
        dead = self.logs.taken_back(early, dead)
        self._tell()
        self._ring()
        self.asked.answered(changes.answers)
        self.logs.bury(dead)
        moved = stock_pushes(self.gen, self.shop.told(touched))
        return Ingested(verdicts=judged.verdicts(self.gen, dead), moved=moved)

    async def untold(self) -> tuple[StockPush, ...]:
        touched, self._untold = self._untold, set()
        return stock_pushes(self.gen, self.shop.told(touched))

    async def pull(self, store: str, pull: Pull) -> tuple[Reply, ...]:
        replies = [self._answer(store, want) for want in pull.wants]
        return tuple(reply for reply in replies if reply is not None)

    async def chunk(self, store: str, ask: PullChunk) -> tuple[Reply, ...]:
        if (chunk := self._snapshots.chunk(ask.snapshot, ask.chunk)) is not None:
            return (chunk,)
        manifest = self._manifest(store, ask.stream)
        if (chunk := self._snapshots.chunk(ask.snapshot, ask.chunk)) is not None:
            return (chunk,)
        return () if manifest is None else (manifest,)

    async def heads(self, scopes: Collection[str] | None = None) -> tuple[ScopeHead, ...]:
        return tuple(one for one in self.feeds.heads() if scopes is None or one.scope in scopes)

    async def after(self, scope: str, pos: int, limit: int) -> tuple[FeedRow, ...]:
        rows = self.feeds.after(scope, pos)[:limit]
        return self._addressed(rows) if scope.startswith("task/") else rows

    @asynccontextmanager
    async def watching(self, bell: Callable[[str], None], lost: Callable[[], None]) -> AsyncIterator[None]:
        self.feeds.bells.append(bell)
        try:
            yield
        finally:
            self.feeds.bells.remove(bell)

    def _answer(self, store: str, want: Want) -> Reply | None:
        if want.stream == "elsewhere":
            sources = self._neighbours(store)
            rows, head = self.shop.rows(sources, want.after), self._stock_head(sources)
            if want.hub_gen != self.gen or want.after > head or len(rows) > LIVE_MAX:
                return self._manifest(store, want.stream)
            return answer(want, self.gen, head, rows, sources)
        scope = topics.scope(want.stream, store)
        found = self.feeds.head(scope)
        if found is None:
            return nothing(want, self.gen)
        same = want.hub_gen == self.gen and want.after <= found
        if want.stream in ("task", "command"):
            return self._never_staged(scope, want, found, same=same)
        if same and found <= want.after + LIVE_MAX:
            return answer(want, self.gen, found, self.feeds.after(scope, want.after, store))
        return self._manifest(store, want.stream)

    def _never_staged(self, scope: str, want: Want, head: int, *, same: bool) -> Range:
        """After a change of generation all that stands, or is open, is told again, from 1 on."""
        start = want if same else Want(stream=want.stream, hub_gen=self.gen, after=0)
        rows = self.feeds.after(scope, start.after)
        if want.stream == "command":
            return answer(start, self.gen, head, self.asked.unanswered(rows))
        return answer(start, self.gen, head, self._addressed(rows))

    def _manifest(self, store: str, stream: Stream) -> Manifest | None:
        scope, sources = topics.scope(stream, store), self._neighbours(store)
        if stream == "elsewhere":
            pos, rows = self._stock_head(sources), tuple(self.shop.rows(sources, 0))
        else:
            pos, rows, sources = self.feeds.head(scope) or 0, self.feeds.after(scope, 0, store), ()
        own = stream not in ("catalog", "price") or any(row.store for row in rows)
        name = snapshot_name(self.gen, stream, store if own else "", pos, sources)
        if (known := self._snapshots.standing(name, shared=not own)) is not None:
            return known.manifest
        if not self._snapshots.room():
            return None
        cut = snapshot(name, stream, self.gen, pos, rows, sources)
        self._snapshots.keep(cut)
        return cut.manifest

    def _stock_head(self, sources: Sequence[str]) -> int:
        return max((row.pos for row in self.shop.rows(sources, 0)), default=0)

    def _neighbours(self, store: str) -> tuple[str, ...]:
        return nearest(store, self._places(), warehouses(self._stores))

    async def stores(self) -> tuple[StoreRow, ...]:
        return tuple(
            self.logs.lag(store, row_of(store, known)) for store, known in sorted(self._stores.items())
        )

    async def logs_of(self, store: str) -> tuple[LogRow, ...]:
        self._known_store(store)
        return self.logs.rows_of(store)

    async def hours(self, from_ms: int) -> tuple[HoursRow, ...]:
        return self.shop.hours(from_ms)

    async def ask_correction(
        self,
        store: str,
        *,
        sku: str,
        quantity: int,
        reason: str,
        within_ms: int,
        command_id: str = "",
        by: str = "",
    ) -> AskCorrection:
        now_ms = self._clock.now_ms()
        wish = commands.checked(
            Asked(
                command_id=command_id or self._clock.new_id(),
                store=store,
                sku=sku,
                quantity=quantity,
                reason=reason,
                asked_ms=now_ms,
                deadline_ms=now_ms + within_ms,
                asked_by=by,
            )
        )
        if self.asked.known(wish) is None:
            self._known(sku, store)
        return commands.correction(self.asked.ask(wish))

    async def ask_of_order(self, order_id: str, ask: OrderAsk, *, by: str = "") -> Asked:
        store = self.shop.owner(order_id)
        return self.asked.ask(commands.of_order(order_id, store, ask, self._clock.now_ms(), by))

    async def asked_of(self, order_id: str) -> tuple[Asked, ...]:
        return self.asked.asked_of(order_id)

    async def commands(self, *, limit: int = 100) -> tuple[Asked, ...]:
        return self.asked.corrections()[:limit]

    async def orders(
        self, *, store: str = "", state: str = "", text: str = "", limit: int = 100
    ) -> tuple[OrderRow, ...]:
        return self.shop.order_rows(store=store, state=state, text=text)[:limit]

    async def order(self, order_id: str) -> msgspec.Raw:
        return self.shop.order(order_id)

    async def dead_letters(self, *, decided: bool | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
        return self.logs.letters(decided=decided)[:limit]

    async def letter_counts(self) -> LetterCounts:
        waiting = len(self.logs.letters(decided=False))
        return LetterCounts(waiting=waiting, decided=len(self.logs.dead) - waiting)

    async def dead_letter(self, origin: str, seq: int) -> Letter:
        return self.logs.letter(origin, seq)

    def _applied(
        self, rows: Sequence[Row], contacts: Mapping[Key, Contact], now_ms: int
    ) -> tuple[set[Key], list[tuple[Row, str]], Changes]:
        touched, dead, changes = self.shop.apply(rows, contacts, now_ms)
        self.members.apply(changes, now_ms)
        self.transfers.apply(changes.transfers)
        return touched, dead, changes

    async def retry_dead_letter(self, origin: str, seq: int, *, by: str) -> DeadLetter:
        row, now_ms = self.logs.waiting(origin, seq), self._clock.now_ms()
        touched, dead, changes = self._applied([row], {}, now_ms)
        self._untold |= touched
        self._tell()
        self._ring()
        self.asked.answered(changes.answers)
        return self.logs.tried(origin, seq, dead, by=by, now_ms=now_ms)

    async def drop_dead_letter(self, origin: str, seq: int, *, why: str, by: str) -> DeadLetter:
        why = reasoned(why)
        self.logs.waiting(origin, seq)
        return self.logs.decide(
            origin, seq, state="dropped", why=why, decided_by=by, decided_ms=self._clock.now_ms()
        )

    async def load(self, seed: Seed) -> int:
        for store in seed.stores:
            self._stores[store.store] = store
        count = self.feeds.put("catalog", "catalog", loading.catalog(seed))
        count += self.feeds.write_prices(
            sorted(seed.prices, key=lambda row: bool(row.store)), self._clock.now_ms()
        )
        for store_id in sorted({one.store for one in seed.staff}):
            scope = topics.scope("staff", store_id)
            members = [
                loading.hashed(one, self.feeds.staff(scope, one.staff_id))
                for one in seed.staff
                if one.store == store_id
            ]
            entries = [
                Entry(key=one.staff_id, kind="StaffMember", item=msgspec.json.encode(one)) for one in members
            ]
            count += self.feeds.put(scope, "staff", entries)
        return count + self.members.load(*loading.members(seed, self._clock.now_ms()))
