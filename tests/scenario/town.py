"""A store, its wallet, its centre and the broker between them, in virtual time, with a file on the disk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from edge.app.reads import OrderFile
from edge.domain.barcode import check_digit
from edge.domain.catalog import Variant
from edge.domain.message import Actor, Command, Event
from edge.domain.order import Order, OrderCancelled, OrderHandedOver, OrderPaid, OrderParked, OrderRefunded
from edge.domain.stock import Count, TakeStock
from edge.errors import StoreError
from edge.runtime.virtual import VirtualClock
from edge.store.reads import SqlReads
from edge.tender.memory import MemoryWallet
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from tests.scenario.box import Box
from tests.scenario.devices import DRIVERS
from tests.sync.hubs import seed as things
from tests.sync.pair import supervised, worker

GTIN = {f"P1-{n}": f"069700110100{n}" for n in range(3)}
GTIN = {sku: body + check_digit(body) for sku, body in GTIN.items()}
PRICED = ("P1-0", "P1-1")  # the third one has no price, and is refused
PIECES = 40
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m1")
WALLET_S = 2.0
SETTLE_S = 3_600.0
LOOK_S = 0.5

T = TypeVar("T")


class Town:
    """`told` is the last each person heard of an order; no death of the store may take that back."""

    def __init__(self, seed: int, path: Path) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self.clock = VirtualClock(asyncio.get_running_loop(), seed=seed)
        self.path = path
        self.broker = MemoryBroker()
        self.hub = MemoryHub(self.clock)
        self.wallet = MemoryWallet(clock=self.clock, timeout_s=WALLET_S)
        self.wallet.on_news(self._news)
        self.told: dict[str, Order] = {}
        self.closed = asyncio.Event()
        self.kills = 0
        self.box: Box | None = None
        self._up = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Everything runs, the catalogue has come, the shelves are counted."""
        await self.hub.load(things(staff=(), variants=tuple(_variants())))
        self.start_hub()
        self.start_box()
        await self.until(lambda: self.knows("price"))
        counts = tuple(Count(sku=sku, quantity=PIECES) for sku in GTIN)
        await self.act(TakeStock(take_id="opening", counts=counts), MANAGER)

    async def close(self) -> None:
        if self.box is not None:
            await self.kill_box()
        if self._worker is not None:
            await self.stop_hub()

    def start_hub(self) -> None:
        self._worker = asyncio.ensure_future(supervised(worker(self.hub, self.broker)))

    async def stop_hub(self) -> None:
        assert self._worker is not None
        self._worker.cancel()
        (outcome,) = await asyncio.gather(self._worker, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError), outcome
        self._worker = None

    def start_box(self) -> None:
        self.box = Box(
            self.path, clock=self.clock, broker=self.broker, wallet=self.wallet, chance=self.chance
        )
        self._up.set()

    async def kill_box(self) -> None:
        assert self.box is not None
        box, self.box = self.box, None
        self._up.clear()
        self.kills += 1
        await box.pull_the_plug()
        assert not box.broken, box.broken

    async def act(self, command: Command, actor: Actor) -> tuple[Event, ...]:
        """A tap that is repeated under its key until the store answers. `Rejected` is an answer."""
        key = self.clock.new_id()
        while True:
            box = await self._alive()
            asking = asyncio.ensure_future(box.bus(command, actor=actor, key=key))
            going = asyncio.ensure_future(box.gone.wait())
            await asyncio.wait((asking, going), return_when=asyncio.FIRST_COMPLETED)
            going.cancel()
            if asking.done():
                try:
                    events = asking.result()
                except StoreError:
                    await asyncio.sleep(LOOK_S)
                    continue
                self._hear(events)
                return events
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def ask(self, question: Callable[[SqlReads], Awaitable[T]]) -> T:
        """What a page reads, once the store is there."""
        while True:
            box = await self._alive()
            try:
                return await question(box.reads)
            except StoreError:
                await asyncio.sleep(LOOK_S)

    async def order(self, order_id: str) -> OrderFile:
        found = await self.ask(lambda reads: reads.order(order_id))
        assert found is not None, f"order {order_id} is lost"
        return found

    async def until(self, holds: Callable[[], Awaitable[bool]], limit_s: float = SETTLE_S) -> None:
        async with asyncio.timeout(limit_s):
            while not await holds():  # noqa: ASYNC110 - a file has no event to wait for
                await asyncio.sleep(LOOK_S)

    async def heal(self) -> None:
        """From now on nothing goes wrong."""
        self.broker.lose.clear()
        self.broker.start()
        if self._worker is None:
            self.start_hub()
        if self.box is None:
            self.start_box()
        assert self.box is not None
        for device in DRIVERS:
            await self.box.bench.plug(device, plugged=True)
        self.wallet.mood.clear()
        await self.wallet.cable.set(plugged=True)
        self._news("")

    async def settle(self) -> None:
        """Returns when no money waits for a word and the centre has all; raises when that never comes."""
        await self.until(self._calm)

    async def _calm(self) -> bool:
        box = await self._alive()
        waiting = await box.log.waiting()
        if waiting.entries:
            return False
        effects = await box.reads.effects_open()
        return not effects and all([await self.knows(stream) for stream in ("catalog", "price", "command")])

    async def knows(self, stream: str) -> bool:
        """The store has applied all that the centre has of this stream for it."""
        box = await self._alive()
        heads = {head.scope: head.pos for head in self.hub.feeds.heads() if head.stream == stream}
        have = {cursor.stream: cursor.pos for cursor in await box.log.cursors()}
        return all(have.get(stream, 0) == pos for pos in heads.values())  # type: ignore[call-overload]

    async def _alive(self) -> Box:
        while self.box is None:
            await self._up.wait()
        return self.box

    def _news(self, payment_id: str) -> None:
        if self.box is not None:
            self.box.desk.hear(payment_id)

    def _hear(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, OrderParked | OrderPaid | OrderHandedOver | OrderCancelled | OrderRefunded):
                self.note(event.order)

    def note(self, order: Order) -> None:
        """A person saw this order on a screen."""
        before = self.told.get(order.order_id)
        if order.number and (before is None or before.version <= order.version):
            self.told[order.order_id] = order


def _variants() -> list[Variant]:
    plain = things().variants
    return [msgspec.structs.replace(one, gtin=GTIN[one.sku].zfill(14)) for one in plain]
