"""A town of one store: its boxes, the network, the centre, and the fate that one seed decides."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from edge.domain.logbook import PruneLog
from edge.runtime.clock import ManualClock
from edge.store.writer import SqlWriter
from sync import wire
from sync.hub import prices
from sync.hub.desk import PriceChange
from sync.log.lease import LEASE_MS
from sync.log.up_store import UpStore
from tests.simulation import till
from tests.simulation.box import STORE, Box
from tests.simulation.centre import COMMANDS, Hub, Worker, head_of, now, spread, tell_heads
from tests.simulation.disk import SKUS, fresh
from tests.simulation.watch import Watch
from tests.sync.hubs import seed as things
from tests.sync.weather import Net, Weather

BOXES_MAX: Final = 3
FILES_MAX: Final = 3  # backups of a box that are kept
HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What the world is made of; a test puts a faulty part in."""

    writer: Callable[..., SqlWriter] = SqlWriter
    up: Callable[..., UpStore] = UpStore
    box: Callable[..., Box] = Box
    worker: Callable[..., Worker] = Worker
    hub: Callable[..., Hub] = Hub


class World:
    """`seen` names what has happened, `refused` counts refusals of the store."""

    def __init__(self, seed: int, kit: Kit | None = None) -> None:
        self.kit = kit or Kit()
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self.weather = Weather(self.chance)
        self.net = Net(self.chance, self.weather)
        self.clock = ManualClock(seed=-seed - 1)
        self.watch = Watch()
        self.seen: set[str] = set()
        self.refused: dict[str, int] = {}
        self.leases_lost_until_s = 0.0
        self.batches = [2, 7, 200]  # entries of one, by chance; the shell's own limit is larger
        self.behind = self.chance.choice([1, 4, 500])  # history that is not waited for
        self.slow_s = self.chance.choice([0.0, 0.01, 0.3, 8.0])
        self.retained: dict[str, wire.Head] = {}
        self.files: list[tuple[str, bytes]] = []
        self.saved: dict[str, object] | None = None
        self.hub: Hub = self.kit.hub(self, backed=self.chance.random() < 0.7)
        now(self.hub.load(things(staff=())))
        self.workers = [self.kit.worker(self) for _ in range(self.chance.choice([1, 1, 2]))]
        self.boxes: list[Box] = []
        self._add_box("b1", fresh())
        if self.chance.random() < 0.3:
            self._add_box("b2", fresh())

    def crashes(self) -> bool:
        return self.chance.random() < self.weather.crash

    def commit_s(self) -> float:
        """How long a transaction takes."""
        return self.chance.random() * self.slow_s

    def say_up(self, message: wire.Said) -> None:
        payload = wire.encode(message)
        for worker in self.workers:
            self.net.send(worker.hear_up, payload)

    def ask(self, message: wire.Ask) -> None:
        self.net.send(self.chance.choice(self.workers).hear_ask, wire.encode(message))

    def tell_up(self, answer: wire.Answer) -> None:
        payload = wire.encode(answer)
        for box in self.boxes:
            self.net.send(box.hear_up, payload)

    def tell_down(self, message: wire.Reply | wire.Live | wire.Own, box: str = "") -> None:
        payload = wire.encode(message)
        for one in self.boxes:
            if box in ("", one.name):
                self.net.send(one.hear_down, payload)

    def step(self) -> None:
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            self.happens()
        self.go(self.net.now_s + self.chance.choice([0.001, 0.1, 3.0, 20.0]))

    def go(self, most_s: float) -> None:
        """The next message, the next deadline, or `most_s`; then everybody does what is due."""
        before_s = self.net.now_s
        dues_s = [box.deadline_s() for box in self.boxes] + [worker.deadline_s() for worker in self.workers]
        self.net.step(min(self.net.next_s, most_s, max(min(dues_s), before_s)))
        passed_ms = int((self.net.now_s - before_s) * 1000)
        for clock in (self.clock, *(box.clock for box in self.boxes)):
            clock.advance(passed_ms)
        for worker in self.workers:
            worker.drive()
        for box in self.boxes:
            box.drive()
        self.watch.check(self)

    def happens(self) -> None:
        """One thing that people, machines or the centre do."""
        (deed,) = self.chance.choices([deed for deed, _ in DEEDS], [weight for _, weight in DEEDS])
        box = self.chance.choice(self.boxes)
        if deed(self, box):
            self.seen.add(deed.__name__)

    def sells(self, box: Box) -> bool:
        for _ in range(self.chance.choice([1, 1, 2, 4])):
            till.busy(box)
        return True

    def box_crashes(self, box: Box) -> bool:
        box.crash()
        return True

    def broker_dies(self, _: Box) -> bool:
        """All that was on its way is gone, and every link with it."""
        self.net.clear()
        self.retained.clear()
        for worker in self.workers:
            worker.crash()
        tell_heads(self)
        for box in self.boxes:
            box.connect()
        return True

    def worker_dies(self, _: Box) -> bool:
        self.chance.choice(self.workers).crash()
        tell_heads(self)
        return True

    def hub_backup(self, _: Box) -> bool:
        """From now on nothing older is restored."""
        if self.hub.logs.backup.required:
            self.saved = self.hub.back_up()
        return self.saved is not None

    def hub_restored(self, _: Box) -> bool:
        if self.saved is None:
            return False
        self.hub.restore(self.saved)
        for worker in self.workers:
            worker.crash()
        tell_heads(self)
        self.leases_lost_until_s = self.net.now_s + LEASE_MS / 1000
        return True

    def box_backup(self, box: Box) -> bool:
        self.files.append((box.name, box.db.serialize()))
        if len(self.files) > FILES_MAX:
            self.files.pop(self.chance.randrange(FILES_MAX))
        return True

    def _file_of(self, box: Box) -> bytes | None:
        found = [file for name, file in self.files if name == box.name]
        return self.chance.choice(found) if found else None

    def box_restored(self, box: Box) -> bool:
        if (file := self._file_of(box)) is None:
            return False
        box.put_in(file, restored=True)
        return True

    def copied_back(self, box: Box) -> bool:
        """By hand, with the file beside it or without."""
        if (file := self._file_of(box)) is None:
            return False
        if self.chance.random() < 0.6:
            box.mark = None
        box.put_in(file)
        return True

    def disk_swapped(self, box: Box) -> bool:
        box.mark = None
        box.put_in(fresh())
        return True

    def twin(self, box: Box) -> bool:
        """The same file in a second machine of the same name, both on."""
        if len(self.boxes) == BOXES_MAX:
            return False
        self._add_box(box.name, box.db.serialize())
        return True

    def clock_jumps(self, box: Box) -> bool:
        box.clock.step(self.chance.choice([-30, -1, 1, 400]) * HOUR_MS)
        return True

    def prunes(self, box: Box) -> bool:
        before = sum(origin.first_seq for origin in box.origins())
        box.act(PruneLog(pressed=True), till.SYSTEM)
        return sum(origin.first_seq for origin in box.origins()) > before

    def marks(self, box: Box) -> bool:
        box.marked()
        return True

    def price_changes(self, _: Box) -> bool:
        since = head_of(self.hub, prices.SCOPE)
        change = PriceChange(sku=self.chance.choice(SKUS), price_fen=self.chance.randint(1, 9_999))
        now(self.hub.set_prices([change]))
        spread(self, prices.SCOPE, since)
        return True

    def commanded(self, _: Box) -> bool:
        since = head_of(self.hub, COMMANDS)
        sku, within_ms = self.chance.choice(SKUS), self.chance.choice([5_000, HOUR_MS])
        now(self.hub.ask_correction(STORE, sku=sku, quantity=3, reason="found", within_ms=within_ms))
        spread(self, COMMANDS, since)
        return True

    def _add_box(self, name: str, disk: bytes) -> None:
        self.boxes.append(self.kit.box(self, name, disk, seed=self.chance.getrandbits(32)))


DEEDS: Final[tuple[tuple[Callable[[World, Box], bool], float], ...]] = (
    (World.sells, 40),
    (World.price_changes, 5),
    (World.commanded, 4),
    (World.box_backup, 5),
    (World.hub_backup, 5),
    (World.prunes, 5),
    (World.marks, 5),
    (World.box_crashes, 3),
    (World.worker_dies, 3),
    (World.broker_dies, 2),
    (World.clock_jumps, 2),
    (World.box_restored, 1.5),
    (World.copied_back, 1.5),
    (World.hub_restored, 1.5),
    (World.twin, 0.7),
    (World.disk_swapped, 0.7),
)
