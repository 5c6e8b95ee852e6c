"""Hundreds of schedules of every fault over both ends, and proof that a faulty end would be found."""

from __future__ import annotations

import pytest

from tests.simulation.faulty import FAULTS
from tests.simulation.simulate import found, kept, lived, main
from tests.simulation.world import DEEDS

SEEDS, BLOCKS = 500, 20
LOOKED_AT = 250  # seeds in which each planted fault must show
SHOWN_AT = {  # where it did when this was written, looked at first; elsewhere counts as well
    "an acknowledgement before the commit": 32,
    "pruning past what is safe": 101,
    "a cursor without its fence": 15,
    "an early word of a lost file": 6,
    "positions outside the lock": 14,
    "an acknowledgement taken for one's own": 0,
    "a hello that does not look at the chain": 0,
    "a past that is not pulled back": 2,
}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_goes_wrong_all_arrives_once_and_both_ends_agree(block: int) -> None:
    size = SEEDS // BLOCKS
    assert {seed: wrong for seed in range(block * size, (block + 1) * size) if (wrong := found(seed))} == {}


def test_seeds_that_found_something_once_are_replayed() -> None:
    assert {seed: wrong for seed in kept() if (wrong := found(seed))} == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    seeds = (SHOWN_AT[fault], *range(LOOKED_AT))
    wrong = next((wrong for seed in seeds if (wrong := found(seed, FAULTS[fault]))), "")
    assert wrong.rstrip().rpartition("\n")[2].startswith("AssertionError")


def test_the_schedules_hold_every_fault() -> None:
    """Whole lives: a fork is often found only in the calm. That two workers meet in a transaction is shown by
    the planted cursor without its fence.
    """
    seen = set[str]().union(*(lived(seed).seen for seed in range(40)))
    assert seen >= {deed.__name__ for deed, _ in DEEDS}
    assert seen >= {"fork", "ApplyPast", "SwapSnapshot", "RecordLease", "LeaveOrigin", "Ahead"}


def test_the_command_answers_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "1", "--from", "7", "--steps", "5"]) == 0
    assert capsys.readouterr().out == "1 seeds from 7, 0 of them found something\n"
