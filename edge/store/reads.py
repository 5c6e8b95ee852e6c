"""The store's answers to the pages and to the uplink, each one short transaction of a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

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
from edge.domain.member import MemberFile, MemberKeys, MemberPolicy
from edge.domain.order import OrderState
from edge.domain.parking import Lane
from edge.domain.past import Past
from edge.domain.returned import GivenBack
from edge.domain.shelf import Shelf
from edge.domain.staff import StaffMember, Tries
from edge.domain.task import TaskState
from edge.domain.transfer import Transfer, TransferState
from edge.store import (
    member,
    read_goods,
    read_log,
    read_member,
    read_orders,
    read_people,
    read_shelf,
    read_tasks,
    returned,
    search,
    transfer,
)
from edge.store.read_pool import Readers


class SqlReads:
    """Implements `edge.app.reads.Reads`. `source` is the file, or a pool shared with a `SqlLog`."""

    def __init__(
        self,
        source: Path | Readers,
        *,
        now_ms: Callable[[], int],
        zone: ZoneInfo,
        policy: MemberPolicy = MemberPolicy(),  # noqa: B008 - frozen
    ) -> None:
        self.readers = source if isinstance(source, Readers) else Readers(source)
        self._policy = policy
        self._now_ms = now_ms
        self._zone = zone

    async def close(self) -> None:
        """Closes the pool, for everyone who shares it."""
        await self.readers.close()

    async def categories(self) -> tuple[Category, ...]:
        return await self.readers.read(read_goods.categories)

    async def product(self, product_id: str) -> ProductOffer | None:
        found = await self.readers.read(partial(read_goods.products, ids=[product_id], now_ms=self._now_ms()))
        return next(iter(found), None)

    async def shelf(self, shelf: str, *, after: str = "", limit: int = 24) -> Page:
        return await self.readers.read(
            partial(read_goods.shelf_page, shelf=shelf, after=after, limit=limit, now_ms=self._now_ms())
        )

    async def search(self, text: str, *, limit: int = 24) -> Page:
        return await self.readers.read(partial(search.page, text=text, limit=limit, now_ms=self._now_ms()))

    async def by_code(self, text: str) -> tuple[Variant, Product] | None:
        return await self.readers.read(partial(read_goods.by_code, text=text))

    async def at(self, place: str) -> Shelf:
        return await self.readers.read(partial(read_shelf.shelf_of, place=place))

    async def sight(self, place: str) -> Sight:
        return await self.readers.read(partial(read_shelf.sight, place=place, now_ms=self._now_ms()))

    async def order(self, order_id: str) -> OrderFile | None:
        return await self.readers.read(partial(read_orders.order_file, order_id=order_id))

    async def numbered(self, number: str) -> tuple[OrderFile, ...]:
        return await self.readers.read(partial(read_orders.numbered, number=number))

    async def member_at(self, place: str) -> MemberAt | None:
        now_ms = self._now_ms()
        return await self.readers.read(
            partial(read_member.at, place=place, now_ms=now_ms, day=self._day(now_ms), policy=self._policy)
        )

    async def member_keys(self) -> MemberKeys | None:
        return await self.readers.read(member.keys)

    async def member_names(self, limit: int = 8) -> tuple[MemberFile, ...]:
        return await self.readers.read(partial(member.lately, limit=limit))

    def _day(self, now_ms: int) -> str:
        return datetime.fromtimestamp(now_ms / 1000, self._zone).date().isoformat()

    async def queue(self, states: Sequence[OrderState], *, limit: int = 100) -> tuple[OrderFile, ...]:
        return await self.readers.read(partial(read_orders.queue, states=states, limit=limit))

    async def task(self, task_id: str) -> TaskFile | None:
        return await self.readers.read(partial(read_tasks.task_file, task_id=task_id))

    async def tasks(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        return await self.readers.read(partial(read_tasks.tasks, states=states, limit=limit))

    async def tasks_waiting(self, states: Sequence[TaskState], *, limit: int = 100) -> tuple[TaskFile, ...]:
        return await self.readers.read(partial(read_tasks.waiting, states=states, limit=limit))

    async def transfers_ended(self, *, limit: int = 20) -> tuple[Transfer, ...]:
        return await self.readers.read(partial(transfer.ended, limit=limit))

    async def returns(self, order_id: str) -> tuple[GivenBack, ...]:
        return await self.readers.read(partial(returned.of_order, order_id=order_id))

    async def transfer(self, transfer_id: str) -> Transfer | None:
        return await self.readers.read(partial(transfer.one, transfer_id=transfer_id))

    async def transfers(self, states: Sequence[TransferState], *, limit: int = 100) -> tuple[Transfer, ...]:
        return await self.readers.read(partial(transfer.transfers, states=states, limit=limit))

    async def today(self) -> Today:
        return await self.readers.read(partial(read_orders.today, now_ms=self._now_ms(), zone=self._zone))

    async def unanswered(self, *, limit: int = 50) -> tuple[Effect, ...]:
        return await self.readers.read(partial(read_orders.unanswered, limit=limit))

    async def effects_open(self) -> tuple[Effect, ...]:
        return await self.readers.read(read_orders.effects_open)

    async def lanes(self) -> tuple[Lane, ...]:
        return await self.readers.read(read_people.lanes)

    async def staff(self) -> tuple[StaffMember, ...]:
        return await self.readers.read(read_people.staff)

    async def session(self, token_hash: str) -> Session | None:
        return await self.readers.read(
            partial(read_people.session, token_hash=token_hash, now_ms=self._now_ms())
        )

    async def tries(self, staff_id: str) -> Tries:
        return await self.readers.read(partial(read_people.tries, staff_id=staff_id))


class SqlLog:
    """Implements `edge.app.reads.LogReads`. `source` is the file, or the pool of a `SqlReads`."""

    def __init__(self, source: Path | Readers) -> None:
        self.readers = source if isinstance(source, Readers) else Readers(source)

    async def close(self) -> None:
        """Closes the pool, for everyone who shares it."""
        await self.readers.close()

    async def origins(self) -> tuple[Origin, ...]:
        return await self.readers.read(read_log.origins)

    async def entries(self, origin: str, *, after: int, limit: int, max_bytes: int) -> tuple[Entry, ...]:
        return await self.readers.read(
            partial(read_log.entries, origin=origin, after=after, limit=limit, max_bytes=max_bytes)
        )

    async def chain_at(self, origin: str, seq: int) -> str:
        return await self.readers.read(partial(read_log.chain_at, origin=origin, seq=seq))

    async def contacts(self, contact_ids: Sequence[str]) -> tuple[Contact, ...]:
        return await self.readers.read(partial(read_people.contacts, contact_ids=contact_ids))

    async def cursors(self) -> tuple[Cursor, ...]:
        return await self.readers.read(read_log.cursors)

    async def waiting(self) -> Waiting:
        return await self.readers.read(read_log.waiting)

    async def past(self) -> Past:
        return await self.readers.read(read_log.past)
