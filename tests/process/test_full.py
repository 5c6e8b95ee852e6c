"""A disk that is full: the shop sells on from the reserve, what is safe goes, and nothing answered is lost.

On a tmpfs of its own where this machine allows a mount, else by SQLite's own limit of pages.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.app.batch import Committed, Envelope
from edge.domain.logbook import PruneLog, RecordAck
from edge.domain.message import Actor, Command
from edge.domain.order import AddToBasket, HandOver, OrderParked, ParkOrder
from edge.domain.payment import TakeCash
from edge.errors import StoreError
from edge.runtime.bus import Bus, inline
from edge.runtime.chores import Chores
from edge.runtime.clock import ManualClock
from edge.runtime.health import HealthRegistry
from edge.store.database import sound
from edge.store.room import Room
from edge.store.writer import Store
from tests.process.power_cut import SHOP
from tests.process.proof import found
from tests.process.small_disk import small_disk
from tests.process.stock import SKUS, stocked
from tests.simulation.till import CASHIER

pytestmark = pytest.mark.process
MIB = 1 << 20
DISK_MIB, RESERVE = 64, 12 * MIB  # the reserve holds a whole WAL
LEFT = 10 * MIB
PAGES, MORE = 600, 400  # where only pages can be limited
SYSTEM = Actor(role="system", place="", channel="cli")
CENTRE = Actor(role="centre", place="", channel="centre")


class PageRoom(Room):
    """Where no disk can be made small: a limit of pages, which the reserve is a part of."""

    def __init__(self, database: Path, store: list[Store]) -> None:
        super().__init__(database, reserve_bytes=RESERVE)
        self._store = store

    def limit(self, pages: int) -> None:
        self._store[0]._connection.execute(f"pragma max_page_count={pages}").fetchall()

    def give_up(self) -> bool:
        first = not self.given_up
        self.given_up = True
        if first:
            (pages,) = self._store[0]._connection.execute("pragma page_count").fetchone()
            self.limit(pages + MORE)
        return first


class Till:
    """Sells until it is told that nothing was kept; `answered` are the orders it was told of."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chance = random.Random(1)  # noqa: S311 - repeatable on purpose
        self.answered: set[str] = set()

    def _do(self, command: Command, actor: Actor = CASHIER) -> Committed:
        (result,) = self._store.writer.apply([Envelope(command=command, actor=actor)], budget_s=0)
        if not isinstance(result, Committed):
            raise result
        return result

    def sell(self) -> None:
        for _ in range(5):
            self._do(AddToBasket(sku=self._chance.choice(SKUS)))
        parked = self._do(ParkOrder()).events
        (order,) = (event.order for event in parked if isinstance(event, OrderParked))
        self._do(TakeCash(order_id=order.order_id, given_fen=order.total_fen))
        self.answered.add(order.order_id)
        self._do(HandOver(order_id=order.order_id))

    def until_full(self) -> StoreError:
        while True:
            try:
                self.sell()
            except StoreError as error:
                return error

    def acknowledged(self) -> None:
        """The centre has all of it safe."""
        seq, origin = self._store.writer.seq, self._store.writer._logbook.current
        self._do(RecordAck(origin=origin, acked=seq, safe=seq), CENTRE)


@pytest.fixture(params=["disk", "pages"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    folder = tmp_path / "disk"
    if request.param == "pages":
        folder.mkdir()
        yield folder, False
        return
    with small_disk(folder, mib=DISK_MIB) as mounted:
        yield folder, mounted


async def round_of_chores(store: Store, clock: ManualClock) -> HealthRegistry:
    health = HealthRegistry(clock)

    async def dispatch(command: Command, *, actor: Actor, key: str = "", bulk: bool = False) -> tuple[()]:
        (result,) = store.writer.apply([Envelope(command=command, actor=actor)], budget_s=0)
        assert isinstance(result, Committed), result
        return ()

    async def mark() -> None:
        """Nothing stands beside this file."""

    chores = Chores(
        dispatch=dispatch,
        report=health,
        chores=(PruneLog(),),
        pressed=(PruneLog(pressed=True),),
        room=store.room,
        mark=mark,
    )
    await chores.round()
    return health


async def test_on_a_full_disk_the_shop_sells_on_and_loses_nothing(disk: tuple[Path, bool]) -> None:
    folder, mounted = disk
    clock, path, opened = ManualClock(), folder / "store.db", list[Store]()
    room = Room(path, reserve_bytes=RESERVE) if mounted else PageRoom(path, opened)
    with closing(Store(path, shop=SHOP, clock=clock, room=room)) as store:
        opened.append(store)
        await filled(store)
        till, old = Till(store), folder / "store.db.before-1"
        old.write_bytes(b"x")
        while not room.given_up:
            till.sell()
        before = len(till.answered)
        assert before > 10
        till.acknowledged()
        seen = (await round_of_chores(store, clock)).of("disk")
        assert seen is not None
        assert (seen.state, seen.code) == ("needs_person", "disk_full")
        assert not old.exists()
        for _ in range(30):
            till.sell()
        assert "make room" in str(till.until_full())
        assert sound(path, quick=False) == ""
        assert till.answered <= set(found(path).orders)
        grown = len(till.answered)
        make_room(folder, room)
        till.sell()
        assert len(till.answered) == grown + 1 > before + 30


async def filled(store: Store) -> None:
    """Goods, the reserve, and somebody else's files that leave the store a few MiB."""
    bus = Bus(store.writer, run=inline)
    pump = asyncio.create_task(bus.pump())
    await stocked(bus)
    pump.cancel()
    room = store.room
    room.keep()
    if isinstance(room, PageRoom):
        room.limit(PAGES)
    else:
        (store.path.parent / "stranger").write_bytes(b"x" * (room.usage().free - LEFT))


def make_room(folder: Path, room: Room) -> None:
    """A person deletes what is not ours."""
    for stranger in folder.glob("stranger"):
        stranger.unlink()
    if isinstance(room, PageRoom):
        room.limit(1 << 30)
