"""Two stores on one centre and a person who buys in both, on virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import msgspec

from edge.domain.member import (
    AskPhoneCode,
    MemberFile,
    MemberSignedUp,
    NameMember,
    SignUp,
    VerifyPhone,
)
from edge.domain.member_code import ChainKey, code_hash
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket, ClearBasket, ParkOrder
from edge.domain.payment import TakeCash
from edge.domain.points import SpendPoints, balance
from edge.errors import Rejected
from edge.runtime.virtual import VirtualClock, VirtualLoop
from edge.store.database import open_reader
from edge.store.points import ledger
from edge.tender.memory import MemoryWallet
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from tests.scenario.box import WORDS, Box
from tests.scenario.people import shopper_at
from tests.scenario.storm import file_place
from tests.scenario.town import MANAGER
from tests.sync.hubs import seed as things
from tests.sync.pair import supervised, worker

PHONE, NAME = "13812340000", "林听澜"
CHAIN = ChainKey("the chain's secret")
SHOPPER = shopper_at("k1")
PATIENCE_S = 600.0
LOOK_S = 0.5


class Chain:
    """Two stores on one centre."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop(), seed=1)
        self.folder = folder
        self.broker = MemoryBroker()
        self.hub = MemoryHub(self.clock, CHAIN)
        self.boxes: list[Box] = []
        self._worker = asyncio.ensure_future(supervised(worker(self.hub, self.broker)))

    async def open(self) -> None:
        await self.hub.load(things(staff=(), members=()))
        self.boxes = [self.box("s001"), self.box("s002")]
        await self.until(lambda: self.has_keys(0))
        await self.until(lambda: self.has_keys(1))

    def box(self, name: str) -> Box:
        return Box(
            self.folder / f"{name}.db",
            clock=self.clock,
            broker=self.broker,
            wallet=MemoryWallet(clock=self.clock, timeout_s=2.0),
            chance=random.Random(1),  # noqa: S311 - a schedule, not a secret
            words=msgspec.structs.replace(WORDS, store_id=name),
        )

    async def close(self) -> None:
        for box in self.boxes:
            await box.pull_the_plug()
            assert not box.broken, box.broken
        self._worker.cancel()
        await asyncio.gather(self._worker, return_exceptions=True)

    async def has_keys(self, store: int) -> bool:
        keys = await self.boxes[store].reads.member_keys()
        prices = {one.stream for one in await self.boxes[store].log.cursors() if one.pos}
        return keys is not None and {"price", "catalog"} <= prices

    async def act(self, store: int, command: Command, actor: Actor = SHOPPER) -> tuple[Event, ...]:
        return await self.boxes[store].bus(command, actor=actor, key=self.clock.new_id())

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await holds():  # noqa: ASYNC110 - a file has no event to wait for
                await asyncio.sleep(LOOK_S)

    async def rest(self, seconds: float) -> None:
        """So much virtual time passes."""
        await asyncio.sleep(seconds)

    async def told(self) -> None:
        """The centre has everything, and the stores have what it says."""

        async def calm() -> bool:
            waiting = [(await box.log.waiting()).entries for box in self.boxes]
            heads = {head.scope: head.pos for head in self.hub.feeds.heads()}
            have = [
                {one.stream: one.pos for one in await box.log.cursors()}.get("member", 0)
                for box in self.boxes
            ]
            return not any(waiting) and have == [heads.get(f"member/s00{n}", 0) for n in (1, 2)]

        await self.until(calm)

    async def signs_up(self, store: int) -> str:
        events = await self.act(store, SignUp(phone=PHONE, name=NAME))
        return next(event.profile.member_id for event in events if isinstance(event, MemberSignedUp))

    async def verifies(self, store: int) -> None:
        await self.act(store, NameMember(phone=PHONE))
        await self.act(store, AskPhoneCode(salt="s", code_hash=code_hash("s", "123456")))
        await self.act(store, VerifyPhone(code="123456"))

    async def buys(self, store: int, *, points: int = 0) -> str:
        """One thing in cash; what came of the points."""
        await self.act(store, AddToBasket(sku="P1-0"))
        said = ""
        if points:
            try:
                await self.act(store, SpendPoints(points=points))
            except Rejected as refused:
                said = refused.code
        shelf = await self.boxes[store].reads.at("k1")
        await self.act(store, ParkOrder())
        file = await self.boxes[store].reads.order(shelf.order_id)
        assert file is not None
        await self.act(store, TakeCash(order_id=shelf.order_id, given_fen=file.order.due_fen), MANAGER)
        await self.act(store, ClearBasket())
        return said or str(file.order.points)

    async def left(self, store: int) -> int:
        """What this store thinks may be spent."""
        file, own = await self.member(store), self.folder / f"s00{store + 1}.db"
        with closing(open_reader(own)) as reader:
            return balance(file.points, file.told, ledger(reader, [file.profile.member_id]))

    async def member(self, store: int) -> MemberFile:
        at = await self.boxes[store].reads.member_at("k1")
        assert at is not None
        assert at.file is not None
        return at.file


def in_chain(story: Callable[[Chain], Awaitable[None]]) -> None:
    async def whole() -> None:
        with file_place() as path:
            chain = Chain(path.parent)
            await chain.open()
            try:
                await story(chain)
            finally:
                await chain.close()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(whole())
