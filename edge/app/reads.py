"""What may be asked of the store without changing it: the pages' reads and the uplink's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from edge.domain.catalog import Category, Product, Variant
from edge.domain.contact import Contact
from edge.domain.coupon import Coupon
from edge.domain.effect import Effect
from edge.domain.feed import Cursor
from edge.domain.logbook import Entry, Origin
from edge.domain.member import MemberFile, MemberKeys, Proof
from edge.domain.order import Order, OrderState
from edge.domain.parking import Lane
from edge.domain.past import Past
from edge.domain.payment import Payment
from edge.domain.price import Price
from edge.domain.returned import GivenBack
from edge.domain.shelf import Shelf
from edge.domain.staff import StaffMember, Tries
from edge.domain.stock import Level, StockElsewhere
from edge.domain.task import Task, TaskState
from edge.domain.transfer import Transfer, TransferState


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as it is offered here now."""

    variant: Variant
    price: Price | None
    level: Level
    elsewhere: tuple[StockElsewhere, ...] = ()


class ProductOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A product with all its variants, priced and counted."""

    product: Product
    offers: tuple[Offer, ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of products; `next` is the cursor of the following one, '' at the end."""

    products: tuple[ProductOffer, ...]
    next: str = ""


class OrderFile(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its payments and the (unmasked) contact; the pages mask it."""

    order: Order
    payments: tuple[Payment, ...]
    contact: Contact | None = None


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """All that a place shows, as of one moment."""

    shelf: Shelf
    shown: ProductOffer | None
    order: OrderFile | None


class TaskFile(msgspec.Struct, frozen=True, kw_only=True):
    """A task and whom it is for (unmasked; the pages mask it)."""

    task: Task
    contact: Contact | None = None


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    hour: int
    sales_fen: int
    orders: int


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """One business day's figures. `below_zero` counts SKUs whose ledger says less than nothing is here."""

    business_day: str
    sales_fen: int
    orders: int
    refunds_fen: int
    cars: int
    below_zero: int
    hours: tuple[Hour, ...]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Log entries that the centre has not acknowledged."""

    entries: int
    oldest_ms: int
    acked_ms: int


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in under a token, and until when."""

    staff: StaffMember
    expires_ms: int


class MemberAt(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands at a place, unmasked; the pages mask it. `file` None: proven, and not known here yet.
    `left` is the balance as this store knows it, `may` what may be spent now; `later`: coupons that need a
    word of the centre first.
    """

    member_id: str
    proof: Proof
    file: MemberFile | None = None
    left: int = 0
    may: int = 0
    fresh: bool = False
    coupons: tuple[Coupon, ...] = ()
    later: frozenset[str] = frozenset()


class Reads(Protocol):
    """The pages' reads, each one short transaction of a reader that cannot write. None: no such thing."""

    async def categories(self) -> tuple[Category, ...]: ...
    async def product(self, product_id: str) -> ProductOffer | None: ...
    async def shelf(self, shelf: str, *, after: str = "", limit: int = 24) -> Page:
        """`shelf` is new | season | clearance or a category; cursor `after`."""
        ...

    async def search(self, text: str, *, limit: int = 24) -> Page:
        """By Chinese characters, pinyin, initials, English words or a part of a code; best first."""
        ...

    async def by_code(self, text: str) -> tuple[Variant, Product] | None: ...
    async def at(self, place: str) -> Shelf: ...
    async def sight(self, place: str) -> Sight: ...
    async def order(self, order_id: str) -> OrderFile | None: ...
    async def numbered(self, number: str) -> tuple[OrderFile, ...]:
        """Our own orders of a number, newest first: two machines may once have given the same."""

    async def member_at(self, place: str) -> MemberAt | None:
        """None where nobody is known, or somebody erased."""
        ...

    async def member_keys(self) -> MemberKeys | None: ...
    async def member_names(self, limit: int = 8) -> tuple[MemberFile, ...]:
        """Whom this store saw last."""
        ...

    async def queue(self, states: Sequence[OrderState], *, limit: int = 100) -> tuple[OrderFile, ...]:
        """Newest `limit` orders with a number in these states, oldest first."""
        ...

    async def task(self, task_id: str) -> TaskFile | None: ...
    async def tasks(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        """Latest `limit` tasks in these states, oldest first."""
        ...

    async def tasks_waiting(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        """The `limit` tasks that have stood longest in these states, oldest first."""
        ...

    async def transfer(self, transfer_id: str) -> Transfer | None: ...
    async def transfers(self, states: Sequence[TransferState], *, limit: int = 100) -> tuple[Transfer, ...]:
        """Latest `limit` transfers in these states, oldest first."""
        ...

    async def transfers_ended(self, *, limit: int = 20) -> tuple[Transfer, ...]:
        """Those that ended last, the latest first."""
        ...

    async def returns(self, order_id: str) -> tuple[GivenBack, ...]:
        """What of an order came back over this counter."""
        ...

    async def today(self) -> Today: ...
    async def unanswered(self, *, limit: int = 50) -> tuple[Effect, ...]:
        """Effects missed or unknown, newest first."""
        ...

    async def effects_open(self) -> tuple[Effect, ...]:
        """Effects due or started, oldest first."""
        ...

    async def lanes(self) -> tuple[Lane, ...]: ...
    async def staff(self) -> tuple[StaffMember, ...]: ...
    async def session(self, token_hash: str) -> Session | None: ...
    async def tries(self, staff_id: str) -> Tries: ...


class LogReads(Protocol):
    """The uplink's reads."""

    async def origins(self) -> tuple[Origin, ...]: ...
    async def entries(self, origin: str, *, after: int, limit: int, max_bytes: int) -> tuple[Entry, ...]: ...
    async def chain_at(self, origin: str, seq: int) -> str:
        """The chain of entry `seq`; '' for 0, and for an entry that was pruned."""
        ...

    async def contacts(self, contact_ids: Sequence[str]) -> tuple[Contact, ...]: ...
    async def cursors(self) -> tuple[Cursor, ...]: ...
    async def waiting(self) -> Waiting: ...
    async def past(self) -> Past:
        """What is known of the box's former logs."""
        ...
