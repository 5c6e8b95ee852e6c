"""A store made of lists: its log, its contacts, its cursors and what the centre told it. Implements the
ports.
"""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from edge.app.reads import Waiting
from edge.domain.contact import Contact
from edge.domain.feed import (
    ApplyFeed,
    AskCorrection,
    CommandAnswered,
    Cursor,
    FeedItem,
    StageSnapshot,
    Stream,
    SwapSnapshot,
)
from edge.domain.lease import Lease, RecordLease
from edge.domain.logbook import Entry, LeaveOrigin, Origin, RecordAck, link
from edge.domain.message import Actor, Command, Event
from edge.domain.order import Line, Order, OrderHandedOver, OrderPaid
from edge.domain.past import ApplyPast, Mark, Past
from edge.domain.stock import Level, Movement, StockMoved
from edge.errors import Rejected
from sync.ports import Clock


class Log:
    """One origin's entries, chained; implements what `LogReads` asks of it."""

    def __init__(self, origin: str) -> None:
        self.origin = Origin(origin=origin)
        self.entries: list[Entry] = []

    def append(self, event: Event, clock: Clock) -> Entry:
        body = msgspec.json.encode(event)
        entry = Entry(
            seq=len(self.entries) + 1,
            event_id=clock.new_id(),
            at_ms=clock.now_ms(),
            hlc=(clock.now_ms() << 16) + len(self.entries),
            kind=type(event).__name__,
            body=body,
            chain=link(self.origin.chain, body),
        )
        return self._kept(entry)

    def retell(self, entry: Entry) -> Entry:
        """The same event at the end of this log."""
        chain = link(self.origin.chain, entry.body)
        return self._kept(msgspec.structs.replace(entry, seq=len(self.entries) + 1, chain=chain))

    def _kept(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        self.origin = msgspec.structs.replace(self.origin, max_seq=entry.seq, chain=entry.chain)
        return entry

    def after(self, seq: int, limit: int, max_bytes: int) -> tuple[Entry, ...]:
        found: list[Entry] = []
        size = 0
        for entry in self.entries[seq : seq + limit]:
            size += len(entry.body)
            if found and size > max_bytes:
                break
            found.append(entry)
        return tuple(found)

    def chain_at(self, seq: int) -> str:
        return self.entries[seq - 1].chain if 0 < seq <= len(self.entries) else ""


class Shop:
    """`LogReads` and `Dispatch` over lists. `changed` is set after each command."""

    def __init__(self, clock: Clock, origin: str = "origin-1") -> None:
        self.clock = clock
        self.logs = {origin: Log(origin)}
        self.current = origin
        self.contact_book: dict[str, Contact] = {}
        self.kept_cursors: dict[Stream, Cursor] = {}
        self.items: dict[Stream, dict[str, FeedItem]] = {}
        self.applied: list[Command] = []
        self.on_append: Callable[[int], None] = lambda _: None
        self.changed = asyncio.Event()
        self.marks: list[Mark] = []
        self.facts: dict[str, Entry] = {}
        self.lease = Lease()
        self._staged: dict[str, list[FeedItem]] = {}
        self._orders = 0

    @property
    def log(self) -> Log:
        return self.logs[self.current]

    async def origins(self) -> tuple[Origin, ...]:
        return tuple(
            msgspec.structs.replace(log.origin, current=name == self.current)
            for name, log in self.logs.items()
        )

    async def entries(self, origin: str, *, after: int, limit: int, max_bytes: int) -> tuple[Entry, ...]:
        await asyncio.sleep(0)
        return self.logs[origin].after(after, limit, max_bytes)

    async def chain_at(self, origin: str, seq: int) -> str:
        return self.logs[origin].chain_at(seq)

    async def contacts(self, contact_ids: Sequence[str]) -> tuple[Contact, ...]:
        return tuple(self.contact_book[one] for one in contact_ids if one in self.contact_book)

    async def cursors(self) -> tuple[Cursor, ...]:
        return tuple(self.kept_cursors.values())

    async def waiting(self) -> Waiting:
        left = sum(log.origin.max_seq - log.origin.acked for log in self.logs.values())
        return Waiting(entries=left, oldest_ms=0, acked_ms=0)

    async def past(self) -> Past:
        return Past(origin=self.current, marks=tuple(self.marks))

    async def dispatch(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        assert actor.role == "centre"
        if isinstance(command, RecordAck):
            self._record(command)
        elif isinstance(command, LeaveOrigin):
            self._leave(command)
        elif isinstance(command, ApplyPast):
            self._past(command)
        elif isinstance(command, RecordLease):
            self.lease = command.lease
        elif isinstance(command, ApplyFeed):
            self._feed(command)
        elif isinstance(command, StageSnapshot):
            staged = self._staged.setdefault(command.snapshot, [])
            staged.extend(command.items)
        elif isinstance(command, SwapSnapshot):
            fresh = self._staged.pop(command.snapshot, [])
            self.items[command.stream] = {name(item): item for item in fresh}
            self.kept_cursors[command.stream] = Cursor(
                stream=command.stream, hub_gen=command.hub_gen, pos=command.pos
            )
        self.applied.append(command)
        self.changed.set()
        return ()

    def append(self, *events: Event) -> None:
        for event in events:
            entry = self.log.append(event, self.clock)
            self.on_append(entry.seq)

    def sell(self, sku: str, quantity: int = 1) -> Order:
        """A paid order that leaves the shop at once: three entries."""
        self._orders += 1
        line = Line(
            line_id=self.clock.new_id(),
            sku=sku,
            product_id="P1",
            name_zh="云",
            name_en="cloud",
            quantity=quantity,
            price_fen=1990,
            price_version=1,
            amount_fen=1990 * quantity,
        )
        order = Order(
            order_id=self.clock.new_id(),
            place="kiosk-1",
            channel="kiosk",
            state="paid",
            number=f"AAA-{self._orders:04d}",
            lines=(line,),
            total_fen=line.amount_fen,
            paid_fen=line.amount_fen,
            opened_ms=self.clock.now_ms(),
            version=1,
        )
        gone = msgspec.structs.replace(order, state="done", version=2)
        self.append(OrderPaid(order=order), self.moved(sku, -quantity, "sale", order.order_id))
        self.append(OrderHandedOver(order=gone, way="take"))
        return gone

    def moved(self, sku: str, quantity: int, reason: str, ref: str) -> StockMoved:
        movement = Movement(
            movement_id=self.clock.new_id(),
            sku=sku,
            quantity=quantity,
            reason=reason,  # type: ignore[arg-type]
            ref=ref,
            at_ms=self.clock.now_ms(),
        )
        return StockMoved(movements=(movement,), levels=(Level(sku=sku, on_hand=quantity),))

    async def until(self, met: Callable[[], bool], timeout_s: float = 20) -> None:
        """Returns when `met` holds; looked at after each command."""
        async with asyncio.timeout(timeout_s):
            while not met():
                self.changed.clear()
                await self.changed.wait()

    async def all_acked(self, timeout_s: float = 20) -> None:
        await self.until(
            lambda: all(log.origin.acked == log.origin.max_seq for log in self.logs.values()), timeout_s
        )

    def _record(self, command: RecordAck) -> None:
        log = self.logs[command.origin]
        assert command.acked <= log.origin.max_seq
        assert command.rewound or command.acked >= log.origin.acked
        log.origin = msgspec.structs.replace(log.origin, acked=command.acked, safe=command.safe)

    def _leave(self, command: LeaveOrigin) -> None:
        former = self.logs[command.origin]
        rest = former.entries[command.after :]
        del former.entries[command.after :]
        former.origin = msgspec.structs.replace(
            former.origin,
            max_seq=command.after,
            chain=former.chain_at(command.after),
            acked=min(former.origin.acked, command.after),
            safe=min(former.origin.safe, command.after),
        )
        if command.origin == self.current:
            self.current = self.clock.new_id()
            self.logs[self.current] = Log(self.current)
        for entry in rest:
            self.log.retell(entry)

    def _past(self, command: ApplyPast) -> None:
        known = {entry.event_id for log in self.logs.values() for entry in log.entries}
        for entry in command.entries:
            if entry.event_id not in known:
                self.facts[entry.event_id] = entry
        self.marks.append(Mark(origin=command.origin, seq=command.last))

    def _feed(self, command: ApplyFeed) -> None:
        cursor = self.kept_cursors.get(command.stream, Cursor(stream=command.stream))
        if command.hub_gen == cursor.hub_gen and command.first != cursor.pos + 1:
            raise Rejected("feed_gap")
        if command.hub_gen != cursor.hub_gen and command.first != 1:
            raise Rejected("feed_gap")
        held = self.items.setdefault(command.stream, {})
        for item in command.items:
            held[name(item)] = item
            if isinstance(item, AskCorrection):
                self.append(self.moved(item.sku, item.quantity, "correction", item.command_id))
                self.append(CommandAnswered(command_id=item.command_id, done=True))
        self.kept_cursors[command.stream] = Cursor(
            stream=command.stream, hub_gen=command.hub_gen, pos=command.last
        )


def name(item: FeedItem) -> str:
    """What tells items of one stream apart."""
    fields = (
        "sku",
        "product_id",
        "category",
        "staff_id",
        "command_id",
        "id",
        "store_id",
        "effective_from_ms",
        "order_id",
        "attempt",
    )
    return "|".join(f"{getattr(item, field)}" for field in fields if hasattr(item, field))
