"""Many buyers at once for the last pieces of one item, over stores that sell at the counter and go offline.

    python -m tests.process.buyers --buyers 2000

Real store files and handlers, the real centre on PostgreSQL or the one in memory, and between them only
delay. Each buyer remembers what it was told.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter as Tally
from collections.abc import Sequence
from pathlib import Path

import msgspec

from edge.domain.fulfilment import ACCEPTED, AGAIN_MS
from edge.errors import SyncError
from sync.hub.allocation.shapes import DemandView, PlacedLine, Placing, Receiver
from sync.hub.centre import PostgresHub
from sync.hub.ports import Hub
from sync.hub.postgres import EmbeddedPostgres
from tests.process.counters import Counter
from tests.sync.clock import RealClock
from tests.sync.hubs import seed

SKU = "P1-0"
STORES = 5
ROUNDS_MAX = 100
LOOKS = 2  # of each buyer while the storm runs
NO = 0.1  # of all questions are answered no
SALE = 0.2  # of all turns a store sells one over the counter, if it can
AWAY = 0.2  # of all turns a store is offline


class Skewed(RealClock):
    """The machine's time, and a push forward where a test need not wait."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


class Rush:
    """One run. `wrong` are sentences; none is what is wanted."""

    def __init__(
        self, hub: Hub, clock: Skewed, folder: Path, *, buyers: int, pieces: int, seed_of: int
    ) -> None:
        self.hub, self.clock = hub, clock
        self.chance = random.Random(seed_of)  # noqa: S311 - a schedule, not a secret
        self.wrong: list[str] = []
        self.told: Tally[str] = Tally()
        self.orders: list[str] = []
        self.buyers, self.pieces = buyers, pieces
        each = [pieces // STORES + (n < pieces % STORES) for n in range(STORES)]
        self.stores = [
            Counter(f"s00{n + 1}", folder, clock, pieces=many, sku=SKU) for n, many in enumerate(each)
        ]
        self._ended = asyncio.Event()

    async def run(self) -> None:
        shape = seed().stores[0]
        places = tuple(msgspec.structs.replace(shape, store=one.store) for one in self.stores)
        await self.hub.load(seed(staff=(), members=(), stores=places))
        for store in self.stores:
            await store.talk(self.hub)
        working = [asyncio.ensure_future(one) for one in (self._router(), *map(self._store, self.stores))]
        buying = [asyncio.ensure_future(self._buyer(n)) for n in range(self.buyers)]
        passing = asyncio.ensure_future(self._time())
        await asyncio.gather(*buying)
        self._ended.set()
        await asyncio.gather(*working, passing)
        await self._settle()
        await self._check()
        for store in self.stores:
            store.close()

    async def _buyer(self, number: int) -> None:
        """Orders one piece, and looks at it now and then."""
        placing = Placing(
            lines=(PlacedLine(sku=SKU),),
            receiver=Receiver(name="周", phone="15400001037", address="上城区"),
            paid_ref=f"buyer-{number}",
        )
        await asyncio.sleep(self.chance.random() * self.buyers / 400)
        placed = await self._placed(placing, f"buyer-{number}")
        self.orders.append(placed.order_id)
        self._hear(placed)
        for _ in range(LOOKS):
            await asyncio.sleep(self.chance.random() * 2)
            self._hear(await self.hub.demand(placed.order_id))

    async def _placed(self, placing: Placing, key: str) -> DemandView:
        while True:
            try:
                return await self.hub.place_order(placing, key=key)
            except SyncError:
                await asyncio.sleep(0.05)

    def _hear(self, view: DemandView) -> None:
        """What a buyer is told must be so: 'promised' only of what a store's file has promised."""
        self.told[view.state] += 1
        alive = Tally(one.part for one in view.attempts if one.state in ACCEPTED)
        if any(many > 1 for many in alive.values()):
            self.wrong.append(f"{view.order_id} has two stores at once")
        if view.state == "promised":
            promised = {(one.store, one.attempt) for one in view.attempts if one.state in ACCEPTED}
            for store, attempt in promised:
                shop = next(shop for shop in self.stores if shop.store == store)
                if (view.order_id, attempt) not in shop.accepted:
                    self.wrong.append(f"{view.order_id} was called promised before {store} said so")
            if not promised:
                self.wrong.append(f"{view.order_id} was called promised by nobody")

    async def _router(self) -> None:
        while not self._ended.is_set():
            if not await self.hub.route():
                await asyncio.sleep(0.01)

    async def _store(self, store: Counter) -> None:
        """Its staff answers, its counter sells, its line comes and goes."""
        away = 0
        while not self._ended.is_set():
            store.decide(self.chance, no=NO)
            if self.chance.random() < SALE:
                store.sell()
            if away == 0 and self.chance.random() < AWAY / 10:
                away = self.chance.randint(5, 20)
            away = max(0, away - 1)
            if away == 0:
                await store.talk(self.hub)
            await asyncio.sleep(0.02)

    async def _time(self) -> None:
        """Hours pass quickly, so that stores that are away are passed over."""
        while not self._ended.is_set():
            await asyncio.sleep(0.5)
            self.clock.ahead_ms += 5 * 60_000

    async def _settle(self) -> None:
        """Everybody is there and says yes; until nothing moves although all were asked again."""
        still = 0
        for _ in range(ROUNDS_MAX):
            moved = await self._exchange()
            still = 0 if moved else still + 1
            if still > 1:
                return
            self.clock.ahead_ms += AGAIN_MS + 60_000
        self.wrong.append("it does not come to rest")

    async def _exchange(self) -> bool:
        before = await self._states()
        while True:
            while await self.hub.route():
                pass
            for store in self.stores:
                store.decide(self.chance, no=0)
            if not any([await store.talk(self.hub) for store in self.stores]):
                break
        return before != await self._states()

    async def _states(self) -> list[tuple[str, str]]:
        return [(order_id, (await self.hub.demand(order_id)).state) for order_id in self.orders]

    async def _check(self) -> None:
        views = [await self.hub.demand(order_id) for order_id in self.orders]
        for view in views:
            self._hear(view)
        holding = Tally(view.state for view in views)
        sold = sum(store.sold for store in self.stores)
        left = self.pieces - sold
        expected = {"promised": min(left, self.buyers), "back_order": self.buyers - min(left, self.buyers)}
        if holding != {state: many for state, many in expected.items() if many}:
            self.wrong.append(f"{left} pieces are left, and the orders are {dict(holding)}")
        for store in self.stores:
            kept = {task.task_id for task in store.tasks("accepted")}
            here = {
                f"{view.order_id}.{one.attempt}"
                for view in views
                for one in view.attempts
                if one.store == store.store and one.state == "accepted"
            }
            if kept != here or any(not task.confirmed for task in store.tasks("accepted")):
                self.wrong.append(
                    f"{store.store} keeps {len(kept)} promises, the centre knows of {len(here)}"
                )
            on_hand, allocated = store.level()
            if (on_hand, allocated) != (store.pieces - store.sold, len(kept)):
                self.wrong.append(f"{store.store} has {on_hand}, {allocated} of it allocated")
        rows = {row.store: row for row in await self.hub.stock_of(SKU)}
        for store in self.stores:
            row = rows[store.store]
            if (row.on_hand, row.allocated) != store.level():
                self.wrong.append(f"{store.store}: the centre has {row.on_hand}, {row.allocated} allocated")


async def rush(hub: Hub, clock: Skewed, folder: Path, *, buyers: int, pieces: int, seed_of: int = 1) -> Rush:
    """The run; its `wrong` says what must not be."""
    run = Rush(hub, clock, folder, buyers=buyers, pieces=pieces, seed_of=seed_of)
    await run.run()
    return run


async def on_postgres(folder: Path, options: argparse.Namespace) -> Rush:
    """A run on a PostgreSQL of its own."""
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    await server.start()
    try:
        clock = Skewed()
        hub = await PostgresHub.open(await server.create("buyers"), clock)
        run = await rush(
            hub, clock, folder, buyers=options.buyers, pieces=options.pieces, seed_of=options.seed
        )
        await hub.close()
    finally:
        await server.stop()
    return run


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.process.buyers")
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--pieces", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    clock = RealClock()
    begun_s = clock.monotonic()
    with tempfile.TemporaryDirectory(prefix="store-edge-buyers-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's own user must get in where we are root
        run = asyncio.run(on_postgres(folder, options))
    sold = sum(store.sold for store in run.stores)
    sys.stdout.write(
        f"{options.buyers} buyers, {options.pieces} pieces, {sold} sold at the counters, "
        f"{options.pieces - sold} left; told {dict(run.told)}; {clock.monotonic() - begun_s:.1f} s; "
        f"seed {options.seed}\n"
    )
    sys.stdout.writelines(f"WRONG: {fault}\n" for fault in run.wrong)
    return int(bool(run.wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
