"""What the centre decides arrives once and in order; snapshots are served whole."""

from __future__ import annotations

import pytest

from edge.domain.feed import (
    ApplyFeed,
    AskCorrection,
    CommandAnswered,
    FeedApplied,
    Gone,
    StageSnapshot,
    SwapSnapshot,
    SweepFeed,
)
from edge.domain.logbook import RecordAck
from edge.domain.price import Price
from edge.errors import Rejected
from tests.app.shop import CENTRE, STOCK, SYSTEM, Shop, one, product


def price(fen: int, version: int) -> Price:
    return Price(sku="A", price_fen=fen, version=version)


def prices(first: int, *items: Price, hub_gen: str = "h1") -> ApplyFeed:
    return ApplyFeed(stream="price", hub_gen=hub_gen, first=first, last=first + len(items) - 1, items=items)


def now(shop: Shop) -> int:
    found = shop.rows.catalog.price("A", shop.clock.now_ms())
    assert found is not None
    return found.price_fen


def test_positions_are_applied_in_order_and_once(shop: Shop) -> None:
    applied = one(shop.act(prices(3, price(111, 2)), CENTRE), FeedApplied)
    assert (applied.pos, applied.products) == (3, ("PA",))
    assert now(shop) == 111
    assert shop.act(prices(3, price(222, 3)), CENTRE) == ()
    with pytest.raises(Rejected, match="feed_gap"):
        shop.act(prices(5, price(333, 4)), CENTRE)
    assert now(shop) == 111


def test_another_generation_of_the_hub_begins_at_one(shop: Shop) -> None:
    with pytest.raises(Rejected, match="feed_gap"):
        shop.act(prices(3, price(9, 9), hub_gen="h2"), CENTRE)
    shop.act(prices(1, price(9, 9), hub_gen="h2"), CENTRE)
    cursor = shop.rows.feeds.cursor("price")
    assert cursor is not None
    assert (cursor.hub_gen, cursor.pos) == ("h2", 1)


def test_a_withdrawn_product_is_gone(shop: Shop) -> None:
    shop.feed("catalog", (Gone(kind="Product", id="PA"),), first=5)
    assert shop.rows.catalog.product("PA") is None
    assert shop.rows.catalog.variant("A") is None
    assert shop.rows.catalog.variant("B") is not None


def test_a_correction_of_the_centre_is_answered_once(shop: Shop) -> None:
    later = shop.clock.now_ms() + 1_000
    wishes = [
        AskCorrection(command_id="c1", sku="A", quantity=2, reason="found", deadline_ms=later),
        AskCorrection(command_id="c2", sku="none", quantity=2, reason="found", deadline_ms=later),
        AskCorrection(command_id="c3", sku="A", quantity=2, reason="found", deadline_ms=0),
    ]
    events = shop.feed("command", tuple(wishes))
    answers = [(one.done, one.reason) for one in events if isinstance(one, CommandAnswered)]
    assert answers == [(True, ""), (False, "no_product"), (False, "late")]
    assert shop.feed("command", tuple(wishes)) == ()
    assert shop.level("A").on_hand == STOCK + 2


@pytest.mark.parametrize(("early_ms", "reason"), [(0, ""), (1, ""), (-1, "late")])
@pytest.mark.parametrize("ahead_ms", [16 * 60_000, -16 * 60_000])
def test_a_deadline_is_the_centres_whatever_this_machines_clock(
    shop: Shop, ahead_ms: int, early_ms: int, reason: str
) -> None:
    centre_ms = shop.clock.now_ms() - ahead_ms
    wish = AskCorrection(
        command_id="c1", sku="A", quantity=2, reason="found", deadline_ms=centre_ms + early_ms
    )
    told = ApplyFeed(stream="command", hub_gen="h1", first=1, last=1, items=(wish,), centre_ms=centre_ms)
    assert one(shop.act(told, CENTRE), CommandAnswered).reason == reason


def test_a_snapshot_is_served_whole_or_not_at_all(shop: Shop) -> None:
    chunks = [
        StageSnapshot(stream="catalog", snapshot="s", chunk=at, items=(product(sku),))
        for at, sku in enumerate("XY")
    ]
    swap = SwapSnapshot(stream="catalog", snapshot="s", chunks=2, hub_gen="h2", pos=40)
    with pytest.raises(Rejected, match="snapshot_chunks"):
        shop.act(chunks[1], CENTRE)
    shop.act(chunks[0], CENTRE)
    shop.act(chunks[0], CENTRE)
    with pytest.raises(Rejected, match="snapshot_chunks"):
        shop.act(swap, CENTRE)
    assert shop.rows.catalog.product("PX") is None
    shop.act(chunks[1], CENTRE)
    shop.act(SweepFeed(), SYSTEM)
    assert shop.rows.catalog.product("PA") is not None
    assert one(shop.act(swap, CENTRE), FeedApplied).pos == 40
    assert shop.rows.catalog.product("PX") is not None
    assert shop.rows.catalog.product("PA") is None
    shop.act(SweepFeed(), SYSTEM)
    left = shop.connection.execute("select product_id from product order by 1").fetchall()
    assert left == [("PX",), ("PY",)]
    assert shop.connection.execute("select count(*) from variant").fetchone() == (0,)


def test_an_acknowledgement_never_lowers_unless_rewound(shop: Shop) -> None:
    for quantity in range(1, 4):
        shop.filled("A", quantity)
        shop.paid()
    top, name = shop.writer.seq, shop.writer._logbook.current
    shop.act(RecordAck(origin=name, acked=3, safe=2), CENTRE)
    shop.act(RecordAck(origin=name, acked=1, safe=1), CENTRE)
    kept = shop.rows.logbook.origin(name)
    assert kept is not None
    assert (kept.acked, kept.safe) == (3, 2)
    for acked, safe in ((top + 1, 0), (1, 2)):
        with pytest.raises(Rejected, match="ack_ahead"):
            shop.act(RecordAck(origin=name, acked=acked, safe=safe), CENTRE)
    with pytest.raises(Rejected, match="no_origin"):
        shop.act(RecordAck(origin="none", acked=0, safe=0), CENTRE)
    shop.act(RecordAck(origin=name, acked=1, safe=1, rewound=True), CENTRE)
    rewound = shop.rows.logbook.origin(name)
    assert rewound is not None
    assert (rewound.acked, rewound.safe) == (1, 1)
