"""What the worker and the desk ask of a centre. PostgreSQL and memory answer alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from edge.domain.allocation import Strategy
from edge.domain.feed import AskCorrection, Stream
from sync.hub.allocation.shapes import DemandRow, DemandView, Placing
from sync.hub.command_sheet import OrderAsk
from sync.hub.desk import (
    Asked,
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
from sync.hub.goods_ports import Replenishment, Transfers
from sync.hub.leases import Leases, WorkerName
from sync.hub.member_ports import Members
from sync.hub.seed import Seed
from sync.hub.workers import LagRow
from sync.log.down_hub import FeedRow
from sync.question import FindOrder, FindStock, OrderFound, StockFound
from sync.wire import (
    Ack,
    Ahead,
    Batch,
    Hello,
    Lease,
    Nack,
    PastRange,
    Pull,
    PullChunk,
    PullPast,
    Push,
    Renew,
    Reply,
    Welcome,
)


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A batch, or an early word, and the store whose topic it came on."""

    store: str
    batch: Batch | Ahead


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    answer: Ack | Nack


class StockPush(msgspec.Struct, frozen=True, kw_only=True):
    """What a store's stock has become, for those who watch it."""

    store: str
    push: Push


class Ingested(msgspec.Struct, frozen=True, kw_only=True):
    """What was committed: an answer for each log that spoke, stock that moved; `unfit` were passed over."""

    verdicts: tuple[Verdict, ...]
    moved: tuple[StockPush, ...] = ()
    unfit: int = 0


class ScopeHead(msgspec.Struct, frozen=True, kw_only=True):
    scope: str
    stream: Stream
    pos: int


class Centre(Protocol):
    """Everything is committed when a method returns. `SyncError`: nothing was, and the caller may come
    again; `Unfit`: it would be in vain.
    """

    @property
    def gen(self) -> str:
        """The incarnation of the database; a restore makes another."""
        ...

    @property
    def members(self) -> Members: ...
    async def find_stock(self, store: str, ask: FindStock) -> StockFound:
        """The stores that have some, nearest to `store` first, `FOUND_MAX` at most."""
        ...

    async def find_order(self, ask: FindOrder) -> OrderFound:
        """The paid orders of this number or id, whoever took them, newest first, `SOLD_MAX` at most."""
        ...

    async def hello(self, store: str, hello: Hello) -> Welcome:
        """`Rejected('foreign_log')` when another store announced this log first."""
        ...

    async def ingest(self, arrivals: Sequence[Arrival]) -> Ingested:
        """All in one transaction. An event that cannot be applied goes to the dead letters, alone."""
        ...

    async def untold(self) -> tuple[StockPush, ...]:
        """Stock that moved by a decision of the desk; told once, by whoever asks first."""
        ...

    async def pull(self, store: str, pull: Pull) -> tuple[Reply, ...]:
        """Nothing for a want that needs a snapshot while too many are being fetched."""
        ...

    async def chunk(self, store: str, ask: PullChunk) -> tuple[Reply, ...]:
        """The chunk, or a manifest of another snapshot where that one is gone; nothing while too many are
        being fetched.
        """
        ...

    async def renew(self, store: str, ask: Renew) -> Lease:
        """The lease goes to who asks when it is free, else its holder is named."""
        ...

    async def past(self, store: str, ask: PullPast) -> PastRange: ...
    async def heads(self, scopes: Collection[str] | None = None) -> tuple[ScopeHead, ...]:
        """Of these scopes, or of all that there are."""
        ...

    async def after(self, scope: str, pos: int, limit: int) -> tuple[FeedRow, ...]: ...
    def watching(
        self, bell: Callable[[str], None], lost: Callable[[], None]
    ) -> AbstractAsyncContextManager[None]:
        """`bell` rings with the scope after each commit that moved its head, by whichever process, and with
        '' for other work; `lost` when no bell will ring any more.
        """
        ...


class Desk(Protocol):
    """The chain's questions and decisions. Unknown store, item or order: `Rejected`."""

    @property
    def members(self) -> Members: ...
    async def stores(self) -> tuple[StoreRow, ...]: ...
    async def logs_of(self, store: str) -> tuple[LogRow, ...]: ...
    async def hours(self, from_ms: int) -> tuple[HoursRow, ...]:
        """What the stores took in, by the hour from `desk.hours_from`; idle stores are left out."""
        ...

    async def find(self, text: str, *, limit: int = 20) -> tuple[FoundItem, ...]:
        """By SKU, GTIN, product id or a part of a name."""
        ...

    async def items(self, skus: Collection[str]) -> tuple[FoundItem, ...]:
        """By their SKUs, in order. What the catalogue lacks is left out."""
        ...

    async def stock_of(self, sku: str) -> tuple[StockRow, ...]: ...
    async def prices_of(self, sku: str) -> tuple[PriceRow, ...]: ...
    async def set_prices(self, changes: Sequence[PriceChange], *, by: str = "") -> int:
        """How many prices changed; all of them or, on `Rejected`, none."""
        ...

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
        """Taken once an id ('': the centre makes one); another wish under it is `Rejected('key_reused')`."""
        ...

    async def commands(self, *, limit: int = 100) -> tuple[Asked, ...]:
        """Corrections, the latest first."""
        ...

    async def ask_of_order(self, order_id: str, ask: OrderAsk, *, by: str = "") -> Asked:
        """Ask its store to refund or cancel it; taken once an id, as corrections are."""
        ...

    async def asked_of(self, order_id: str) -> tuple[Asked, ...]: ...
    async def orders(
        self, *, store: str = "", state: str = "", text: str = "", limit: int = 100
    ) -> tuple[OrderRow, ...]:
        """Latest first; '' for any. `text` is a part of the number, or the whole id."""
        ...

    async def order(self, order_id: str) -> msgspec.Raw:
        """The whole order as the store told it, with its payments and its steps."""
        ...

    async def dead_letters(self, *, decided: bool | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
        """Those that wait for a decision first, each kind newest first; None for both kinds."""
        ...

    async def letter_counts(self) -> LetterCounts: ...
    async def dead_letter(self, origin: str, seq: int) -> Letter: ...
    async def retry_dead_letter(self, origin: str, seq: int, *, by: str) -> DeadLetter:
        """Apply it now. The letter afterwards: applied, or still waiting with its reason anew. Other stores
        hear of stock it moved with the next change or connection.
        """
        ...

    async def drop_dead_letter(self, origin: str, seq: int, *, why: str, by: str) -> DeadLetter:
        """Let it go for good. `Rejected`: no_letter, letter_state once it was decided, reason."""
        ...

    async def load(self, seed: Seed) -> int:
        """Put a seed into the centre; how many items changed. A second time changes none."""
        ...


class Allocations(Protocol):
    """Orders to be shipped or picked up somewhere. Unknown order: `Rejected('no_order')`."""

    async def place_order(self, placing: Placing, *, key: str) -> DemandView:
        """Taken once a key, however often it is sent; another order under it is `Rejected('key_reused')`."""
        ...

    async def cancel_order(self, order_id: str) -> DemandView:
        """At any point; what has left comes back as a return."""
        ...

    async def demand(self, order_id: str) -> DemandView: ...
    async def demands(
        self, *, state: str = "", store: str = "", text: str = "", limit: int = 100
    ) -> tuple[DemandRow, ...]:
        """Latest first; '' for any. `text` is a part of the number, or the whole id."""
        ...

    async def route(self, usual: Strategy = "nearest") -> int:
        """One bounded step of asking stores and passing over silent ones, `usual` where an order names no
        strategy; how many orders it looked at.
        """
        ...

    async def forget_ended(self) -> int:
        """One bounded step of leaving out of the streams what ended half a year ago; how many items."""
        ...


class Keeping(Protocol):
    """Whether the stores' logs outlive this database, and who works on it."""

    def leases(self, name: WorkerName) -> Leases: ...
    async def workers(self) -> tuple[WorkerRow, ...]:
        """Those who live, and those who died within the hour."""
        ...

    async def lags(self, *, limit: int = 100) -> tuple[LagRow, ...]:
        """The stores that have said hello: who is furthest behind first, then who was heard last."""
        ...

    async def require_backup(self, *, required: bool) -> None:
        """Whether nothing counts as safe until a backup covers it."""
        ...

    async def backup_state(self) -> BackupState: ...
    async def erased(self) -> Mapping[str, int]:
        """Who was ever erased (contact id), and when."""
        ...


class Hub(Centre, Desk, Allocations, Keeping, Protocol):
    """The whole centre."""

    @property
    def transfers(self) -> Transfers: ...
    @property
    def replenishment(self) -> Replenishment: ...
