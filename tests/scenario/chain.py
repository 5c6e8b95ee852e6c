"""Three stores, a centre with its router, and the broker between them, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from edge.domain.message import Actor, Command, Event
from edge.domain.stock import Count, TakeStock
from edge.domain.task import Task, TaskState
from edge.runtime.virtual import VirtualClock, VirtualLoop
from edge.tender.memory import MemoryWallet
from sync.hub.allocation.shapes import DemandView, PlacedLine, Placing, Receiver
from sync.hub.memory import MemoryHub
from sync.hub.router import Router
from sync.memory import MemoryBroker
from tests.runtime.virtual import passes
from tests.scenario.box import WORDS, Box
from tests.scenario.storm import file_place
from tests.sync.hubs import seed
from tests.sync.pair import supervised, worker

STORES = ("s001", "s002", "s003")  # each farther from the first
CASHIER = Actor(role="cashier", place="till-1", channel="till", person="c1")
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m1")
SKU = "P1-0"
STORY_S = 600.0
LOOK_S = 0.5


class Chain:
    """`boxes` by store; the centre and the router run from the start."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop(), seed=1)
        self.broker = MemoryBroker()
        self.hub = MemoryHub(self.clock)
        self.wallet = MemoryWallet(clock=self.clock, timeout_s=2.0)
        self.boxes: dict[str, Box] = {}
        self._folder = folder
        self._centre: list[asyncio.Task[None]] = []

    async def open(self, **pieces: int) -> None:
        await self.hub.load(seed(staff=()))
        self._centre = [
            asyncio.ensure_future(supervised(part))
            for part in (worker(self.hub, self.broker), Router(self.hub))
        ]
        for store in STORES:
            self.start(store)
            await self.until(lambda store=store: self._knows(store))  # type: ignore[misc]
            count = (Count(sku=SKU, quantity=pieces.get(store, 0)),)
            await self.act(store, TakeStock(take_id="opening", counts=count), MANAGER)
        stocked = {store for store in STORES if pieces.get(store)}

        async def told() -> bool:
            return {row.store for row in await self.hub.stock_of(SKU)} >= stocked

        await self.until(told)

    def start(self, store: str, clock: VirtualClock | None = None) -> None:
        """`clock`: the box's own, where it is another than the centre's."""
        words = msgspec.structs.replace(WORDS, store_id=store, centre=True)
        self.boxes[store] = Box(
            self._folder / f"{store}.db",
            clock=clock or self.clock,
            broker=self.broker,
            wallet=self.wallet,
            chance=random.Random(1),  # noqa: S311 - a schedule, not a secret
            words=words,
        )

    async def kill(self, store: str) -> None:
        box = self.boxes.pop(store)
        await box.pull_the_plug()
        assert not box.broken, box.broken

    async def close(self) -> None:
        for store in tuple(self.boxes):
            await self.kill(store)
        for part in self._centre:
            part.cancel()
        ended = await asyncio.gather(*self._centre, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended

    async def act(self, store: str, command: Command, actor: Actor = CASHIER) -> tuple[Event, ...]:
        return await self.boxes[store].bus(command, actor=actor, key=self.clock.new_id())

    async def task(self, store: str, state: TaskState) -> Task:
        """The only task of the store, once it is in this state."""

        async def there() -> bool:
            return bool(await self.boxes[store].reads.tasks((state,)))

        await self.until(there)
        (file,) = await self.boxes[store].reads.tasks((state,))
        return file.task

    async def level(self, store: str) -> tuple[int, int]:
        """(on hand, allocated) by the store's own file."""
        offer = await self.boxes[store].reads.product("P1")
        assert offer is not None
        (level,) = [one.level for one in offer.offers if one.variant.sku == SKU]
        return (level.on_hand, level.allocated)

    async def place(self, **fields: object) -> str:
        base = Placing(
            lines=(PlacedLine(sku=SKU),),
            store="s001",
            receiver=Receiver(name="周", phone="15400001037", address="上城区"),
            paid_ref="cloud-1",
            answer_s=120,
        )
        placed = await self.hub.place_order(msgspec.structs.replace(base, **fields), key=self.clock.new_id())
        return placed.order_id

    async def seen(self, order_id: str, state: str) -> DemandView:
        """The order, once the centre calls it so."""

        async def so() -> bool:
            return (await self.hub.demand(order_id)).state == state

        await self.until(so)
        return await self.hub.demand(order_id)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(STORY_S):
            while not await holds():
                await passes(LOOK_S)

    async def _knows(self, store: str) -> bool:
        return {"catalog", "price"} <= {one.stream for one in await self.boxes[store].log.cursors()}


def in_chain(story: Callable[[Chain], Awaitable[None]], **pieces: int) -> None:
    """The story; three files stand in memory, each beside the next."""

    async def whole() -> None:
        with file_place() as path:
            chain = Chain(path.parent)
            await chain.open(**pieces)
            try:
                await story(chain)
            finally:
                await chain.close()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(whole())
