"""Effects: claimed once, done within their deadline, and never vouched for without knowing."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from edge.app.effect import REVIEW_MAX
from edge.app.ports import Finished
from edge.domain.effect import StartEffect
from edge.errors import DeviceError
from edge.runtime.effects import ACTOR, QUEUE_MAX, SWEEP_S, EffectRunner, Target
from edge.runtime.health import HealthRegistry
from edge.runtime.virtual import VirtualClock
from tests.runtime.ledger import Arm, Ledger
from tests.runtime.virtual import in_virtual_time, passes


class Scene:
    """A ledger, a runner over it, and its health, in virtual time."""

    def __init__(self, **targets: Target) -> None:
        self.clock = VirtualClock(asyncio.get_running_loop())
        self.ledger = Ledger(self.clock)
        self.health = HealthRegistry(self.clock)
        self.runner = EffectRunner(
            dispatch=self.ledger,
            events=self.ledger,
            reads=self.ledger,
            clock=self.clock,
            report=self.health,
            targets={name.replace("_", "-"): target for name, target in targets.items()},
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.runner.run())
        await passes(0.01)
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def play(scenario: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await scenario()

    in_virtual_time(main())


def test_a_due_effect_is_done() -> None:
    async def scenario() -> None:
        scene = Scene(barrier_1=Target(Arm()))
        async with scene.running():
            scene.ledger.due("e1")
            await passes(0.2)
            assert scene.ledger.states() == {"e1": "done"}
        assert scene.ledger.commands == ["ReviewEffects", "StartEffect", "FinishEffect"]

    play(scenario)


def test_after_a_restart_what_was_started_is_unknown_and_what_is_due_is_done() -> None:
    async def scenario() -> None:
        arm = Arm(takes_s=1.0)
        scene = Scene(barrier_1=Target(arm))
        async with scene.running():
            scene.ledger.due("half")
            await passes(0.5)
        scene.ledger.due("next", tell=False)
        scene.ledger.due("late", for_ms=-1, tell=False)
        async with scene.running():
            await passes(1.5)
        assert arm.began == ["half", "next"]
        assert scene.ledger.states() == {
            "half": "unknown restarted",
            "next": "done",
            "late": "missed deadline",
        }

    play(scenario)


def test_a_thousand_left_over_effects_are_all_reviewed_before_the_first_deed() -> None:
    async def scenario() -> None:
        arm = Arm()
        scene = Scene(barrier_1=Target(arm))
        for number in range(500):
            scene.ledger.due(f"half {number}", tell=False)
            await scene.ledger(StartEffect(effect_id=f"half {number}"), actor=ACTOR)
            scene.ledger.due(f"late {number}", for_ms=-1, tell=False)
        scene.ledger.due("next", tell=False)
        scene.ledger.commands.clear()
        async with scene.running():
            await passes(0.5)
        states = Counter(scene.ledger.states().values())
        assert states == {"unknown restarted": 500, "missed deadline": 500, "done": 1}
        batches = -(-1_000 // REVIEW_MAX)
        assert scene.ledger.commands == ["ReviewEffects"] * (batches + 1) + ["StartEffect", "FinishEffect"]
        assert arm.began == ["next"]

    play(scenario)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Finished(outcome="missed", note="unplugged"), "missed unplugged"),
        (DeviceError("no reply from relay 3"), "unknown no reply from relay 3"),
        (ZeroDivisionError("x"), "unknown ZeroDivisionError"),
        (TimeoutError(), "unknown no answer in time"),
    ],
)
def test_what_the_performer_says_or_fails_to_say(answer: Finished | Exception, state: str) -> None:
    async def scenario() -> None:
        scene = Scene(barrier_1=Target(Arm(answer=lambda _: answer)))
        async with scene.running():
            scene.ledger.due("e1")
            await passes(1)
            assert scene.ledger.states() == {"e1": state}
            scene.ledger.due("e2")
            await passes(1)
            assert scene.ledger.states()["e2"] == state

    play(scenario)


def test_a_deadline_ends_the_attempt_and_waiting_ones_are_missed() -> None:
    async def scenario() -> None:
        arm = Arm(takes_s=9.0)
        scene = Scene(barrier_1=Target(arm))
        async with scene.running():
            scene.ledger.due("stuck")
            scene.ledger.due("behind")
            await passes(7)
        assert scene.ledger.states() == {"stuck": "unknown no answer in time", "behind": "missed deadline"}
        assert arm.began == ["stuck"]

    play(scenario)


def test_one_at_a_time_at_a_device_and_many_at_a_tender() -> None:
    async def scenario() -> None:
        device, tender = Arm(), Arm(takes_s=60)
        scene = Scene(printer_1=Target(device), wallet=Target(tender, at_once=8))
        async with scene.running():
            for number in range(5):
                scene.ledger.due(f"p{number}", "printer-1")
                scene.ledger.due(f"w{number}", "wallet", for_ms=120_000)
            await passes(61)
        assert (device.busiest, tender.busiest) == (1, 5)
        assert device.began == [f"p{number}" for number in range(5)]
        assert set(scene.ledger.states().values()) == {"done"}

    play(scenario)


def test_a_tender_gets_its_grace_past_the_deadline() -> None:
    async def scenario() -> None:
        scene = Scene(wallet=Target(Arm(takes_s=7), grace_s=3.0))
        async with scene.running():
            scene.ledger.due("w", "wallet", for_ms=5000)
            await passes(8)
        assert scene.ledger.states() == {"w": "done"}

    play(scenario)


def test_an_effect_for_nobody_is_missed_at_once() -> None:
    async def scenario() -> None:
        scene = Scene(barrier_1=Target(Arm()))
        async with scene.running():
            scene.ledger.due("e1", "barrier-9")
            await passes(0.1)
            assert scene.ledger.states() == {"e1": "missed no_device"}

    play(scenario)


def test_a_burst_beyond_the_queue_and_lost_events_are_found_again() -> None:
    async def scenario() -> None:
        scene = Scene(printer_1=Target(Arm(takes_s=0.001)))
        async with scene.running():
            for number in range(QUEUE_MAX + 50):
                scene.ledger.due(f"p{number}", "printer-1", for_ms=600_000)
            await passes(SWEEP_S * 2 + 2)
            assert set(scene.ledger.states().values()) == {"done"}
            scene.ledger.due("unheard", "printer-1", for_ms=600_000, tell=False)
            scene.ledger.feed.lost = True
            scene.ledger.due("heard", "printer-1", for_ms=600_000)
            await passes(0.1)
            assert scene.ledger.states()["unheard"] == "done"

    play(scenario)


def test_a_full_disk_before_the_claim_leaves_the_effect_due_and_the_world_untouched() -> None:
    async def scenario() -> None:
        arm = Arm()
        scene = Scene(printer_1=Target(arm))
        async with scene.running():
            scene.ledger.full = True
            scene.ledger.due("p", "printer-1", for_ms=600_000)
            await passes(5)
            assert scene.health.worst() == "degraded"
            assert arm.began == []
            scene.ledger.full = False
            await passes(SWEEP_S + 2)
            assert scene.ledger.states() == {"p": "done"}

    play(scenario)


def test_a_full_disk_after_the_deed_is_waited_for_and_the_deed_not_repeated() -> None:
    async def scenario() -> None:
        arm = Arm(takes_s=1.0)
        scene = Scene(printer_1=Target(arm))
        async with scene.running():
            scene.ledger.due("p", "printer-1", for_ms=600_000)
            await passes(0.5)
            scene.ledger.full = True
            await passes(2)
            scene.ledger.full = False
            await passes(10)
        assert arm.began == ["p"]
        assert scene.ledger.states() == {"p": "done"}

    play(scenario)
