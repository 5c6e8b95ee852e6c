"""The one door to the store: two bounded lanes, one transaction a batch, events told after the commit."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from edge.app.batch import Committed, Envelope, Result, Writer
from edge.domain.message import Actor, Command, Event
from edge.errors import EdgeError, Rejected, StoreError
from edge.runtime.events import EventBoard

PEOPLE_MAX = 2_000  # waiting; more are told 'busy'
BULK_MAX = 64  # waiting; more wait outside
BATCH_MAX = 256
BULK_BUDGET_S = 0.020
PEOPLE_FIRST = 4  # batches of people before bulk has its turn
SWITCH_S = (
    0.0005  # a thread at work gives way to the loop this soon; Python's own 5 ms is a scan's whole time
)
_log = logging.getLogger("edge.bus")

T = TypeVar("T")
Runner = Callable[[Callable[[], T]], Awaitable[T]]
Waiting = tuple[Envelope, "asyncio.Future[tuple[Event, ...]]"]
Appended = Callable[[int], None]


async def inline(work: Callable[[], T]) -> T:
    """Run in the caller's thread, for virtual time."""
    return work()


class StoreThread:
    """The thread that owns the writer's connection."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_S)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def __call__(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        self._pool.shutdown(wait=True)


class Bus:
    """Implements `Dispatch` and `Events` of `edge.app.ports`. `pump` must run for anything to happen."""

    def __init__(self, writer: Writer, *, run: Callable[..., Awaitable[Any]]) -> None:
        self._writer = writer
        self._run = run
        self._people: deque[Waiting] = deque()  # bounded by PEOPLE_MAX
        self._bulk: deque[Waiting] = deque()  # bounded by BULK_MAX
        self._bulk_room = asyncio.Semaphore(BULK_MAX)
        self._woken = asyncio.Event()
        self._board = EventBoard()
        self.subscribe = self._board.subscribe
        self._appended: list[Appended] = []
        self._turns = 0

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        envelope = Envelope(command=command, actor=actor, key=key)
        if bulk:
            async with self._bulk_room:
                return await self._queued(self._bulk, envelope)
        if len(self._people) >= PEOPLE_MAX:
            raise Rejected("busy")
        return await self._queued(self._people, envelope)

    def on_append(self, told: Appended) -> None:
        """`told` is called with the newest seq after each commit that wrote to the log."""
        self._appended.append(told)

    async def pump(self) -> None:
        """Commit what waits, for as long as the store lives."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while lane := self._next_lane():
                await self._commit(lane)

    async def _queued(self, lane: deque[Waiting], envelope: Envelope) -> tuple[Event, ...]:
        future: asyncio.Future[tuple[Event, ...]] = asyncio.get_running_loop().create_future()
        lane.append((envelope, future))
        self._woken.set()
        return await future

    def _next_lane(self) -> deque[Waiting] | None:
        if self._people and (self._turns < PEOPLE_FIRST or not self._bulk):
            self._turns += 1
            return self._people
        self._turns = 0
        return self._bulk or None

    async def _commit(self, lane: deque[Waiting]) -> None:
        batch = [lane.popleft() for _ in range(min(len(lane), BATCH_MAX))]
        budget_s = BULK_BUDGET_S if lane is self._bulk else 0.0
        envelopes = [envelope for envelope, _ in batch]
        before = self._writer.seq
        try:
            results: Sequence[Result] = await self._run(
                lambda: self._writer.apply(envelopes, budget_s=budget_s)
            )
        except Exception as error:
            self._refuse_all(batch, error)
            raise
        for waiting in reversed(batch[len(results) :]):
            lane.appendleft(waiting)
        for (_, future), result in zip(batch, results, strict=False):
            self._answer(future, result)
        if self._writer.seq != before:
            for told in self._appended:
                told(self._writer.seq)

    def _refuse_all(self, batch: Sequence[Waiting], error: Exception) -> None:
        """The writer broke: nobody who waits is left without a word."""
        waiting = (*batch, *self._people, *self._bulk)
        self._people.clear()
        self._bulk.clear()
        for _, future in waiting:
            _refuse(future, StoreError(f"the store stopped: {error}"))

    def _answer(self, future: asyncio.Future[tuple[Event, ...]], result: Result) -> None:
        if not isinstance(result, Committed):
            _refuse(future, result)
            return
        if not future.done():  # its caller may have gone; what is committed stays
            future.set_result(result.events)
        if result.repeated:
            return
        self._board.publish(*result.events)


def _refuse(future: asyncio.Future[tuple[Event, ...]], error: Exception) -> None:
    if not isinstance(error, EdgeError):
        _log.error("a handler failed", exc_info=error)
    if not future.done():
        future.set_exception(error)
