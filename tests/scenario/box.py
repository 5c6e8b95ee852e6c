"""One life of the store's process over its file: begun, and ended by a plug that nobody announces."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from edge.app.batch import Envelope, Result
from edge.app.context import Shop
from edge.app.ports import Part
from edge.errors import DeviceError, Retry, StoreError, SyncError
from edge.runtime.bus import Bus, inline
from edge.runtime.effects import EffectRunner, Target
from edge.runtime.virtual import VirtualClock
from edge.store.read_pool import Readers
from edge.store.reads import SqlLog, SqlReads
from edge.store.writer import SqlWriter, Store
from edge.tender.desk import LAST_WORD_S, Desk
from edge.tender.memory import MemoryWallet
from sync.finder import Finder
from sync.line import CentreLine
from sync.ports import Broker
from tests.scenario.devices import Bench
from tests.sync.pair import Report, line_of

STORE = "s001"
BOX = "b1"
WORDS = Shop(
    store_id=STORE,
    name_zh="云店",
    name_en="Cloud shop",
    zone=ZoneInfo("Asia/Shanghai"),
    barriers={"in": "barrier-1"},
    printers={},
)
AGAIN_S = 1.0
DISK_S = (0.0, 0.0, 0.001, 0.02, 0.3)  # what a transaction may wait for the disk, before it and after it

T = TypeVar("T")


class Gate:
    """Implements `Writer`: nothing reaches the file any more once the power is off."""

    def __init__(self, writer: SqlWriter) -> None:
        self._writer = writer
        self.dead = False

    @property
    def seq(self) -> int:
        return self._writer.seq

    def apply(self, batch: Sequence[Envelope], *, budget_s: float) -> Sequence[Result]:
        if self.dead:
            raise StoreError("the power is off", retry=Retry.FATAL)
        return self._writer.apply(batch, budget_s=budget_s)


class Box:
    """The parts of one life. `gone` is set when it ends; `broken` are parts that ended by themselves."""

    def __init__(
        self,
        path: Path,
        *,
        clock: VirtualClock,
        broker: Broker,
        wallet: MemoryWallet,
        chance: random.Random,
        words: Shop = WORDS,
    ) -> None:
        self._words = words
        self._chance = chance
        self._store = Store(path, shop=words, clock=clock)
        self._gate = Gate(self._store.writer)
        self.bus = Bus(self._gate, run=self._on_disk)
        self._readers = Readers(path, inline=True)
        self.reads = SqlReads(self._readers, now_ms=clock.now_ms, zone=words.zone)
        self.log = SqlLog(self._readers)
        self.desk = Desk(gateway=wallet, dispatch=self.bus, clock=clock)
        self.bench = Bench(self.bus, clock)
        store_id = words.store_id
        self.finder = Finder(store=store_id, box=BOX, dispatch=self.bus, events=self.bus, reads=self.reads)
        self.gone = asyncio.Event()
        self.broken: list[BaseException] = []
        runner = EffectRunner(
            dispatch=self.bus,
            events=self.bus,
            reads=self.reads,
            clock=clock,
            report=Report(),
            targets={
                **self.bench.targets,
                "wallet": Target(self.desk, at_once=self.desk.at_once, grace_s=2 * LAST_WORD_S),
            },
        )
        parts: tuple[Part, ...] = (runner, *self.bench.parts)
        line = self._line(broker, clock)
        self._tasks = [
            asyncio.ensure_future(self.bus.pump()),
            asyncio.ensure_future(_again(line)),
            *(asyncio.ensure_future(_again(part)) for part in parts),
        ]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    def _line(self, broker: Broker, clock: VirtualClock) -> CentreLine:
        line = line_of(
            (self._words.store_id, BOX),
            broker,
            log=self.log,
            dispatch=self.bus,
            clock=clock,
            report=Report(),
            aside=False,
            finder=self.finder,
        )
        self.bus.on_append(line.uplink.appended)
        return line

    async def pull_the_plug(self) -> None:
        """Nothing is finished, written or told from here on; the file stays as it is."""
        self._gate.dead = True
        self.gone.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._readers.close()
        self._store.close()

    async def _on_disk(self, work: Callable[[], T]) -> T:
        """As `inline`, with a disk that takes its time: the plug may be pulled before and after a commit."""
        await asyncio.sleep(self._chance.choice(DISK_S))
        done = await inline(work)
        await asyncio.sleep(self._chance.choice(DISK_S))
        return done

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not self.gone.is_set():
            error = task.exception()
            self.broken.append(error if error is not None else AssertionError("a part came to its end"))


async def _again(part: Part) -> None:
    """A part for ever, again after trouble of its own kind, as the supervisor does."""
    while True:
        with suppress(SyncError, DeviceError):
            await part.run()
        await asyncio.sleep(AGAIN_S)
