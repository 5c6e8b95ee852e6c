"""Whatever is killed, nothing is lost and nothing charged twice."""

from __future__ import annotations

import asyncio

import pytest

from edge.runtime.virtual import VirtualLoop
from tests.scenario.storm import FAULTS, day, file_place, main, weathered

BLOCKS = 5
SEEDS = 4  # in each block


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_is_killed_everything_arrives_once(block: int) -> None:
    found = {seed: weathered(seed) for seed in range(block * SEEDS, (block + 1) * SEEDS)}
    assert {seed: wrong for seed, wrong in found.items() if wrong} == {}


def test_a_day_is_not_idle() -> None:
    """Orders end in every way, payments too, and the store dies while it is at it."""

    async def seen() -> tuple[int, set[str], set[str]]:
        with file_place() as path:
            town = await day(0, path, faults=2 * FAULTS)
            orders: set[str] = {told.order.state for told in town.hub.shop.told_orders.values()}
            payments: set[str] = {told.payment.state for told in town.hub.shop.payments.values()}
            await town.close()
            return town.kills, orders, payments

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        kills, orders, payments = runner.run(seen())
    assert kills > 5
    assert orders >= {"parked", "paid", "done", "cancelled"}
    assert payments >= {"paid", "declined", "reversed"}


def test_the_command_answers_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "1", "--from", "7", "--faults", "3"]) == 0
    assert capsys.readouterr().out == "1 seeds from 7, 0 of them found something\n"
