"""One store, one centre and one network in virtual time, one seed deciding every fault of a stream."""

import hashlib
import itertools
import random
from collections.abc import Iterator

import msgspec

from edge.domain.feed import ApplyFeed, Cursor, StageSnapshot, SwapSnapshot
from edge.domain.price import Price
from sync import wire
from sync.log.down_hub import FeedRow, Snapshot, answer, pushes, snapshot
from sync.log.down_store import Apply, DownStream
from sync.wire import Chunk, Head, Pull, PullChunk, Want
from tests.sync.weather import Net, Weather

CALM_S = 3_600.0
KEYS = 40


class FeedHub:
    """A compacted stream: the latest item of each key at its position."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.gen = "gen-0"
        self.head = 0
        self.held: dict[str, tuple[int, Price]] = {}
        self._snapshots: dict[str, Snapshot] = {}

    def rows(self, after: int) -> list[FeedRow]:
        found = sorted((pos, price) for pos, price in self.held.values() if pos > after)
        return [FeedRow(pos=pos, item=msgspec.json.encode(price)) for pos, price in found]

    def write(self, keys: list[int]) -> None:
        since = self.head
        for key in keys:
            self.head += 1
            self.held[f"k{key}"] = (self.head, Price(sku=f"k{key}", price_fen=self.head, version=self.head))
        for push in pushes("price", self.gen, since, self.rows(since)):
            self.world.net.send(self.world.store_hears, wire.encode(push))
        self.tell_head()

    def tell_head(self) -> None:
        head = Head(stream="price", hub_gen=self.gen, pos=self.head)
        self.world.net.send(self.world.store_hears, wire.encode(head))

    def forget(self) -> None:
        """Another generation with other contents; snapshots under way are gone."""
        self.gen = f"gen-{int(self.gen[4:]) + 1}"
        self.held = {key: held for key, held in self.held.items() if held[0] % 2}
        self.head = max((pos for pos, _ in self.held.values()), default=0)
        self._snapshots.clear()

    def hear(self, payload: bytes) -> None:
        ask = wire.decode(wire.ASK, payload)
        if isinstance(ask, Pull):
            for want in ask.wants:
                self.world.net.send(self.world.store_hears, wire.encode(self._answer(want)))
        else:
            assert isinstance(ask, PullChunk)
            known = self._snapshots.get(ask.snapshot)
            reply = self._manifest() if known is None else known.chunks[ask.chunk]
            self.world.net.send(self.world.store_hears, wire.encode(reply))

    def _answer(self, want: Want) -> wire.Reply:
        if want.hub_gen != self.gen or want.after > self.head:
            return self._manifest()
        return answer(want, self.gen, self.head, self.rows(want.after))

    def _manifest(self) -> wire.Manifest:
        name = f"{self.gen}.{self.head}"
        if name not in self._snapshots:
            rows = self.rows(0)
            cut = snapshot(name, "price", self.gen, self.head, rows)
            third = max(1, len(rows) // 3)
            parts = [rows[n : n + third] for n in range(0, len(rows), third)]
            chunks = tuple(
                msgspec.structs.replace(snapshot(name, "price", self.gen, 0, part).chunks[0], chunk=n)
                for n, part in enumerate(parts)
            )
            self._snapshots[name] = Snapshot(
                manifest=msgspec.structs.replace(cut.manifest, chunks=len(chunks), hash=hash_of(chunks)),
                chunks=chunks,
            )
        return self._snapshots[name].manifest


def hash_of(chunks: tuple[Chunk, ...]) -> str:
    total = hashlib.blake2b(digest_size=16)
    for chunk in chunks:
        total.update(bytes(chunk.items))
    return total.hexdigest()


class World:
    """One store with a durable cursor and items, one centre, one network."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
        self.weather = Weather(self.chance)
        self.net = Net(self.chance, self.weather)
        self.hub = FeedHub(self)
        self.cursor = Cursor(stream="price")
        self.items: dict[str, Price] = {}
        self._names = itertools.count()
        self.staged: dict[str, list[list[Price]]] = {}
        self.end = self._end()
        self.swaps = 0

    def _end(self) -> DownStream:
        return DownStream(self.cursor, store="s001", box="b1", names=self._name)

    def _name(self) -> str:
        return f"staged-{next(self._names)}"

    def store_hears(self, payload: bytes) -> None:
        message = wire.decode(wire.FROM_HUB, payload)
        assert not isinstance(message, wire.Own)
        for command in self.end.heard(message, self.net.now_s):
            if self.chance.random() < self.weather.crash:
                self.end = self._end()
                return
            self._apply(command)

    def _apply(self, command: Apply) -> None:
        if isinstance(command, ApplyFeed):
            same = command.hub_gen == self.cursor.hub_gen
            assert command.first == (self.cursor.pos + 1 if same else 1)
            assert command.last >= command.first
            self.items.update((item.sku, item) for item in prices(command.items))
            self.cursor = Cursor(stream="price", hub_gen=command.hub_gen, pos=command.last)
        elif isinstance(command, StageSnapshot):
            chunks = self.staged.setdefault(command.snapshot, [])
            assert len(chunks) == command.chunk
            chunks.append(list(prices(command.items)))
        else:
            assert isinstance(command, SwapSnapshot)
            chunks = self.staged.pop(command.snapshot, [])
            assert len(chunks) == command.chunks
            self.items = {item.sku: item for chunk in chunks for item in chunk}
            self.cursor = Cursor(stream="price", hub_gen=command.hub_gen, pos=command.pos)
            self.swaps += 1

    def drive(self) -> None:
        due = self.end.due(self.net.now_s)
        for ask in (Pull(box="b1", wants=(due,)),) if isinstance(due, Want) else due or ():
            self.net.send(self.hub.hear, wire.encode(ask))

    def check(self) -> None:
        """What the store has at its cursor is what the centre had there."""
        if self.cursor.hub_gen == self.hub.gen:
            for key, (pos, price) in self.hub.held.items():
                assert pos > self.cursor.pos or self.items.get(key) == price

    def step(self) -> None:
        roll = self.chance.random()
        if roll < 0.15:
            self.hub.write([self.chance.randrange(KEYS) for _ in range(self.chance.choice([1, 2, 30]))])
        elif roll < 0.15 + self.weather.crash:
            self.end = self._end()
        elif roll < 0.155 + self.weather.crash / 2:
            self.hub.forget()
        self.go(self.net.now_s + self.chance.choice([0.001, 0.1, 3.0]))

    def go(self, most_s: float) -> None:
        due_s = self.end.deadline_s()
        until_s = min(self.net.next_s, most_s, most_s if due_s is None else max(due_s, self.net.now_s))
        self.net.step(until_s)
        self.drive()
        self.check()

    def settled(self) -> bool:
        return self.cursor == Cursor(stream="price", hub_gen=self.hub.gen, pos=self.hub.head)


def prices(items: tuple[object, ...]) -> Iterator[Price]:
    for item in items:
        assert isinstance(item, Price)
        yield item
