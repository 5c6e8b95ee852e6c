"""The centre on PostgreSQL: what arrives, what is pulled, what the desk asks and decides."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from edge.errors import Rejected
from sync import topics
from sync.hub import (
    commands,
    feeds,
    leases,
    letters,
    loading,
    logs,
    origins,
    prices,
    questions,
    stores,
    workers,
)
from sync.hub.allocation.desk import PostgresAllocations
from sync.hub.allocation.receivers import with_receivers
from sync.hub.database import Database
from sync.hub.desk import Asked
from sync.hub.ingest import Ingest, stock_pushes
from sync.hub.leases import PostgresLeases
from sync.hub.member_desk import MemberDesk
from sync.hub.pulls import Pulls
from sync.hub.read_models import contacts, member_feeds, stock
from sync.hub.replenishment_desk import ReplenishmentDesk
from sync.hub.transfer_desk import TransferDesk
from sync.log.lease import told
from sync.log.up_hub import welcomed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractAsyncContextManager

    from edge.domain.feed import AskCorrection
    from edge.domain.member_code import ChainKey
    from sync.hub.command_sheet import OrderAsk
    from sync.hub.desk import (
        BackupState,
        DeadLetter,
        FoundItem,
        HoursRow,
        Letter,
        LetterCounts,
        LogRow,
        OrderRow,
        PriceChange,
        PriceRow,
        StockRow,
        StoreRow,
        WorkerRow,
    )
    from sync.hub.leases import WorkerName
    from sync.hub.ports import Arrival, Ingested, ScopeHead, StockPush
    from sync.hub.seed import Seed
    from sync.hub.workers import LagRow
    from sync.log.down_hub import FeedRow
    from sync.ports import Clock
    from sync.wire import Hello, Lease, PastRange, Pull, PullChunk, PullPast, Renew, Reply, Welcome


class PostgresHub(PostgresAllocations):
    """Implements `sync.hub.ports.Hub`. `await PostgresHub.open(dsn, clock)`, `close()` at the end."""

    def __init__(self, database: Database, clock: Clock, chain: ChainKey | None = None) -> None:
        super().__init__(database, clock)
        self.members = MemberDesk(database, clock, chain)
        self.transfers = TransferDesk(database, clock)
        self.replenishment = ReplenishmentDesk(database, clock)
        self._ingest = Ingest(database, clock, self.members.keys)
        self._pulls = Pulls(database, clock)
        self._window_s = origins.Window(clock)

    @classmethod
    async def open(cls, dsn: str, clock: Clock, chain: ChainKey | None = None) -> PostgresHub:
        hub = cls(await Database.open(dsn, clock), clock, chain)
        try:
            await hub.members.rehash()
        except BaseException:
            await hub.close()
            raise
        return hub

    async def close(self) -> None:
        await self._db.close()

    @property
    def gen(self) -> str:
        return self._db.gen

    async def hello(self, store: str, hello: Hello) -> Welcome:
        async with self._db.transaction() as conn:
            tail = await logs.announce(conn, store, hello, self._clock.now_ms())
            if tail is None:
                raise Rejected("foreign_log", store=store)
            chain = await logs.chain_at(conn, hello.origin, hello.max_seq)
            if self.members.keys is not None:
                await member_feeds.tell_keys(conn, store, self.members.keys)
            now_ms = self._clock.now_ms()
            held = await origins.lease(conn, store, hello.box, now_ms)
            backup = await origins.backing(conn, store, (), now_ms)
            window_s = await self._window_s(conn)
        welcome = welcomed(tail, hello, self.gen, chain)
        lease = told(held, now_ms, self.gen, backup)
        return msgspec.structs.replace(welcome, lease=lease, window_s=window_s)

    async def renew(self, store: str, ask: Renew) -> Lease:
        now_ms = self._clock.now_ms()
        async with self._db.transaction() as conn:
            held = await origins.lease(conn, store, ask.box, now_ms)
            backup = await origins.backing(conn, store, ask.logs, now_ms)
        return told(held, now_ms, self.gen, backup)

    async def past(self, store: str, ask: PullPast) -> PastRange:
        async with self._db.transaction("repeatable_read") as conn:
            return await origins.past(conn, store, ask)

    async def ingest(self, arrivals: Sequence[Arrival]) -> Ingested:
        return await self._ingest(arrivals)

    async def untold(self) -> tuple[StockPush, ...]:
        async with self._db.transaction() as conn:
            return stock_pushes(self.gen, await stock.untold(conn))

    async def pull(self, store: str, pull: Pull) -> tuple[Reply, ...]:
        return await self._pulls.pull(store, pull)

    async def chunk(self, store: str, ask: PullChunk) -> tuple[Reply, ...]:
        return await self._pulls.chunk(store, ask)

    async def heads(self, scopes: Collection[str] | None = None) -> tuple[ScopeHead, ...]:
        async with self._db.transaction() as conn:
            return await feeds.heads(conn, scopes)

    async def after(self, scope: str, pos: int, limit: int) -> tuple[FeedRow, ...]:
        async with self._db.transaction() as conn:
            if scope.startswith("member/"):
                return await member_feeds.after(conn, scope, pos, limit)
            rows = await feeds.after(conn, scope, pos, limit)
            return await with_receivers(conn, rows) if scope.startswith("task/") else rows

    def watching(
        self, bell: Callable[[str], None], lost: Callable[[], None]
    ) -> AbstractAsyncContextManager[None]:
        return self._db.listening(bell, lost)

    async def stores(self) -> tuple[StoreRow, ...]:
        async with self._db.transaction() as conn:
            return await stores.rows(conn)

    async def logs_of(self, store: str) -> tuple[LogRow, ...]:
        async with self._db.transaction() as conn:
            await stores.known(conn, store)
            return await stores.logs(conn, store)

    async def hours(self, from_ms: int) -> tuple[HoursRow, ...]:
        async with self._db.transaction() as conn:
            return await stores.hours(conn, from_ms)

    async def find(self, text: str, *, limit: int = 20) -> tuple[FoundItem, ...]:
        async with self._db.transaction() as conn:
            return await questions.find(conn, text, limit, self._clock.now_ms())

    async def items(self, skus: Collection[str]) -> tuple[FoundItem, ...]:
        async with self._db.transaction() as conn:
            return await questions.items(conn, skus, self._clock.now_ms())

    async def stock_of(self, sku: str) -> tuple[StockRow, ...]:
        async with self._db.transaction() as conn:
            return await questions.stock_of(conn, sku)

    async def prices_of(self, sku: str) -> tuple[PriceRow, ...]:
        async with self._db.transaction() as conn:
            return await questions.prices_of(conn, sku, self._clock.now_ms())

    async def set_prices(self, changes: Sequence[PriceChange], *, by: str = "") -> int:
        now_ms = self._clock.now_ms()
        changes = [prices.checked(change, now_ms) for change in changes]
        async with self._db.transaction() as conn:
            await questions.known(conn, {change.sku for change in changes})
            for store in sorted({change.store for change in changes if change.store}):
                await stores.known(conn, store)
            await feeds.lock(conn, prices.SCOPE, "price")
            standing = await prices.standing(conn, {change.sku for change in changes})
            rows = [prices.listed(change, standing.get(change.sku, []), now_ms, by) for change in changes]
            return await prices.write(conn, rows, now_ms)

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
        async with self._db.transaction() as conn:
            return commands.correction(await commands.ask(conn, wish))

    async def ask_of_order(self, order_id: str, ask: OrderAsk, *, by: str = "") -> Asked:
        async with self._db.transaction() as conn:
            return await commands.ask_of_order(conn, order_id, ask, self._clock.now_ms(), by)

    async def asked_of(self, order_id: str) -> tuple[Asked, ...]:
        async with self._db.transaction() as conn:
            return await commands.asked_of(conn, order_id)

    async def commands(self, *, limit: int = 100) -> tuple[Asked, ...]:
        async with self._db.transaction() as conn:
            return await commands.rows(conn, limit)

    async def orders(
        self, *, store: str = "", state: str = "", text: str = "", limit: int = 100
    ) -> tuple[OrderRow, ...]:
        async with self._db.transaction() as conn:
            return await questions.orders(conn, store=store, state=state, text=text, limit=limit)

    async def order(self, order_id: str) -> msgspec.Raw:
        async with self._db.transaction() as conn:
            return await questions.order(conn, order_id)

    async def dead_letters(self, *, decided: bool | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
        async with self._db.transaction() as conn:
            return await letters.rows(conn, decided=decided, limit=limit)

    async def letter_counts(self) -> LetterCounts:
        async with self._db.transaction() as conn:
            return await letters.counts(conn)

    async def dead_letter(self, origin: str, seq: int) -> Letter:
        async with self._db.transaction() as conn:
            return await letters.look(conn, origin, seq)

    async def retry_dead_letter(self, origin: str, seq: int, *, by: str) -> DeadLetter:
        async with self._db.transaction() as conn:
            return await letters.retry(
                conn, origin, seq, self.members.keys, by=by, now_ms=self._clock.now_ms()
            )

    async def drop_dead_letter(self, origin: str, seq: int, *, why: str, by: str) -> DeadLetter:
        why = letters.reasoned(why)
        async with self._db.transaction() as conn:
            return await letters.drop(conn, origin, seq, why=why, by=by, now_ms=self._clock.now_ms())

    def leases(self, name: WorkerName) -> PostgresLeases:
        return PostgresLeases(self._db, name, self._clock)

    async def workers(self) -> tuple[WorkerRow, ...]:
        async with self._db.transaction() as conn:
            return await leases.workers(conn)

    async def lags(self, *, limit: int = 100) -> tuple[LagRow, ...]:
        async with self._db.transaction() as conn:
            return await workers.lags(conn, limit)

    async def require_backup(self, *, required: bool) -> None:
        async with self._db.transaction() as conn:
            await conn.execute("update hub set backup_required = $1 where backup_required <> $1", required)

    async def backup_state(self) -> BackupState:
        async with self._db.transaction() as conn:
            return await logs.backup_state(conn)

    async def erased(self) -> dict[str, int]:
        async with self._db.transaction() as conn:
            return await contacts.ledger(conn)

    async def load(self, seed: Seed) -> int:
        async with self._db.transaction() as conn:
            known = await loading.staff(conn)
        members = {}
        for one in seed.staff:
            before = known.get(f"{topics.scope('staff', one.store)}|{one.staff_id}")
            members[one.staff_id] = await asyncio.to_thread(loading.hashed, one, before)
        async with self._db.transaction() as conn:
            return await loading.write(conn, seed, members, self.members.keys, self._clock.now_ms())
