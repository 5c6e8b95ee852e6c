"""Carries out effects once they are committed: claim, do within the deadline, say what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from edge.app.ports import Clock, Dispatch, Events, Finished, Performer, ReportHealth
from edge.domain.effect import Effect, EffectDue, FinishEffect, ReviewEffects, StartEffect
from edge.domain.message import Actor
from edge.errors import EdgeError, Rejected, StoreError

ACTOR = Actor(role="system", place="effects", channel="device")
QUEUE_MAX = 1_000  # effects waiting for one target; more stay in the table and are found again
REVIEW_S = 1.0  # how soon a deadline that passed is seen
SWEEP_S = 30.0  # how soon an effect that was overlooked is found again
FINISH_TRIES = 5
FINISH_WAIT_S = 0.5
NOTE_MAX = 200
_log = logging.getLogger("edge.effects")


class OpenEffects(Protocol):
    """What the runner asks of the store's reads."""

    async def effects_open(self) -> tuple[Effect, ...]: ...


class Target:
    """One performer's queue.

    `at_once`: how many it carries out side by side, 1 for anything that moves. `grace_s`: what it gets past a
    deadline to find its own last word; 0 for anything that moves.
    """

    def __init__(self, performer: Performer, *, at_once: int = 1, grace_s: float = 0.0) -> None:
        self.performer = performer
        self.at_once = at_once
        self.grace_s = grace_s
        self.waiting: asyncio.Queue[Effect] = asyncio.Queue(maxsize=QUEUE_MAX)


class EffectRunner:
    """The part that turns effect rows into deeds. What it cannot vouch for is unknown, never repeated."""

    name = "effects"

    def __init__(
        self,
        *,
        dispatch: Dispatch,
        events: Events,
        reads: OpenEffects,
        clock: Clock,
        report: ReportHealth,
        targets: Mapping[str, Target],
    ) -> None:
        self._dispatch = dispatch
        self._events = events
        self._reads = reads
        self._clock = clock
        self._report = report
        self._targets = targets
        self._taken: dict[str, int] = {}  # effect id -> deadline; bounded by QUEUE_MAX a target

    async def run(self) -> None:
        self._taken.clear()
        for target in self._targets.values():
            target.waiting = asyncio.Queue(maxsize=QUEUE_MAX)
        async with self._events.subscribe(EffectDue) as due:
            await self._reviewed(restarted=True)
            async with asyncio.TaskGroup() as group:
                for name, target in self._targets.items():
                    for _ in range(target.at_once):
                        group.create_task(self._work(name, target))
                group.create_task(self._review())
                await self._find()
                async for event in due:
                    if due.lost:
                        due.lost = False
                        await self._find()
                    if isinstance(event, EffectDue):
                        await self._take(event.effect)

    async def _find(self) -> None:
        """Take what stands in the table: left over from before, or overlooked."""
        for effect in await self._reads.effects_open():
            if effect.state == "due":
                await self._take(effect)

    async def _take(self, effect: Effect) -> None:
        if effect.effect_id in self._taken:
            return
        target = self._targets.get(effect.target)
        if target is None:
            _log.warning("effect %s of %s has no such device", effect.kind, effect.target)
            await self._finish_unperformed(effect)
        elif not target.waiting.full():  # else the sweep finds it
            self._taken[effect.effect_id] = effect.deadline_ms
            target.waiting.put_nowait(effect)

    async def _work(self, name: str, target: Target) -> None:
        while True:
            effect = await target.waiting.get()
            try:
                await self._carry_out(target, effect)
            except StoreError as error:
                self._report(f"effects/{name}", "degraded", "store_error", str(error))
            finally:
                self._taken.pop(effect.effect_id, None)

    async def _carry_out(self, target: Target, effect: Effect) -> None:
        if self._clock.now_ms() >= effect.deadline_ms:
            await self._reviewed()
            return
        try:
            await self._dispatch(StartEffect(effect_id=effect.effect_id), actor=ACTOR)
        except Rejected:  # no longer due: missed, or withdrawn
            return
        await self._finish(effect, await self._outcome(target, effect))

    async def _outcome(self, target: Target, effect: Effect) -> Finished:
        """What became of it; only the performer may say that it was done, or surely not done."""
        left_s = (effect.deadline_ms - self._clock.now_ms()) / 1000
        try:
            async with asyncio.timeout(max(left_s, 0) + target.grace_s):
                return await target.performer.perform(effect)
        except TimeoutError:
            return Finished(outcome="unknown", note="no answer in time")
        except EdgeError as error:
            return Finished(outcome="unknown", note=str(error))
        except Exception as error:  # noqa: BLE001 - a driver's bug leaves one effect unknown, no more
            _log.error("%s of %s failed", effect.kind, effect.target, exc_info=error)
            return Finished(outcome="unknown", note=type(error).__name__)

    async def _finish(self, effect: Effect, finished: Finished) -> None:
        """Write the outcome; it was done to the world, so a busy or full disk is waited for."""
        word = FinishEffect(
            effect_id=effect.effect_id, outcome=finished.outcome, note=finished.note[:NOTE_MAX]
        )
        for attempt in range(FINISH_TRIES):
            try:
                await self._dispatch(word, actor=ACTOR)
            except Rejected:  # the review was faster
                return
            except StoreError:
                if attempt + 1 == FINISH_TRIES:
                    raise
                await asyncio.sleep(FINISH_WAIT_S * 2**attempt)
            else:
                return

    async def _finish_unperformed(self, effect: Effect) -> None:
        """Nobody can carry it out: say so now rather than at its deadline."""
        try:
            await self._dispatch(StartEffect(effect_id=effect.effect_id), actor=ACTOR)
        except Rejected:
            return
        await self._finish(effect, Finished(outcome="missed", note="no_device"))

    async def _reviewed(self, *, restarted: bool = False) -> None:
        """Command by command, a bounded batch each, until nothing is left to be said."""
        while await self._dispatch(ReviewEffects(restarted=restarted), actor=ACTOR):
            pass

    async def _review(self) -> None:
        """Have the store see passed deadlines, and look again for what was overlooked."""
        swept_s = self._clock.monotonic()
        while True:
            await asyncio.sleep(REVIEW_S)
            now_ms, now_s = self._clock.now_ms(), self._clock.monotonic()
            try:
                if any(deadline_ms <= now_ms for deadline_ms in self._taken.values()):
                    await self._reviewed()
                elif now_s - swept_s >= SWEEP_S:
                    swept_s = now_s
                    await self._reviewed()
                    await self._find()
            except StoreError as error:
                self._report(self.name, "degraded", "store_error", str(error))
            else:
                self._report(self.name, "ok")
