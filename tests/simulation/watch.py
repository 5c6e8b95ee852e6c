"""What must hold after every step, whatever has gone wrong so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from edge.domain.logbook import link
from edge.domain.price import Price
from edge.domain.stock import StockMoved
from edge.store import read_log
from sync.hub import prices
from sync.log.up_store import CHAINS_MAX, WINDOW
from tests.simulation.box import STORE, Box
from tests.simulation.centre import QUEUE_MAX
from tests.simulation.disk import SKUS

if TYPE_CHECKING:
    from sync.log.up_hub import Row
    from tests.simulation.world import World

_LEVELS = """
select sku, on_hand, (select coalesce(sum(quantity), 0) from movement where movement.sku = level.sku),
  allocated, (select coalesce(sum(quantity), 0) from hold where hold.sku = level.sku) from level
"""
_HELD = "select count(*) from log where origin=? and seq>=?"
_PRICE = """
select price_fen from price where gen=(select gen from feed where stream='price') and sku=?
  and effective_from_ms=? and version=?
"""
Key = tuple[str, str, str]


class Watch:
    """Remembers what every file committed and what the centre ever had; `erased` and `poison` are by id."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.erased: set[str] = set()
        self.poison: set[str] = set()
        self.ledger: dict[Key, int] = {}
        self.ids: set[str] = set()
        self._written: set[tuple[str, int, str]] = set()
        self._ever: set[tuple[str, int, str]] = set()
        self._gen = ""
        self._seen: dict[str, tuple[int, str]] = {}
        self._hub = ("", 0)
        self._boxes: dict[Box, tuple[object, ...]] = {}

    def committed(self, rows: Iterable[tuple[str, int, str, str, bytes]]) -> None:
        for origin, seq, event_id, chain, body in rows:
            assert self.bodies.setdefault(event_id, body) == body, "two events of one id"
            self._written.add((origin, seq, chain))

    def check(self, world: World) -> None:
        """What has not changed since the last look is not looked at again."""
        if self._hub != (world.hub.gen, world.hub.commits):
            self._hub = (world.hub.gen, world.hub.commits)
            self._centre(world)
        for box in world.boxes:
            state = (box.db, box.db.total_changes, world.hub.gen, world.hub.feeds.head(prices.SCOPE))
            if self._boxes.get(box) != state:
                self._boxes[box] = state
                self._log(box, world)
                self._stock(box)
                self._prices(box, world)
            self._bounds(box)
        assert all(len(worker.queue) <= QUEUE_MAX for worker in world.workers)
        holders = {box.name for box in world.boxes if box.lease.mine(world.net.now_s)}
        assert len(holders) <= 1 or world.net.now_s < world.leases_lost_until_s, "two boxes hold the lease"

    def _centre(self, world: World) -> None:
        """Each log of the centre is the beginning of one that was committed, and no event stands twice."""
        hub = world.hub
        if hub.gen != self._gen:
            self._gen, self._seen, self.ids, self.ledger = hub.gen, {}, set(), {}
        logs = hub.logs
        for origin, tail in logs._tails.items():
            seq, chain = self._seen.get(origin, (0, ""))
            assert tail.acked >= seq, "a cursor went back"
            for at in range(seq + 1, tail.acked + 1):
                row = logs.rows.get((origin, at)) or logs.retold[origin, at]
                chain = self._row(row, chain, first=(origin, at) in logs.rows)
                assert row.event_id in logs._ids, "told again, and never kept"
            assert chain == tail.chain
            self._seen[origin] = (tail.acked, chain)
        for row in logs.early.values():
            assert self.bodies[row.event_id] == row.body, "told early, and never committed"
            assert row.event_id not in logs._ids, "in its turn, and still early"
            self._moves(row)
        assert len(logs.rows) + len(logs.retold) == sum(tail.acked for tail in logs._tails.values())
        for sku in SKUS:
            known = hub.shop.stock.get((STORE, sku))
            counted = sum(quantity for (_, _, one), quantity in self.ledger.items() if one == sku)
            on_hand = 0 if known is None else known.on_hand
            assert on_hand == counted, "the centre's stock is not its ledger"

    def _row(self, row: Row, chain: str, *, first: bool) -> str:
        assert link(chain, row.body) == row.chain, "a chain that does not continue"
        assert (row.origin, row.seq, row.chain) in self._written, "nobody committed this"
        assert self.bodies[row.event_id] == row.body
        assert not first or row.event_id not in self.ids, "an event stands twice"
        if first:
            self.ids.add(row.event_id)
        self._ever.add((row.origin, row.seq, row.chain))
        if first:
            self._moves(row)
        return row.chain

    def _moves(self, row: Row) -> None:
        if row.kind == "StockMoved" and row.event_id not in self.poison:
            for move in msgspec.json.decode(row.body, type=StockMoved).movements:
                self.ledger.setdefault((move.reason, move.ref, move.sku), move.quantity)

    def _log(self, box: Box, world: World) -> None:
        """A file believes no more than the centre had, and holds all that the centre may still lose."""
        for origin in box.origins():
            assert origin.safe <= origin.acked <= origin.max_seq
            chain = read_log.chain_at(box.db, origin.origin, origin.acked)
            known = not chain or (origin.origin, origin.acked, chain) in self._ever
            assert known, "acknowledged, and never at the centre"
            pruned = origin.first_seq - 1
            assert pruned <= world.hub.safe(origin.origin), "pruned what the centre may still lose"
            (held,) = box.db.execute(_HELD, (origin.origin, origin.first_seq)).fetchone()
            assert held == origin.max_seq - pruned, "a hole in the log"

    def _stock(self, box: Box) -> None:
        for sku, on_hand, moved, allocated, held in box.db.execute(_LEVELS):
            assert on_hand == moved, f"{sku}: the level is not its ledger"
            assert allocated == held, f"{sku}: allocated is not held"

    def _bounds(self, box: Box) -> None:
        for end in box.ends.values():
            assert len(end._way) <= WINDOW
            assert len(end._chains) <= CHAINS_MAX

    def _prices(self, box: Box, world: World) -> None:
        """What a file has at its cursor is what the centre had there."""
        cursor = box.cursor("price")
        if cursor.hub_gen != world.hub.gen:
            return
        for pos, entry in world.hub.feeds._held.get(prices.SCOPE, {}).values():
            if pos <= cursor.pos and entry.store in ("", STORE):
                price = msgspec.json.decode(entry.item, type=Price)
                row = box.db.execute(_PRICE, (price.sku, price.effective_from_ms, price.version)).fetchone()
                assert row == (price.price_fen,), "a price was skipped"
