"""`python -m tests.process.kill --cuts 300`: kill -9 a store between "pay" and the centre's acknowledgement.

Six kiosks shop over HTTP, a real wallet process takes the money and sometimes misbehaves, a real hub takes in
the log; hub, broker and database are killed too. In the end every order that was shown to anybody is there,
once, as it was shown; the wallet's money is the store's money; and the centre's books are the store's books.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from edge.tender.mood import MODES, Mode
from edge.tender.wire import Misbehave
from tests.process.centre import Centre, waiting
from tests.process.premises import KIOSKS, STORE_ID, Premises
from tests.process.proof import Found, agreed, found, proven
from tests.process.shoppers import UP_AGAIN_S, Kiosk, Record, Shopper, browser
from tests.process.stock import SKUS, counted

SETTLE_S = 60.0
LOOK_S = 0.1
SPREAD_S = 0.25  # after a "pay" was sent, the store dies within
QUIET_S = 15.0  # or after so long without one
VICTIMS = ("hub", "broker", "database", "")  # who dies with the store, in turn
MISCHIEF = 0.5  # of all lives of the store have a wallet that misbehaves
WRONG_AMOUNT: Mode = "wrong_amount"  # leaves a payment for a person: not for proofs of "settled"
MISCHIEFS = tuple(mode for mode in MODES if mode != WRONG_AMOUNT)


async def campaign(
    folder: Path, *, cuts: int, seed: int, victims: Sequence[str] = VICTIMS
) -> tuple[Record, Found, list[str]]:
    """Kill the store so often; what was told, what is on its file, and everything that is wrong."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    centre = Centre(folder / "centre", store=STORE_ID)
    premises, record = Premises(folder, centre=centre.broker.url), Record()
    async with premises.house() as house:
        await counted(house.dispatch)
    deaths = partial(killing, centre, premises, record, chance, cuts=cuts, victims=victims)
    try:
        await asyncio.gather(centre.open(), premises.open_wallet())
        await premises.open_store()
        await shopping(premises, record, chance, deaths)
        await settled(centre, premises)
        await premises.close_store()
        money = await premises.gateway().movements()
        there = found(premises.database)
        wrong = [*record.wrong, *proven(record, there, money), *agreed(there, await centre.books())]
        return record, there, wrong
    finally:
        await premises.close()
        await centre.close()


async def shopping(
    premises: Premises, record: Record, chance: random.Random, meanwhile: Callable[[], Awaitable[None]]
) -> None:
    """Six shoppers at six kiosks until `meanwhile` is over."""
    ended = asyncio.Event()
    async with browser() as pages, browser() as phones, asyncio.TaskGroup() as group:
        kiosks = [
            Kiosk(address=premises.address, place=place, session=pages, record=record) for place in KIOSKS
        ]
        for kiosk in kiosks:
            await kiosk.has(SKUS)
        screens = [group.create_task(kiosk.watch()) for kiosk in kiosks]
        shoppers = [
            Shopper(kiosk, skus=SKUS, record=record, chance=chance, wallet=phones) for kiosk in kiosks
        ]
        buying = [group.create_task(shopper.shop(ended)) for shopper in shoppers]
        await meanwhile()
        ended.set()
        await asyncio.wait(buying)
        for screen in screens:
            screen.cancel()


async def killing(
    centre: Centre,
    premises: Premises,
    record: Record,
    chance: random.Random,
    *,
    cuts: int,
    victims: Sequence[str],
) -> None:
    """The store dies each time, a part of the centre with it; the wallet may misbehave in the next life.
    Returns when the shoppers have paid after all that.
    """
    for number in range(cuts):
        await moment(record, chance)
        await premises.kill_store()
        record.cut_short += len(found(premises.database).unsettled)
        await mischief(premises, chance)
        victim = victims[number % len(victims)]
        if victim == "hub":
            await centre.kill_hub()
            await asyncio.gather(centre.open_hub(), premises.open_store())
        elif victim == "broker":
            await asyncio.gather(centre.kill_broker(), premises.open_store())
        elif victim == "database":
            await asyncio.gather(centre.kill_database(), premises.open_store())
        else:
            await premises.open_store()
    async with asyncio.timeout(UP_AGAIN_S):
        await record.until_pressed(cuts + 1)
        await record.until_paid()


async def moment(record: Record, chance: random.Random) -> None:
    """A while after somebody sent "pay"."""
    record.paying.clear()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(QUIET_S):
            await record.paying.wait()
    await asyncio.sleep(chance.random() * SPREAD_S)


async def mischief(premises: Premises, chance: random.Random) -> None:
    if chance.random() < MISCHIEF:
        order = Misbehave(mode=chance.choice(MISCHIEFS), times=chance.randint(1, 2))
        await premises.gateway().misbehave(order)


async def settled(centre: Centre, premises: Premises) -> None:
    """Returns when no payment waits for a word of the wallet, and no entry for one of the centre. `SyncError`
    with its last words when one of their programs has ended.
    """
    gateway = premises.gateway()
    for mode in MODES:
        await gateway.misbehave(Misbehave(mode=mode, times=0))
    try:
        async with asyncio.timeout(SETTLE_S):
            while found(premises.database).unsettled or waiting(premises.database):
                centre.check()
                premises.check()
                await asyncio.sleep(LOOK_S)  # they are other processes' doings
    except TimeoutError:
        left = found(premises.database).unsettled
        log = waiting(premises.database)
        raise AssertionError(
            f"after {SETTLE_S:.0f} s {log} entries wait for the centre, and {left}"
        ) from None


def main(words: Sequence[str] | None = None) -> int:
    """Exit status 0 when nothing was lost, doubled or left unpaid."""
    options = argparse.ArgumentParser(prog="kill", description="Kill -9 a store under load.")
    options.add_argument("--cuts", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args(words)
    with open_folder() as folder:
        record, there, wrong = asyncio.run(campaign(folder, cuts=given.cuts, seed=given.seed))
    say(f"{given.cuts} kills, seed {given.seed}: {record.pays} times pay, {len(record.told)} orders shown")
    say(f"{record.cut_short} payments were under way when the store died")
    say(f"{len(there.paid)} orders paid, {there.paid_fen / 100:.2f} yuan; {there.states}")
    for sentence in wrong:
        say(f"WRONG  {sentence}")
    say("nothing lost, nothing doubled, every paid order paid" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder for a while that the database's own user can reach too, as pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="store-edge-kill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    raise SystemExit(main())
