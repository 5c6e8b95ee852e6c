"""`python -m tests.scenario.storm --seeds N --from K`: whole days of faults, one for each seed."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from edge.runtime.virtual import VirtualLoop
from edge.tender.mood import MODES
from sync.hub.desk import PriceChange
from sync.topics import ROOT
from tests.scenario.account import wrong_in
from tests.scenario.devices import DRIVERS
from tests.scenario.people import cars, cashier, shopper
from tests.scenario.town import PRICED, Town

FAULTS = 40
LOST = ("ack", "up", "down", "head", "reply", "ask")
SHM = Path("/dev/shm")  # noqa: S108 - a file system without a disk, where there is one
CALM_S = (0.0, 0.01, 0.4, 2.0, 15.0)
HOUR_MS = 3_600_000


@contextmanager
def file_place() -> Iterator[Path]:
    """An empty folder, in memory where the system has one."""
    where = SHM if SHM.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="store-edge-storm-", dir=where))
    try:
        yield folder / "store.db"
    finally:
        shutil.rmtree(folder)


async def fault(town: Town, chance: random.Random) -> None:
    """One thing goes wrong, or right again."""
    roll = chance.randrange(12)
    if roll < 3:
        await town.kill_box()
        await asyncio.sleep(chance.choice([0.0, 1.0, 30.0, 200.0]))
        town.start_box()
    elif roll == 3:
        town.broker.kill()
    elif roll == 4:
        await town.stop_hub()
        await asyncio.sleep(chance.choice([0.0, 5.0, 60.0]))
        town.start_hub()
    elif roll == 5:
        town.broker.lose = {f"{ROOT}/{chance.choice(LOST)}/"}
    elif roll in (6, 7):
        town.broker.lose.clear()
        town.broker.start()
    elif roll == 8:
        await town.wallet.cable.set(plugged=chance.random() < 0.5)
    elif roll == 9:
        town.wallet.mood.set(chance.choice(MODES), chance.randint(1, 4))
    elif roll == 10:
        await _word_of_the_centre(town, chance)
    elif town.box is not None:
        await town.box.bench.plug(chance.choice(list(DRIVERS)), plugged=chance.random() < 0.5)


async def _word_of_the_centre(town: Town, chance: random.Random) -> None:
    sku = chance.choice(PRICED)
    if chance.random() < 0.5:
        await town.hub.set_prices([PriceChange(sku=sku, price_fen=chance.randrange(1, 20_000))])
    else:
        pieces = chance.choice([-2, 3, 50])
        await town.hub.ask_correction("s001", sku=sku, quantity=pieces, reason="found", within_ms=HOUR_MS)


async def day(seed: int, path: Path, *, faults: int = FAULTS) -> Town:
    """A shop under faults, then healed and calm again. Still open when it is returned."""
    town = Town(seed, path)
    await town.open()
    people = [
        asyncio.ensure_future(shopper(town, "k1", random.Random(town.chance.random()))),  # noqa: S311
        asyncio.ensure_future(shopper(town, "k2", random.Random(town.chance.random()))),  # noqa: S311
        asyncio.ensure_future(cashier(town, random.Random(town.chance.random()))),  # noqa: S311
        asyncio.ensure_future(cars(town, random.Random(town.chance.random()))),  # noqa: S311
    ]
    try:
        for _ in range(faults):
            await asyncio.sleep(town.chance.choice(CALM_S))
            await fault(town, town.chance)
        await town.heal()
        town.closed.set()
        await asyncio.gather(*people)
        await town.settle()
    except BaseException:
        for one in people:
            one.cancel()
        await asyncio.gather(*people, return_exceptions=True)
        await town.close()
        raise
    return town


async def storm(seed: int, path: Path, *, faults: int = FAULTS) -> list[str]:
    """What was wrong at the end of the day."""
    town = await day(seed, path, faults=faults)
    try:
        return await wrong_in(town)
    finally:
        await town.close()


def weathered(seed: int, *, faults: int = FAULTS) -> list[str]:
    """What one seed's day left wrong, an exception among it."""
    with file_place() as path, asyncio.Runner(loop_factory=VirtualLoop) as runner:
        try:
            return runner.run(storm(seed, path, faults=faults))
        except Exception:  # noqa: BLE001 - whatever a seed finds is its answer
            return [traceback.format_exc()]


def main(words: Sequence[str] | None = None) -> int:
    """Exit status 0 when no seed found anything."""
    options = argparse.ArgumentParser(prog="storm", description="A whole store under faults in virtual time.")
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--from", type=int, default=0, dest="first")
    options.add_argument("--faults", type=int, default=FAULTS)
    given = options.parse_args(words)
    logging.basicConfig(level=logging.CRITICAL)  # the parts complain of each fault; that is not a finding
    failed = 0
    for seed in range(given.first, given.first + given.seeds):
        wrong = weathered(seed, faults=given.faults)
        failed += bool(wrong)
        for sentence in wrong:
            sys.stdout.write(f"seed {seed}: {sentence}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{given.seeds} seeds from {given.first}, {failed} of them found something\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
