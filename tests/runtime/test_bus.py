"""The bus: people before bulk, bounded lanes, an answer for everyone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from edge.app.batch import Committed, Envelope, Result
from edge.domain.message import Actor, Event
from edge.domain.staff import SignedOut, SignOut
from edge.errors import Rejected, StoreError
from edge.runtime.bus import (
    BATCH_MAX,
    BULK_BUDGET_S,
    BULK_MAX,
    PEOPLE_FIRST,
    PEOPLE_MAX,
    Bus,
    inline,
)
from edge.runtime.events import LAG_MAX

ACTOR = Actor(role="system", place="", channel="cli")


class Paper:
    """A writer on paper: remembers batches; each command is answered by one event that names it."""

    def __init__(self) -> None:
        self.batches: list[tuple[float, list[str]]] = []
        self.seq = 0
        self.broken = ""
        self.most = BATCH_MAX
        self.repeated = False

    def apply(self, batch: Sequence[Envelope], *, budget_s: float) -> Sequence[Result]:
        if self.broken:
            raise RuntimeError(self.broken)
        taken = batch[: self.most]
        self.batches.append((budget_s, [name(one) for one in taken]))
        self.seq += len(taken)
        return [self._answer(one) for one in taken]

    def _answer(self, envelope: Envelope) -> Result:
        if name(envelope) == "no":
            return Rejected("no_product")
        return Committed(events=(SignedOut(staff_id=name(envelope)),), repeated=self.repeated)


def name(envelope: Envelope) -> str:
    assert isinstance(envelope.command, SignOut)
    return envelope.command.token_hash


def wish(text: str) -> SignOut:
    return SignOut(token_hash=text)


@asynccontextmanager
async def pumping(bus: Bus) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(bus.pump())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, RuntimeError):
            await task


async def queued(bus: Bus, *names: str, bulk: bool = False) -> list[asyncio.Task[tuple[Event, ...]]]:
    tasks = [asyncio.create_task(bus(wish(one), actor=ACTOR, bulk=bulk)) for one in names]
    await asyncio.sleep(0)
    return tasks


async def test_what_waits_is_one_batch_and_each_gets_its_own_answer() -> None:
    paper = Paper()
    bus = Bus(paper, run=inline)
    tasks = await queued(bus, "a", "no", "b")
    async with pumping(bus):
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert paper.batches == [(0.0, ["a", "no", "b"])]
    assert answers[0] == (SignedOut(staff_id="a"),)
    assert isinstance(answers[1], Rejected)
    assert answers[2] == (SignedOut(staff_id="b"),)


async def test_people_go_first_but_bulk_has_its_turn() -> None:
    paper = Paper()
    paper.most = 1
    bus = Bus(paper, run=inline)
    tasks = await queued(bus, "x", "y", bulk=True)
    tasks += await queued(bus, *(f"p{number}" for number in range(PEOPLE_FIRST + 2)))
    async with pumping(bus):
        await asyncio.gather(*tasks)
    order = [names[0] for _, names in paper.batches]
    assert order[: PEOPLE_FIRST + 1] == [f"p{number}" for number in range(PEOPLE_FIRST)] + ["x"]
    budgets = {names[0]: budget for budget, names in paper.batches}
    assert (budgets["x"], budgets["p0"]) == (BULK_BUDGET_S, 0.0)
    assert order[-1] == "y"


async def test_too_many_people_are_told_busy() -> None:
    bus = Bus(Paper(), run=inline)
    tasks = await queued(bus, *(["a"] * PEOPLE_MAX))
    with pytest.raises(Rejected, match="busy"):
        await bus(wish("late"), actor=ACTOR)
    async with pumping(bus):
        assert len(await asyncio.gather(*tasks)) == PEOPLE_MAX


async def test_bulk_beyond_its_room_waits_outside() -> None:
    bus = Bus(Paper(), run=inline)
    tasks = await queued(bus, *(["a"] * (BULK_MAX + 9)), bulk=True)
    assert len(bus._bulk) == BULK_MAX
    async with pumping(bus):
        assert len(await asyncio.gather(*tasks)) == BULK_MAX + 9


async def test_a_caller_who_left_harms_nobody() -> None:
    paper = Paper()
    bus = Bus(paper, run=inline)
    gone, stays = await queued(bus, "gone", "stays")
    gone.cancel()
    async with pumping(bus), bus.subscribe(SignedOut) as told:
        assert await stays == (SignedOut(staff_id="stays"),)
        events = aiter(told)
        assert [await anext(events), await anext(events)] == [
            SignedOut(staff_id="gone"),
            SignedOut(staff_id="stays"),
        ]


async def test_a_slow_reader_sees_that_it_lost_something() -> None:
    bus = Bus(Paper(), run=inline)
    async with pumping(bus), bus.subscribe(SignedOut) as slow:
        for number in range(LAG_MAX):
            await bus(wish(str(number)), actor=ACTOR)
        lost = [slow.lost]
        await bus(wish("one more"), actor=ACTOR)
        lost.append(slow.lost)
        assert lost == [False, True]
        assert await anext(aiter(slow)) == SignedOut(staff_id="1")


async def test_a_repeat_is_told_to_nobody_again() -> None:
    paper = Paper()
    bus = Bus(paper, run=inline)
    async with pumping(bus), bus.subscribe() as told:
        paper.repeated = True
        assert await bus(wish("a"), actor=ACTOR) == (SignedOut(staff_id="a"),)
        paper.repeated = False
        await bus(wish("b"), actor=ACTOR)
        assert await anext(aiter(told)) == SignedOut(staff_id="b")


async def test_the_log_says_when_it_grew() -> None:
    grown: list[int] = []
    bus = Bus(Paper(), run=inline)
    bus.on_append(grown.append)
    tasks = await queued(bus, "a", "b")
    async with pumping(bus):
        await asyncio.gather(*tasks)
        await bus(wish("c"), actor=ACTOR)
        await asyncio.sleep(0)
    assert grown == [2, 3]


async def test_a_writer_that_breaks_leaves_nobody_waiting() -> None:
    paper = Paper()
    bus = Bus(paper, run=inline)
    tasks = await queued(bus, "x", bulk=True)
    tasks += await queued(bus, *(["a"] * (BATCH_MAX + 1)))
    paper.broken = "the disk went away"
    async with pumping(bus) as pump:
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, StoreError) for one in answers)
        with pytest.raises(RuntimeError, match="the disk went away"):
            await pump
    paper.broken = ""
    async with pumping(bus):
        assert await bus(wish("b"), actor=ACTOR) == (SignedOut(staff_id="b"),)
