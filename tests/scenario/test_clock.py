"""A store whose clock is wrong: what the centre asks is judged by the centre's time."""

from __future__ import annotations

import asyncio

import pytest

from edge.domain.task import AcceptTask
from edge.runtime.virtual import VirtualClock
from tests.runtime.virtual import passes
from tests.scenario.chain import SKU, Chain, in_chain

MINUTE_MS = 60_000
OFF_MS = [16 * MINUTE_MS, -16 * MINUTE_MS, 400 * 60 * MINUTE_MS]


async def wrong_by(off_ms: int, chain: Chain) -> VirtualClock:
    """The first store starts again over its file, by a clock that is `off_ms` ahead of the centre's."""
    await chain.kill("s001")
    clock = VirtualClock(asyncio.get_running_loop(), seed=7)
    clock.step(chain.clock.now_ms() + off_ms - clock.now_ms())
    chain.start("s001", clock)
    return clock


async def corrected(chain: Chain, within_ms: int = 15 * MINUTE_MS) -> str:
    """A piece is found at the first store: which command says so."""
    asked = await chain.hub.ask_correction("s001", sku=SKU, quantity=1, reason="found", within_ms=within_ms)
    return asked.command_id


async def answered(chain: Chain, command_id: str) -> tuple[str, str]:
    found = {one.command_id: (one.state, one.answer) for one in await chain.hub.commands()}
    while found[command_id][0] == "asked":
        await passes(1)
        found = {one.command_id: (one.state, one.answer) for one in await chain.hub.commands()}
    return found[command_id]


@pytest.mark.parametrize("off_ms", OFF_MS)
def test_a_store_with_a_wrong_clock_does_in_time_what_is_asked(off_ms: int) -> None:
    async def story(chain: Chain) -> None:
        clock = await wrong_by(off_ms, chain)
        order_id = await chain.place(answer_s=900)
        task = await chain.task("s001", "asked")
        assert abs(task.deadline_ms - clock.now_ms() - 15 * MINUTE_MS) < MINUTE_MS, "as its page counts"
        await chain.act("s001", AcceptTask(task_id=task.task_id))
        await chain.seen(order_id, "promised")
        assert await answered(chain, await corrected(chain)) == ("done", "")
        clock.step(-3 * off_ms)
        assert await answered(chain, await corrected(chain)) == ("done", "")

    in_chain(story, s001=3)


@pytest.mark.parametrize("off_ms", OFF_MS)
def test_what_comes_too_late_is_refused_by_whatever_clock(off_ms: int) -> None:
    async def story(chain: Chain) -> None:
        await wrong_by(off_ms, chain)
        assert await answered(chain, await corrected(chain)) == ("done", "")
        chain.broker.kill()
        late = await corrected(chain, within_ms=10_000)
        await passes(60)
        chain.broker.start()
        assert await answered(chain, late) == ("refused", "late")

    in_chain(story, s001=3)
