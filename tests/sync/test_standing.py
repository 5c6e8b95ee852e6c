"""What a store hears beside its lease: how far the centre's backup has its logs, and whether there is one."""

import asyncio

import pytest

from edge.domain.past import Backing
from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync import topics, wire
from sync.hub.memory import MemoryHub
from sync.log.lease import RENEW_S
from sync.memory import MemoryBroker
from sync.standing import CLOCK_OFF_MS, OLD_MS, say_backup, say_clock
from tests.sync.pair import Report, line, running, worker
from tests.sync.shop import Shop


class Idle:
    """A store that has sold once and then sells nothing more, its centre, and who listens in."""

    def __init__(self) -> None:
        clock = VirtualClock(asyncio.get_running_loop(), seed=1)
        self.broker, self.hub, self.shop = MemoryBroker(), MemoryHub(clock), Shop(clock)
        self.report, self.asked = Report(), list[wire.Renew]()

    async def live(self) -> None:
        async with (
            running(
                worker(self.hub, self.broker), line(self.shop, self.broker, report=self.report, aside=False)
            ),
            asyncio.TaskGroup() as group,
        ):
            ears = group.create_task(self._listen())
            self.shop.sell("P1-0")
            await self.shop.all_acked()
            await self._days()
            ears.cancel()

    async def _listen(self) -> None:
        async with self.broker.connect("ears") as link:
            await link.subscribe(topics.ask("s001"))
            while True:
                said = wire.decode(wire.ASK, (await link.receive()).payload)
                if isinstance(said, wire.Renew):
                    self.asked.append(said)

    @property
    def safe(self) -> int:
        return self.shop.log.origin.safe

    def said(self) -> tuple[str, str]:
        return next((state, code) for part, state, code in reversed(self.report.said) if part == "backup")

    async def _days(self) -> None:
        await asyncio.sleep(RENEW_S + 1)
        assert (self.said(), self.safe) == (("degraded", "backup_none"), 3)
        self.hub.back_up()
        self.shop.sell("P1-0")
        await self.shop.all_acked()
        assert self.safe == 3
        self.hub.back_up()
        asked = len(self.asked)
        await asyncio.sleep(RENEW_S + 1)
        assert (self.said(), self.safe) == (("ok", ""), 6)
        assert [renew.logs for renew in self.asked[asked:]] == [("origin-1",)]
        await asyncio.sleep(OLD_MS / 1000)
        assert self.said() == ("degraded", "backup_old")
        assert self.asked[-1].logs == ()
        assert len(self.asked) - asked <= OLD_MS / 1000 / RENEW_S + 2


async def idle() -> None:
    await Idle().live()


def test_a_store_that_sells_nothing_learns_within_a_minute_what_is_safe() -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(idle())


@pytest.mark.parametrize(
    ("backup", "said"),
    [
        (Backing(), ("degraded", "backup_none")),
        (Backing(required=True), ("degraded", "backup_awaited")),
        (Backing(age_ms=OLD_MS - 1), ("ok", "")),
        (Backing(age_ms=OLD_MS, required=True), ("degraded", "backup_old")),
    ],
)
def test_what_is_said_of_a_backup(backup: Backing, said: tuple[str, str]) -> None:
    report = Report()
    say_backup(backup, report)
    assert report.said == [("backup", *said)]


@pytest.mark.parametrize(
    ("ahead_ms", "said"),
    [
        (CLOCK_OFF_MS - 1, ("ok", "")),
        (CLOCK_OFF_MS, ("degraded", "clock_ahead")),
        (1 - CLOCK_OFF_MS, ("ok", "")),
        (-CLOCK_OFF_MS, ("degraded", "clock_behind")),
    ],
)
def test_what_is_said_of_a_clock(ahead_ms: int, said: tuple[str, str]) -> None:
    report = Report()
    say_clock(ahead_ms, report)
    assert report.said == [("clock", *said)]
