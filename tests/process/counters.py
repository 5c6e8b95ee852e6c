"""Five real stores without a broker between them and the centre: their files, their staff, their counters."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge.app.batch import Committed, Envelope
from edge.app.context import Shop as ShopWords
from edge.domain.feed import ApplyFeed, FeedItem, Stream
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket, ClearBasket, HandOver, OrderPaid
from edge.domain.payment import TakeCash
from edge.domain.stock import Count, TakeStock
from edge.domain.task import AcceptTask, FulfilmentAccepted, RejectTask, Task
from edge.errors import Rejected
from edge.store import read_log
from edge.store.database import open_writer
from edge.store.writer import SqlWriter
from sync import wire
from sync.hub.ports import Arrival, Hub
from sync.log.batch import batch
from sync.ports import Clock
from tests.sync.hubs import seed

TILL = Actor(role="cashier", place="till-1", channel="till", person="c1")
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m1")
CENTRE = Actor(role="centre", place="uplink", channel="centre")
EVENTS = 500
MAX_BYTES = 1 << 20
ASKED_MAX = 1_000


class Counter:
    """One store. `accepted` are the promises its file holds, `sold` the pieces over the counter."""

    def __init__(self, store: str, folder: Path, clock: Clock, *, pieces: int, sku: str) -> None:
        self.store, self.sku, self.pieces = store, sku, pieces
        self.sold = 0
        self.accepted: set[tuple[str, int]] = set()
        words = ShopWords(
            store_id=store,
            name_zh=store,
            name_en=store,
            zone=ZoneInfo("Asia/Shanghai"),
            barriers={},
            printers={},
            centre=True,
        )
        self._connection: sqlite3.Connection = open_writer(folder / f"{store}.db")
        self._connection.execute("pragma synchronous=off")
        self._writer = SqlWriter(self._connection, shop=words, clock=clock)
        self._acked = 0
        self._tasks = 0
        goods: tuple[FeedItem, ...] = (*seed().categories, *seed().products, *seed().variants)
        self._feed("catalog", goods)
        self._feed("price", tuple(row.price for row in seed().prices if not row.store))
        self.act(TakeStock(take_id="opening", counts=(Count(sku=sku, quantity=pieces),)), MANAGER)

    def close(self) -> None:
        self._connection.close()

    def act(self, command: Command, actor: Actor = TILL) -> tuple[Event, ...]:
        (result,) = self._writer.apply([Envelope(command=command, actor=actor)], budget_s=0)
        if not isinstance(result, Committed):
            raise result
        for event in result.events:
            if isinstance(event, FulfilmentAccepted):
                self.accepted.add((event.order_id, event.attempt))
            if isinstance(event, OrderPaid):
                self.sold += sum(line.quantity for line in event.order.lines)
        return result.events

    def sell(self) -> None:
        """Over the counter, if the till lets it."""
        self.act(AddToBasket(sku=self.sku))
        (row,) = self._connection.execute("select order_id from orders where state='open'").fetchall()
        if self.level()[0] - self.level()[1] < 1:
            self.act(ClearBasket())
            return
        paid = self.act(TakeCash(order_id=row[0], given_fen=1_000_000))
        assert any(isinstance(event, OrderPaid) for event in paid)
        self.act(HandOver(order_id=row[0]))
        self.act(ClearBasket())

    def decide(self, chance: random.Random, *, no: float) -> None:
        """The staff answers what it was asked."""
        for task in self.tasks("asked"):
            command: Command = AcceptTask(task_id=task.task_id)
            if chance.random() < no:
                command = RejectTask(task_id=task.task_id, reason="too_busy")
            try:
                self.act(command)
            except Rejected as refused:
                if refused.code != "task_state":  # the counter sold it while the list was read
                    raise

    def tasks(self, state: str) -> list[Task]:
        rows = self._connection.execute("select body from task where state=? limit ?", (state, ASKED_MAX))
        return [msgspec.json.decode(row[0], type=Task) for row in rows]

    def level(self) -> tuple[int, int]:
        """(on hand, allocated)."""
        found = "select on_hand, allocated from level where sku=?"
        row = self._connection.execute(found, (self.sku,)).fetchone()
        return (row[0], row[1])

    async def talk(self, hub: Hub) -> bool:
        """One exchange with the centre each way; whether anything was said."""
        said = await self._upload(hub)
        want = wire.Want(stream="task", hub_gen=hub.gen, after=self._tasks)
        (reply,) = await hub.pull(self.store, wire.Pull(box="b1", wants=(want,)))
        assert isinstance(reply, wire.Range)
        if reply.last <= self._tasks:
            return said
        self._feed("task", wire.items_of(reply.items), last=reply.last, gen=hub.gen)
        return True

    async def _upload(self, hub: Hub) -> bool:
        (origin,) = read_log.origins(self._connection)
        if self._acked == 0:
            await hub.hello(
                self.store,
                wire.Hello(
                    store=self.store, box="b1", origin=origin.origin, first_seq=1, max_seq=origin.max_seq,
                    chain=origin.chain, turn="t",
                ),
            )  # fmt: skip
        entries = read_log.entries(
            self._connection, origin.origin, after=self._acked, limit=EVENTS, max_bytes=MAX_BYTES
        )
        if not entries:
            return False
        done = await hub.ingest([Arrival(store=self.store, batch=batch(origin.origin, entries))])
        (verdict,) = done.verdicts
        assert isinstance(verdict.answer, wire.Ack), verdict.answer
        assert verdict.answer.dead == ()
        self._acked = verdict.answer.acked
        return True

    def _feed(
        self, stream: Stream, items: tuple[FeedItem, ...], *, last: int = 0, gen: str = "local"
    ) -> None:
        first = self._tasks + 1 if stream == "task" else 1
        last = last or len(items)
        self.act(ApplyFeed(stream=stream, hub_gen=gen, first=first, last=last, items=items), CENTRE)
        if stream == "task":
            self._tasks = last
