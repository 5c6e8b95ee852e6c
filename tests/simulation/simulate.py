"""`python -m tests.simulation.simulate --seeds N --from K`: so many schedules; a failing seed is printed.

Seeds that failed once stand in `seeds.txt` and are replayed by the tests for ever; `--keep` adds to them.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.simulation.settled import agree, settle
from tests.simulation.world import Kit, World

STEPS: Final = 80
KEPT: Final = Path(__file__).with_name("seeds.txt")


def lived(seed: int, kit: Kit | None = None, *, steps: int = STEPS) -> World:
    """A world after its storm and its calm; raises what it found."""
    world = World(seed, kit)
    for _ in range(steps):
        world.step()
    settle(world)
    agree(world)
    return world


def found(seed: int, kit: Kit | None = None, *, steps: int = STEPS) -> str:
    """'' for a world in which all is well, else what is wrong."""
    try:
        lived(seed, kit, steps=steps)
    except Exception:  # noqa: BLE001 - whatever a seed finds is its answer
        return traceback.format_exc()
    return ""


def kept() -> tuple[int, ...]:
    """Seeds that found something once."""
    lines = KEPT.read_text("utf-8").splitlines()
    return tuple(int(line.split("#")[0]) for line in lines if line.split("#")[0].strip())


def main(words: Sequence[str] | None = None) -> int:
    """Exit status 0 when no seed found anything."""
    options = argparse.ArgumentParser(prog="simulate", description="The protocol under every fault.")
    options.add_argument("--seeds", type=int, default=1000)
    options.add_argument("--from", type=int, default=0, dest="first")
    options.add_argument("--steps", type=int, default=STEPS)
    options.add_argument("--keep", action="store_true", help="add failing seeds to those replayed for ever")
    given = options.parse_args(words)
    failed = 0
    for seed in range(given.first, given.first + given.seeds):
        if wrong := found(seed, steps=given.steps):
            failed += 1
            sys.stdout.write(f"seed {seed}: {wrong}\n")
            if given.keep:
                with KEPT.open("a", encoding="utf-8") as file:
                    file.write(f"{seed}\n")
    sys.stdout.write(f"{given.seeds} seeds from {given.first}, {failed} of them found something\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
