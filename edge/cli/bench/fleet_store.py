"""Many small stores in one process: each with its own log and its own real line to the centre.

`python -m edge.cli.bench.fleet_store BROKER FIRST COUNT EVENTS_PER_S` writes a report four times a second.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections import deque
from collections.abc import Sequence

import msgspec

from edge.app.ports import HealthState
from edge.app.reads import Waiting
from edge.cli.bench.fleet import VARIANTS, Report
from edge.cli.bench.goods import PRICE_FEN, sku, store_id
from edge.domain.contact import Contact
from edge.domain.feed import ApplyFeed, Cursor, Stream, SwapSnapshot
from edge.domain.logbook import Entry, Origin, RecordAck, link
from edge.domain.message import Actor, Command, Event
from edge.domain.order import Line, Order, OrderHandedOver, OrderPaid
from edge.domain.past import Past
from edge.domain.stock import Level, Movement, StockMoved
from edge.errors import SyncError
from edge.runtime.backoff import SYNC
from edge.runtime.clock import SystemClock
from sync.downlink import Downlink
from sync.line import CentreLine
from sync.mqtt import MqttBroker, address
from sync.standing import Standing
from sync.uplink import Uplink

REPORT_S = 0.25
KEPT_MAX = 4_000  # entries of one store that the centre has not acknowledged
LAGS_MAX = 50_000
OPENED_PER_S = 10  # of one process: a chain does not open its doors at one moment
EVENTS_OF_A_SALE = 3  # the dearest of five: paid, the goods that left, handed over


class FleetStore:
    """A log in memory and the cursors of the streams; implements `LogReads` and `Dispatch`."""

    def __init__(self, name: str, clock: SystemClock, lags_ms: deque[int]) -> None:
        self.name, self.up = name, False
        self._clock, self._lags_ms = clock, lags_ms
        self._origin = Origin(origin=clock.new_id())
        self._sold: Order | None = None
        self._entries: deque[tuple[float, Entry]] = deque(maxlen=KEPT_MAX)
        self._chain_at_acked = ""
        self._cursors: dict[Stream, Cursor] = {}
        self.uplink = Uplink(
            store=name, box="b1", log=self, dispatch=self, clock=clock, report=self._report, aside=False
        )
        self._standing = Standing(
            store=name, box="b1", log=self, dispatch=self, clock=clock, report=self._stands
        )
        self._down = Downlink(
            store=name,
            box="b1",
            log=self,
            dispatch=self,
            clock=clock,
            report=self._stands,
            leased=lambda: self._standing.leased,
        )

    @property
    def made(self) -> int:
        return self._origin.max_seq

    @property
    def acked(self) -> int:
        return self._origin.acked

    @property
    def oldest_s(self) -> float:
        return self._entries[0][0] if self._entries else 0.0

    def sell(self) -> None:
        """What a paid order leaves in a log."""
        now_ms, order_id = self._clock.now_ms(), self._clock.new_id()
        sold = sku(self.made % VARIANTS)
        line = Line(
            line_id=self._clock.new_id(),
            sku=sold,
            product_id=sold.partition("-")[0],
            name_zh="云",
            name_en="cloud",
            quantity=1,
            price_fen=PRICE_FEN,
            price_version=1,
            amount_fen=PRICE_FEN,
        )
        self._sold = Order(
            order_id=order_id,
            place="kiosk-1",
            channel="kiosk",
            state="paid",
            number=f"{self.name}-{self.made}",
            lines=(line,),
            total_fen=PRICE_FEN,
            paid_fen=PRICE_FEN,
            opened_ms=now_ms,
            version=1,
        )
        move = Movement(
            movement_id=self._clock.new_id(),
            sku=sold,
            quantity=-1,
            reason="sale",
            ref=order_id,
            at_ms=now_ms,
        )
        level = Level(sku=sold, on_hand=self.made)
        self._append(OrderPaid(order=self._sold), StockMoved(movements=(move,), levels=(level,)))

    def hand_over(self) -> None:
        if self._sold is not None:
            gone = msgspec.structs.replace(self._sold, state="done", version=2)
            self._append(OrderHandedOver(order=gone, way="take"))

    def _append(self, *events: Event) -> None:
        if len(self._entries) + len(events) > KEPT_MAX:
            return
        for event in events:
            body, now_ms = msgspec.json.encode(event), self._clock.now_ms()
            entry = Entry(
                seq=self._origin.max_seq + 1,
                event_id=self._clock.new_id(),
                at_ms=now_ms,
                hlc=now_ms << 16,
                kind=type(event).__name__,
                body=body,
                chain=link(self._origin.chain, body),
            )
            self._origin = msgspec.structs.replace(self._origin, max_seq=entry.seq, chain=entry.chain)
            self._entries.append((self._clock.monotonic(), entry))
        self.uplink.appended(self.made)

    async def live(self, broker: str, events_per_s: float, after_s: float) -> None:
        """Until cancelled: open after so long, write at this rate, keep the line up as a supervisor would."""
        await asyncio.sleep(after_s)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write(events_per_s))
            group.create_task(self._connected(broker))

    async def _write(self, events_per_s: float) -> None:
        for write in itertools.cycle((self.sell, self.hand_over)):
            await asyncio.sleep(EVENTS_OF_A_SALE * self._clock.fraction() / events_per_s)
            write()

    async def _connected(self, broker: str) -> None:
        failures = 0
        line = CentreLine(
            store=self.name,
            box="b1",
            broker=MqttBroker(address(broker)),
            uplink=self.uplink,
            downlink=self._down,
            standing=self._standing,
            fraction=self._clock.fraction,
        )
        while True:
            began_s = self._clock.monotonic()
            try:
                await line.run()
            except SyncError:
                self.up = False
            failures = SYNC.failures_after(failures, ran_s=self._clock.monotonic() - began_s)
            await asyncio.sleep(SYNC.delay_s(failures, self._clock.fraction()))

    def _stands(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        """One box of one life: it holds the lease, and has no past."""

    def _report(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None:
        self.up = self.up or state == "ok"  # a slow answer is no lost line

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        if isinstance(command, RecordAck):
            now_s = self._clock.monotonic()
            while self._entries and self._entries[0][1].seq <= command.acked:
                made_s, entry = self._entries.popleft()
                self._chain_at_acked = entry.chain
                self._lags_ms.append(round(1000 * (now_s - made_s)))
            self._origin = msgspec.structs.replace(self._origin, acked=command.acked, safe=command.safe)
        elif isinstance(command, ApplyFeed | SwapSnapshot):
            pos = command.last if isinstance(command, ApplyFeed) else command.pos
            cursor = Cursor(stream=command.stream, hub_gen=command.hub_gen, pos=pos)
            self._cursors[command.stream] = cursor
        return ()

    async def origins(self) -> tuple[Origin, ...]:
        return (self._origin,)

    async def entries(self, origin: str, *, after: int, limit: int, max_bytes: int) -> tuple[Entry, ...]:
        return tuple(entry for _, entry in self._entries if entry.seq > after)[:limit]

    async def chain_at(self, origin: str, seq: int) -> str:
        if seq == self._origin.acked:
            return self._chain_at_acked
        return next((entry.chain for _, entry in self._entries if entry.seq == seq), "")

    async def contacts(self, contact_ids: Sequence[str]) -> tuple[Contact, ...]:
        return ()

    async def cursors(self) -> tuple[Cursor, ...]:
        return tuple(self._cursors.values())

    async def past(self) -> Past:
        return Past(origin=self._origin.origin)

    async def waiting(self) -> Waiting:
        return Waiting(entries=len(self._entries), oldest_ms=0, acked_ms=0)


async def fleet(broker: str, first: int, count: int, events_per_s: float) -> None:
    clock = SystemClock()
    lags_ms: deque[int] = deque(maxlen=LAGS_MAX)
    stores = [FleetStore(store_id(number), clock, lags_ms) for number in range(first, first + count)]
    async with asyncio.TaskGroup() as group:
        for store in stores:
            group.create_task(store.live(broker, events_per_s, clock.fraction() * count / OPENED_PER_S))
        while True:
            await asyncio.sleep(REPORT_S)
            waiting = [store.oldest_s for store in stores if store.oldest_s]
            report = Report(
                up=sum(store.up for store in stores),
                made=sum(store.made for store in stores),
                acked=sum(store.acked for store in stores),
                oldest_s=min(waiting, default=0.0),
                lags_ms=tuple(lags_ms),
            )
            lags_ms.clear()
            print(msgspec.json.encode(report).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(fleet(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
