"""Reads and log reads over plain dictionaries; a test fills them."""

from __future__ import annotations

from collections.abc import Sequence

from edge.app.reads import (
    MemberAt,
    OrderFile,
    Page,
    ProductOffer,
    Session,
    Sight,
    TaskFile,
    Today,
    Waiting,
)
from edge.domain.catalog import Category, Product, Variant
from edge.domain.contact import Contact
from edge.domain.effect import Effect
from edge.domain.feed import Cursor
from edge.domain.logbook import Entry, Origin
from edge.domain.member import MemberFile, MemberKeys
from edge.domain.order import OrderState
from edge.domain.parking import Lane
from edge.domain.past import Past
from edge.domain.returned import GivenBack
from edge.domain.shelf import Shelf
from edge.domain.staff import StaffMember, Tries
from edge.domain.task import TaskState
from edge.domain.transfer import ENDED, Transfer, TransferState

EMPTY_DAY = Today(
    business_day="2025-06-15", sales_fen=0, orders=0, refunds_fen=0, cars=0, below_zero=0, hours=()
)


class MemoryReads:
    """Implements `edge.app.reads.Reads`."""

    def __init__(self) -> None:
        self.category_rows: tuple[Category, ...] = ()
        self.products: dict[str, ProductOffer] = {}
        self.shelves: dict[str, Shelf] = {}
        self.orders: dict[str, OrderFile] = {}
        self.members: dict[str, MemberAt] = {}
        self.keys: MemberKeys | None = None
        self.task_files: dict[str, TaskFile] = {}
        self.transfer_rows: dict[str, Transfer] = {}
        self.backs: tuple[GivenBack, ...] = ()
        self.day = EMPTY_DAY
        self.failed: tuple[Effect, ...] = ()
        self.open_effects: tuple[Effect, ...] = ()
        self.lane_rows: tuple[Lane, ...] = ()
        self.people: dict[str, StaffMember] = {}
        self.sessions: dict[str, Session] = {}
        self.wrong: dict[str, Tries] = {}

    async def categories(self) -> tuple[Category, ...]:
        return self.category_rows

    async def product(self, product_id: str) -> ProductOffer | None:
        return self.products.get(product_id)

    async def shelf(self, shelf: str, *, after: str = "", limit: int = 24) -> Page:
        rows = [one for one in self.products.values() if shelf in {one.product.shelf, one.product.category}]
        return page([one for one in rows if one.product.product_id > after], limit)

    async def search(self, text: str, *, limit: int = 24) -> Page:
        return page([one for one in self.products.values() if text.casefold() in words(one)], limit)

    async def by_code(self, text: str) -> tuple[Variant, Product] | None:
        code = text.strip().zfill(14)
        pairs = ((one.variant, offer.product) for offer in self.products.values() for one in offer.offers)
        return next((pair for pair in pairs if pair[0].gtin == code or pair[0].sku == text), None)

    async def at(self, place: str) -> Shelf:
        return self.shelves.get(place, Shelf(place=place))

    async def sight(self, place: str) -> Sight:
        shelf = await self.at(place)
        return Sight(
            shelf=shelf, shown=self.products.get(shelf.product_id), order=self.orders.get(shelf.order_id)
        )

    async def order(self, order_id: str) -> OrderFile | None:
        return self.orders.get(order_id)

    async def numbered(self, number: str) -> tuple[OrderFile, ...]:
        rows = [file for file in self.orders.values() if number and file.order.number == number]
        return tuple(sorted(rows, key=lambda file: -file.order.opened_ms))

    async def member_at(self, place: str) -> MemberAt | None:
        return self.members.get(place)

    async def member_keys(self) -> MemberKeys | None:
        return self.keys

    async def member_names(self, limit: int = 8) -> tuple[MemberFile, ...]:
        return tuple(one.file for one in self.members.values() if one.file is not None)[:limit]

    async def queue(self, states: Sequence[OrderState], *, limit: int = 100) -> tuple[OrderFile, ...]:
        rows = [file for file in self.orders.values() if file.order.number and file.order.state in states]
        return tuple(sorted(rows, key=lambda file: file.order.opened_ms)[-limit:])

    async def task(self, task_id: str) -> TaskFile | None:
        return self.task_files.get(task_id)

    async def tasks(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        rows = [file for file in self.task_files.values() if file.task.state in states]
        return tuple(sorted(rows, key=_since)[-limit:])

    async def tasks_waiting(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        rows = [file for file in self.task_files.values() if file.task.state in states]
        return tuple(sorted(rows, key=_since)[:limit])

    async def transfer(self, transfer_id: str) -> Transfer | None:
        return self.transfer_rows.get(transfer_id)

    async def transfers(self, states: Sequence[TransferState], *, limit: int = 100) -> tuple[Transfer, ...]:
        rows = [one for one in self.transfer_rows.values() if one.state in states]
        return tuple(sorted(rows, key=lambda one: one.asked_ms)[-limit:])

    async def transfers_ended(self, *, limit: int = 20) -> tuple[Transfer, ...]:
        rows = [one for one in self.transfer_rows.values() if one.state in ENDED]
        return tuple(sorted(rows, key=lambda one: -max(one.received_ms, one.asked_ms))[:limit])

    async def returns(self, order_id: str) -> tuple[GivenBack, ...]:
        return tuple(one for one in self.backs if one.order_id == order_id)

    async def today(self) -> Today:
        return self.day

    async def unanswered(self, *, limit: int = 50) -> tuple[Effect, ...]:
        return self.failed[:limit]

    async def effects_open(self) -> tuple[Effect, ...]:
        return self.open_effects

    async def lanes(self) -> tuple[Lane, ...]:
        return self.lane_rows

    async def staff(self) -> tuple[StaffMember, ...]:
        return tuple(self.people.values())

    async def session(self, token_hash: str) -> Session | None:
        return self.sessions.get(token_hash)

    async def tries(self, staff_id: str) -> Tries:
        return self.wrong.get(staff_id, Tries())


class MemoryLog:
    """Implements `edge.app.reads.LogReads`."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[Entry, ...]] = {}
        self.origin_rows: tuple[Origin, ...] = ()
        self.people: dict[str, Contact] = {}
        self.cursor_rows: tuple[Cursor, ...] = ()
        self.wait = Waiting(entries=0, oldest_ms=0, acked_ms=0)

    async def origins(self) -> tuple[Origin, ...]:
        return self.origin_rows

    async def entries(self, origin: str, *, after: int, limit: int, max_bytes: int) -> tuple[Entry, ...]:
        rows = [entry for entry in self.rows.get(origin, ()) if entry.seq > after][:limit]
        sizes = [sum(len(entry.body) for entry in rows[: i + 1]) for i in range(len(rows))]
        return tuple(entry for entry, size in zip(rows, sizes, strict=True) if size <= max_bytes)

    async def chain_at(self, origin: str, seq: int) -> str:
        return next((entry.chain for entry in self.rows.get(origin, ()) if entry.seq == seq), "")

    async def contacts(self, contact_ids: Sequence[str]) -> tuple[Contact, ...]:
        return tuple(self.people[one] for one in contact_ids if one in self.people)

    async def cursors(self) -> tuple[Cursor, ...]:
        return self.cursor_rows

    async def waiting(self) -> Waiting:
        return self.wait

    async def past(self) -> Past:
        return Past(origin="")


def page(rows: list[ProductOffer], limit: int) -> Page:
    more = len(rows) > limit
    return Page(products=tuple(rows[:limit]), next=rows[limit - 1].product.product_id if more else "")


def words(offer: ProductOffer) -> str:
    """What a search finds a product by."""
    product = offer.product
    codes = " ".join(one.variant.gtin for one in offer.offers)
    return f"{product.name_zh} {product.name_en} {product.brand} {codes}".casefold()


def _since(file: TaskFile) -> tuple[int, str]:
    return file.task.asked_ms, file.task.task_id
