"""An effects table in memory with the store's own rules, as bus, events and reads at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from edge.app.effect import REVIEW_MAX
from edge.app.ports import Clock, Finished
from edge.domain.effect import (
    Effect,
    EffectDue,
    EffectFailed,
    EffectState,
    FinishEffect,
    OpenBarrier,
    ReviewEffects,
    StartEffect,
)
from edge.domain.message import Actor, Command, Event
from edge.errors import Rejected, StoreError

EVENTS_MAX = 10_000


class Feed:
    """One subscriber's events."""

    def __init__(self) -> None:
        self.lost = False
        self.queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=EVENTS_MAX)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            yield await self.queue.get()


class Ledger:
    """Rows by id. `full` makes every write fail, as a full disk does."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: dict[str, Effect] = {}
        self.feed = Feed()
        self.full = False
        self.commands: list[str] = []

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Event]) -> AsyncIterator[Feed]:
        assert kinds == (EffectDue,)
        self.feed = Feed()
        yield self.feed

    async def effects_open(self) -> tuple[Effect, ...]:
        return tuple(row for row in self.rows.values() if row.state in ("due", "started"))

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        await asyncio.sleep(0)
        if self.full:
            raise StoreError("the disk is full")
        self.commands.append(type(command).__name__)
        match command:
            case ReviewEffects(restarted=restarted):
                return self._review(restarted=restarted)
            case StartEffect(effect_id=effect_id):
                if self.rows[effect_id].state != "due":
                    raise Rejected("effect_not_due")
                self._set(effect_id, "started")
            case FinishEffect(effect_id=effect_id, outcome=outcome, note=note):
                if self.rows[effect_id].state != "started":
                    raise Rejected("effect_not_started")
                self._set(effect_id, outcome, note)
            case _:
                raise AssertionError(command)
        return ()

    def due(
        self, effect_id: str, target: str = "barrier-1", *, for_ms: int = 5000, tell: bool = True
    ) -> None:
        """A command committed an effect; `tell` its event too."""
        now_ms = self.clock.now_ms()
        row = Effect(
            effect_id=effect_id,
            target=target,
            payload=OpenBarrier(plate="浙A12345", lane="lane-1"),
            due_ms=now_ms,
            deadline_ms=now_ms + for_ms,
        )
        self.rows[effect_id] = row
        if tell:
            self.feed.queue.put_nowait(EffectDue(effect=row))

    def states(self) -> dict[str, str]:
        return {row.effect_id: row.state + (f" {row.note}" if row.note else "") for row in self.rows.values()}

    def _review(self, *, restarted: bool) -> tuple[Event, ...]:
        failed: list[Event] = []
        for row in list(self.rows.values()):
            if len(failed) == REVIEW_MAX:
                break
            if row.state == "started" and restarted:
                failed.append(EffectFailed(effect=self._set(row.effect_id, "unknown", "restarted")))
            elif row.state == "due" and row.deadline_ms <= self.clock.now_ms():
                failed.append(EffectFailed(effect=self._set(row.effect_id, "missed", "deadline")))
        return tuple(failed)

    def _set(self, effect_id: str, state: EffectState, note: str = "") -> Effect:
        row = msgspec.structs.replace(self.rows[effect_id], state=state, note=note)
        self.rows[effect_id] = row
        return row


class Arm:
    """A performer that takes `takes_s` for each effect and then says `answer` or raises it."""

    def __init__(
        self, *, takes_s: float = 0.1, answer: Callable[[Effect], Finished | Exception] | None = None
    ) -> None:
        self.takes_s = takes_s
        self.answer = answer or (lambda _: Finished(outcome="done"))
        self.began: list[str] = []
        self.busy = 0
        self.busiest = 0

    async def perform(self, effect: Effect) -> Finished:
        self.began.append(effect.effect_id)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self.busy -= 1
        answer = self.answer(effect)
        if isinstance(answer, Exception):
            raise answer
        return answer
