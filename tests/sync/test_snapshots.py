"""Many stores that need a snapshot at once: bounded at the centre, and everybody gets through."""

from __future__ import annotations

import itertools
from collections import deque

import msgspec

from edge.domain.feed import ITEMS_MAX, Cursor
from edge.domain.stock import StockElsewhere
from sync import wire
from sync.hub.centre import PostgresHub
from sync.hub.desk import PriceChange
from sync.hub.ports import Hub
from sync.hub.snapshots import LEFT_S, Snapshots
from sync.log.down_hub import FeedRow, Snapshot, snapshot, snapshot_name
from sync.log.down_store import DownStream
from tests.sync.clock import SetClock
from tests.sync.hubs import seed

CUT_S, LOOK_S = 0.02, 0.001
STORES, LIMIT_S = 100, 120.0
ROWS = tuple(
    FeedRow(
        pos=n,
        item=msgspec.json.encode(StockElsewhere(sku=f"P{n}", store_id="s9", available=1, as_of_ms=1)),
    )
    for n in range(1, 2 * ITEMS_MAX + 2)
)


def cut(name: str) -> Snapshot:
    return snapshot(name, "elsewhere", "g", len(ROWS), ROWS)


SIZE = sum(len(chunk.items) for chunk in cut("any").chunks)


def test_what_is_being_fetched_is_not_given_up_and_what_was_fetched_or_left_is() -> None:
    clock = SetClock()
    held = Snapshots(clock.monotonic, bytes_max=2 * SIZE)
    for name in "ab":
        assert held.room()
        held.keep(cut(name))
    assert not held.room()
    assert held.chunk("a", 2) is not None
    assert held.room()
    assert (held.find("a"), held.chunk("b", 3), held.chunk("b", -1)) == (None, None, None)
    held.keep(cut("c"))
    assert not held.room()
    clock.now_s += LEFT_S / 2
    assert held.chunk("c", 0) is not None
    clock.now_s += LEFT_S / 2 + 1
    assert held.room()
    assert held.find("b") is None
    assert held.find("c") is not None


def test_what_one_store_has_fetched_is_cut_anew_for_it() -> None:
    held = Snapshots(SetClock().monotonic)
    held.keep(cut("a"))
    assert held.standing("a", shared=False) is not None
    assert held.chunk("a", 2) is not None
    assert held.standing("a", shared=False) is None
    assert held.standing("a", shared=True) is not None
    assert held.chunk("a", 2) is not None, "its last chunk may have been lost"


def test_one_larger_than_the_bound_is_held_alone() -> None:
    held = Snapshots(SetClock().monotonic, bytes_max=SIZE // 2)
    assert held.room()
    held.keep(cut("a"))
    assert not held.room()
    assert held.chunk("a", 0) is not None


class Town:
    """Stores that all lack a snapshot of their own; a centre that cuts one at a time and can hold four."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.held = Snapshots(self.clock.monotonic, bytes_max=4 * SIZE)
        self.cuts = 0
        names = itertools.count()
        self.stores = [
            DownStream(
                Cursor(stream="elsewhere"), store=f"s{n}", box="b1", names=lambda: f"try-{next(names)}"
            )
            for n in range(STORES)
        ]
        self.asked: deque[tuple[DownStream, wire.Want | wire.PullChunk]] = deque(maxlen=4 * STORES)

    def ask(self) -> None:
        now_s = self.clock.monotonic()
        for store in self.stores:
            due = store.due(now_s)
            for ask in due if isinstance(due, tuple) else () if due is None else (due,):
                self.asked.append((store, ask))

    def answer(self) -> None:
        if not self.asked:
            self.clock.now_s += LOOK_S
            return
        store, ask = self.asked.popleft()
        name = snapshot_name("g", "elsewhere", str(id(store)), len(ROWS))
        reply: wire.Reply | None
        if isinstance(ask, wire.Want) and ask.hub_gen == "g":
            store.heard(
                wire.Range(
                    stream="elsewhere", hub_gen="g", first=ask.after + 1, last=len(ROWS), head=len(ROWS),
                    items=msgspec.Raw(b"[]"),
                ),
                self.clock.monotonic(),
            )  # fmt: skip
            return
        reply = self.held.chunk(ask.snapshot, ask.chunk) if isinstance(ask, wire.PullChunk) else None
        if reply is None:
            if self.held.find(name) is None and self.held.room():
                self.clock.now_s += CUT_S
                self.cuts += 1
                self.held.keep(cut(name))
            known = self.held.find(name)
            reply = None if known is None else known.manifest
        if reply is not None:
            store.heard(reply, self.clock.monotonic())


def test_a_hundred_stores_at_a_centre_that_holds_four_all_get_through() -> None:
    town = Town()
    began_s = town.clock.monotonic()
    while any(store.mode != "live" for store in town.stores):
        town.ask()
        town.answer()
        assert town.clock.monotonic() < began_s + LIMIT_S, f"{town.cuts} were cut"
    assert town.cuts < 2 * STORES


async def test_stores_without_prices_of_their_own_read_one_snapshot(hub: Hub) -> None:
    await hub.load(seed())
    want = wire.Pull(box="b1", wants=(wire.Want(stream="price", hub_gen="", after=0),))

    async def name(store: str) -> str:
        (reply,) = await hub.pull(store, want)
        assert isinstance(reply, wire.Manifest)
        return reply.snapshot

    assert await name("s001") == await name("s003")
    assert await name("s001") != await name("s002")  # which the seed gives a price of its own
    await hub.set_prices([PriceChange(sku="P1-0", price_fen=7, store="s003")])
    assert await name("s001") != await name("s003")


async def test_a_snapshot_that_was_given_up_is_cut_again_under_its_name(hub: Hub, clock: SetClock) -> None:
    await hub.load(seed())
    ask = wire.Pull(box="b1", wants=(wire.Want(stream="price", hub_gen="", after=0),))
    (manifest,) = await hub.pull("s001", ask)
    assert isinstance(manifest, wire.Manifest)
    holder = hub._pulls if isinstance(hub, PostgresHub) else hub
    holder._snapshots = Snapshots(clock.monotonic)  # type: ignore[union-attr]
    chunk = wire.PullChunk(box="b1", stream="price", snapshot=manifest.snapshot, chunk=0)
    (found,) = await hub.chunk("s001", chunk)
    assert isinstance(found, wire.Chunk)
    holder._snapshots = Snapshots(clock.monotonic, bytes_max=0)  # type: ignore[union-attr]
    assert await hub.chunk("s001", chunk) == ()
    assert await hub.pull("s001", ask) == ()
