"""One person in two stores, on virtual time: joined, capped while the line is cut, erased everywhere."""

from __future__ import annotations

import asyncio
import logging
import random
import shutil
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.domain.member import (
    AskPhoneCode,
    ChangeMember,
    EraseMember,
    MemberFile,
    MemberSignedUp,
    NameMember,
    ShowMemberCode,
    SignUp,
    VerifyPhone,
)
from edge.domain.member_code import ChainKey, code_hash
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket, ClearBasket, ParkOrder
from edge.domain.payment import TakeCash
from edge.domain.points import SpendPoints
from edge.errors import Rejected
from edge.runtime.virtual import VirtualClock, VirtualLoop
from edge.store.database import copy_to, open_reader, restore
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


def test_two_stores_sign_up_one_phone_apart_and_it_becomes_one_person() -> None:
    async def story(chain: Chain) -> None:
        chain.broker.kill()
        ids = [await chain.signs_up(0), await chain.signs_up(1)]
        for store in (0, 1):
            await chain.buys(store)
        chain.broker.start()
        await chain.told()
        assert len(await chain.hub.members.rows("")) == 2
        for store in (0, 1):
            await chain.verifies(store)
        await chain.told()
        (row,) = await chain.hub.members.rows("")
        assert (row.member_id, row.aliases, row.points) == (min(ids), (max(ids),), 198)
        for store in (0, 1):
            assert (await chain.member(store)).profile.member_id == min(ids)
            assert (await chain.member(store)).points == 198

    in_chain(story)


def test_with_the_line_cut_spending_is_capped_and_the_centre_flags_what_was_too_much() -> None:
    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        for _ in range(30):
            await chain.buys(0)
            await chain.act(0, NameMember(phone=PHONE))
        await chain.told()
        code = CHAIN.code(member_id, chain.clock.now_ms())
        await chain.act(1, ShowMemberCode(text=code))
        await chain.until(lambda: known(chain, 1))
        assert (await chain.member(1)).points == 30 * 99
        chain.broker.kill()
        await chain.rest(WORDS.members.fresh_ms / 1000 + 1)
        spent: dict[int, list[str]] = {}
        for store in (0, 1):
            spent[store] = []
            for _ in range(3):
                text = CHAIN.code(member_id, chain.clock.now_ms())
                await chain.act(store, ShowMemberCode(text=text))
                spent[store].append(await chain.buys(store, points=1_500))
                await chain.rest(2)
        assert spent == {store: ["1500", "500", "points_offline"] for store in (0, 1)}
        chain.broker.start()
        await chain.told()
        earned = 30 * 99 + sum(2 * (84 + 94 + 99) // 2 for _ in (0, 1))
        (row,) = await chain.hub.members.rows("")
        assert row.points == earned - 2 * 2_000
        assert row.overdrawn == (row.points < 0)

    in_chain(story)


def test_erasing_reaches_every_store_and_no_log_message_or_file_keeps_the_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        await chain.buys(0)
        await chain.told()
        await chain.act(1, ShowMemberCode(text=CHAIN.code(member_id, chain.clock.now_ms())))
        await chain.until(lambda: known(chain, 1))
        await chain.buys(1)
        await chain.told()
        money = [row.total_fen for row in await chain.hub.orders()]
        assert all(holds(chain.folder, f"s00{n}", PHONE) for n in (1, 2))
        await chain.act(1, EraseMember(member_id=member_id), MANAGER)
        await chain.told()
        for box in chain.boxes:
            await box.bus(ClearBasket(), actor=SHOPPER)  # a reader may have held the file back
        for word in (PHONE, NAME):
            assert not any(holds(chain.folder, f"s00{n}", word) for n in (1, 2))
        sheet = await chain.hub.members.sheet(member_id)
        assert (sheet.member.erased, sheet.member.name, sheet.member.points) == (True, "", 198)
        assert [(one.store, one.state) for one in sheet.reach] == [("s001", "done"), ("s002", "done")]
        assert [row.total_fen for row in await chain.hub.orders()] == money
        logged = b"".join(row.body for row in chain.hub.logs.rows.values())
        assert PHONE.encode() not in logged
        assert NAME.encode() not in logged

    in_chain(story)
    assert PHONE not in caplog.text
    assert NAME not in caplog.text


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_file_from_before_an_erasure_forgets_the_person_again_and_tells_nobody(by_hand: bool) -> None:  # noqa: FBT001
    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        await chain.told()
        file, old = chain.folder / "s001.db", chain.folder / "old"
        with closing(open_reader(file)) as reader:
            copy_to(reader, old)
        await chain.act(0, NameMember(phone=PHONE))
        await chain.hub.members.erase(member_id, "asked", why="", by="许")
        await chain.told()
        assert not holds(chain.folder, "s001", PHONE)
        await chain.boxes[0].pull_the_plug()
        if by_hand:
            shutil.copyfile(old, file)
        else:
            restore(old, file)
        assert holds(chain.folder, "s001", PHONE)
        chain.boxes[0] = chain.box("s001")
        await chain.act(0, NameMember(phone=PHONE))  # before the centre was heard
        await chain.act(0, ChangeMember(member_id=member_id, name=NAME), MANAGER)
        await chain.told()
        await chain.boxes[0].bus(ClearBasket(), actor=SHOPPER)
        assert not holds(chain.folder, "s001", PHONE)
        assert not holds(chain.folder, "s001", NAME)
        sheet = await chain.hub.members.sheet(member_id)
        assert (sheet.member.erased, sheet.member.name, sheet.member.phone) == (True, "", "")
        assert all(PHONE not in contact.phone for _, contact in chain.hub.shop.contacts.values())

    in_chain(story)


async def known(chain: Chain, store: int) -> bool:
    at = await chain.boxes[store].reads.member_at("k1")
    return at is not None and at.file is not None


def holds(folder: Path, store: str, text: str) -> bool:
    """Whether the bytes of a store's file, or of its WAL, have the text."""
    return any(text.encode() in path.read_bytes() for path in folder.glob(f"{store}.db*"))
