"""`python -m tests.process.power_cut --cuts 300`: pull the power at random points of the store's writing.

The store's own bus, handlers and writer work over an apsw connection whose disk forgets what was not synced.
After each cut the file is opened as the store opens it: every command that was answered is recorded, once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.app.batch import Committed, Envelope
from edge.app.context import Shop
from edge.domain.effect import EffectDue, FinishEffect, StartEffect
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket, OrderPaid
from edge.domain.payment import AskPayment, Payment, PaymentChanged, RecordAsked, RecordPaid
from edge.errors import StoreError
from edge.runtime.bus import Bus, inline
from edge.runtime.clock import ManualClock
from edge.store.database import configure
from edge.store.writer import SqlWriter, Store
from tests.process.disk import Disk, PowerCut, quiet
from tests.process.proof import consistent, found
from tests.process.stock import SKUS, stocked

FILE = "store.db"
PLACES = 5
VISITS = 6  # of one place in one run
CHECKPOINT_PAGES = 40  # so that a short run has many
EFFECTS = Actor(role="system", place="effects", channel="device")
SHOP = Shop(
    store_id="s1",
    name_zh="断电店",
    name_en="Dark shop",
    zone=ZoneInfo("Asia/Shanghai"),
    barriers={},
    printers={},
)


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A caller was told that this is done, and what came of it."""

    envelope: Envelope
    events: tuple[Event, ...]


class Caller:
    """Dispatches one command after another, and remembers each answer."""

    def __init__(self, bus: Bus, place: str) -> None:
        self._bus = bus
        self._place = place
        self._count = 0
        self.answered: list[Answered] = []

    async def buy(self, chance: random.Random) -> None:
        """Basket, payment, its effect, paid: as kiosk and effects do it."""
        kiosk = Actor(role="shopper", place=self._place, channel="kiosk")
        for _ in range(chance.randint(1, 3)):
            await self._do(AddToBasket(sku=chance.choice(SKUS)), kiosk)
        events = await self._do(AskPayment(), kiosk)
        payment = next(event.payment for event in events if isinstance(event, PaymentChanged))
        effect_id = next(event.effect.effect_id for event in events if isinstance(event, EffectDue))
        await self._do(StartEffect(effect_id=effect_id), EFFECTS)
        await self._do(RecordAsked(payment_id=payment.payment_id, qr="qr"), EFFECTS)
        await self._do(paid(payment), EFFECTS)
        await self._do(FinishEffect(effect_id=effect_id, outcome="done"), EFFECTS)

    async def _do(self, command: Command, actor: Actor) -> tuple[Event, ...]:
        self._count += 1
        key = f"{self._place}-{self._count}"
        events = await self._bus(command, actor=actor, key=key)
        envelope = Envelope(command=command, actor=actor, key=key)
        self.answered.append(Answered(envelope=envelope, events=events))
        return events


def paid(payment: Payment) -> RecordPaid:
    return RecordPaid(payment_id=payment.payment_id, amount_fen=payment.amount_fen, reference="W1")


async def made(folder: Path, clock: ManualClock) -> None:
    """A store's file with goods, closed."""
    with closing(Store(folder / FILE, shop=SHOP, clock=clock)) as store:
        bus = Bus(store.writer, run=inline)
        pump = asyncio.create_task(bus.pump())
        await stocked(bus)
        pump.cancel()


async def sold(database: Path, disk: Disk, *, seed: int, pragma: str = "") -> list[Answered]:
    """Sell until the power goes, or all have bought; what was answered by then."""
    clock, chance = ManualClock(seed=seed), random.Random(seed)  # noqa: S311 - repeatable on purpose
    answered: list[Answered] = []
    connection = apsw.Connection(str(database), vfs=disk.name)
    try:
        configure(connection)
        connection.execute(f"pragma wal_autocheckpoint={CHECKPOINT_PAGES}").fetchall()
        connection.execute(pragma).fetchall()
        writer = SqlWriter(connection, shop=SHOP, clock=clock, errors=(apsw.Error, PowerCut))
        bus = Bus(writer, run=inline)
        callers = [Caller(bus, f"kiosk-{number}") for number in range(PLACES)]
        pump = asyncio.create_task(bus.pump())
        shopping = [asyncio.create_task(visits(caller, chance)) for caller in callers]
        await asyncio.gather(*shopping, return_exceptions=True)
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
        answered = [answer for caller in callers for answer in caller.answered]
        if not disk.dead:
            await asyncio.gather(*shopping)
    except (PowerCut, apsw.Error, StoreError):
        if not disk.dead:
            raise
    finally:
        with contextlib.suppress(PowerCut, apsw.Error):
            connection.close()
    return answered


async def visits(caller: Caller, chance: random.Random) -> None:
    for _ in range(VISITS):
        await caller.buy(chance)


def wrong_after(folder: Path, answered: Sequence[Answered]) -> list[str]:
    """Open what the cut left as the store does, and give every answered command once more."""
    wrong: list[str] = []
    with closing(Store(folder / FILE, shop=SHOP, clock=ManualClock(seed=-1))) as store:
        again = store.writer.apply([answer.envelope for answer in answered], budget_s=0)
        for answer, result in zip(answered, again, strict=True):
            if result != Committed(events=answer.events, repeated=True):
                wrong.append(f"{answer.envelope.key} {answer.envelope.command}: answered, and lost")
    there = found(folder / FILE)
    wrong += there.broken
    for order in there.orders.values():
        wrong += consistent(order, there)
    for answer in answered:
        for event in answer.events:
            if isinstance(event, OrderPaid) and there.orders[event.order.order_id].state != "paid":
                wrong.append(f"order {event.order.number} was answered as paid, and is not")
    return wrong


async def cut(
    template: Path, folder: Path, *, at: int, seed: int, torn: bool, pragma: str
) -> tuple[int, list[str]]:
    """One life with the power pulled at touch `at` (0: never). Answered commands, and what is wrong."""
    shutil.copytree(template, folder / "before")
    disk = Disk(f"store-{seed}-{at}", cut_at=at)
    try:
        with quiet():
            answered = await sold(folder / "before" / FILE, disk, seed=seed, pragma=pragma)
    finally:
        disk.eject()
    chance = random.Random(seed) if torn else None  # noqa: S311 - repeatable on purpose
    disk.leave(folder / "after", chance=chance)
    return len(answered), wrong_after(folder / "after", answered)


async def campaign(folder: Path, *, cuts: int, seed: int, pragma: str = "") -> tuple[int, list[str]]:
    """So many lives, each cut at a random touch; answered commands of all, and everything that is wrong.

    `pragma` makes the store careless, to see the campaign fail.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    template = folder / "template"
    await made(template, ManualClock(seed=seed))
    whole = Disk("store-whole")
    shutil.copytree(template, folder / "whole")
    await sold(folder / "whole" / FILE, whole, seed=seed)
    whole.eject()
    answered, wrong = 0, list[str]()
    for number in range(cuts):
        at, here = chance.randint(1, whole.touches), folder / str(number)
        count, faults = await cut(
            template, here, at=at, seed=seed + number, torn=number % 2 == 1, pragma=pragma
        )
        answered += count
        wrong += [f"cut {number} at touch {at}: {fault}" for fault in faults]
        shutil.rmtree(here)
    return answered, wrong


def main(words: Sequence[str] | None = None) -> int:
    """Exit status 0 when every answered command survived every cut."""
    options = argparse.ArgumentParser(prog="power_cut", description="Pull the power while a store writes.")
    options.add_argument("--cuts", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="store-edge-power-") as folder:
        answered, wrong = asyncio.run(campaign(Path(folder), cuts=given.cuts, seed=given.seed))
    say(f"{given.cuts} power cuts, seed {given.seed}: {answered} commands answered before them")
    for sentence in wrong:
        say(f"WRONG  {sentence}")
    say("every answered command is there, once" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


if __name__ == "__main__":
    raise SystemExit(main())
