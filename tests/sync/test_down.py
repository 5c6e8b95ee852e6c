"""The store's end of a stream, word by word."""

import msgspec
import pytest

from edge.domain.feed import ApplyFeed, Cursor, StageSnapshot, SwapSnapshot
from edge.domain.price import Price
from sync import wire
from sync.log.down_hub import FeedRow, snapshot
from sync.log.down_store import DownStream
from sync.wire import Head, PullChunk, Push, Range, Want


def live(stream: DownStream, pos: int = 0) -> DownStream:
    """A stream that is up to date."""
    assert stream.due(0.0) is not None
    reply = wire.Range(
        stream=stream.stream, hub_gen="g", first=pos + 1, last=pos, head=pos, items=msgspec.Raw(b"[]")
    )
    assert stream.heard(reply, 0.1) == ()
    assert stream.mode == "live"
    return stream


def follow(pos: int) -> DownStream:
    cursor = Cursor(stream="price", hub_gen="g", pos=pos)
    return live(DownStream(cursor, store="s001", box="b1", names=lambda: "n"), pos)


def push(first: int, last: int, *items: Price, stores: tuple[str, ...] = (), gen: str = "g") -> Push:
    raw = msgspec.Raw(msgspec.json.encode(items))
    return Push(stream="price", hub_gen=gen, first=first, last=last, items=raw, stores=stores)


A, B = Price(sku="a", price_fen=1, version=1), Price(sku="b", price_fen=2, version=2)


def test_a_push_that_follows_is_applied_and_a_repeat_is_not() -> None:
    stream = follow(3)
    assert stream.heard(push(4, 5, A), 1.0) == (
        ApplyFeed(stream="price", hub_gen="g", first=4, last=5, items=(A,)),
    )
    assert stream.heard(push(4, 5, A), 1.0) == ()
    (overlapping,) = stream.heard(push(5, 7, B), 1.0)
    assert isinstance(overlapping, ApplyFeed)
    assert (overlapping.first, overlapping.last) == (6, 7)


def test_what_is_for_other_stores_moves_the_cursor_only() -> None:
    stream = follow(0)
    (found,) = stream.heard(push(1, 3, A, B, A, stores=("s002", "", "s001")), 1.0)
    assert isinstance(found, ApplyFeed)
    assert found.items == (B, A)


@pytest.mark.parametrize("message", [push(6, 7, A), push(4, 4, A, gen="other")])
def test_a_gap_or_another_generation_is_pulled(message: Push) -> None:
    stream = follow(3)
    assert stream.heard(message, 1.0) == ()
    assert stream.due(1.0) == Want(stream="price", hub_gen="g", after=3)
    assert stream.due(1.1) is None
    assert stream.deadline_s() is not None
    assert stream.due(60.0) is not None


def test_a_head_beyond_the_cursor_is_pulled() -> None:
    stream = follow(3)
    assert stream.heard(Head(stream="price", hub_gen="g", pos=3), 1.0) == ()
    assert stream.due(1.0) is None
    stream.heard(Head(stream="price", hub_gen="g", pos=4), 1.0)
    assert stream.due(1.0) is not None


def test_a_damaged_snapshot_is_not_swapped_in() -> None:
    stream = DownStream(Cursor(stream="price"), store="s001", box="b1", names=lambda: "n")
    assert stream.due(0.0) == Want(stream="price", hub_gen="", after=0)
    rows = [FeedRow(pos=n, item=msgspec.json.encode(A)) for n in (1, 2)]
    cut = snapshot("snap", "price", "g", 2, rows)
    assert stream.heard(msgspec.structs.replace(cut.manifest, hash="00"), 0.1) == ()
    assert stream.due(0.1) == (PullChunk(box="b1", stream="price", snapshot="snap", chunk=0),)
    found = stream.heard(cut.chunks[0], 0.2)
    assert [type(command) for command in found] == [StageSnapshot]
    assert stream.mode == "asking"
    assert stream.cursor == Cursor(stream="price")
    stream.due(0.3)
    stream.heard(cut.manifest, 0.4)
    stream.due(0.4)
    found = stream.heard(cut.chunks[0], 0.5)
    assert [type(command) for command in found] == [StageSnapshot, SwapSnapshot]
    assert stream.cursor == Cursor(stream="price", hub_gen="g", pos=2)


def test_stock_elsewhere_bears_gaps_and_looks_back_at_connect() -> None:
    cursor = Cursor(stream="elsewhere", hub_gen="g", pos=50_000)
    stream = DownStream(cursor, store="s001", box="b1", names=lambda: "n")
    assert stream.due(0.0) == Want(stream="elsewhere", hub_gen="g", after=40_000)
    reply = wire.Range(
        stream="elsewhere",
        hub_gen="g",
        first=40_001,
        last=50_000,
        head=50_000,
        items=msgspec.Raw(b"[]"),
        sources=("s002",),
    )
    assert stream.heard(reply, 0.1) == ()
    assert (stream.mode, stream.sources) == ("live", ("s002",))
    for first, last, expected in ((50_900, 50_900, 50_900), (50_800, 50_800, 50_901)):
        message = Push(stream="elsewhere", hub_gen="g", first=first, last=last, items=msgspec.Raw(b"[]"))
        (found,) = stream.heard(message, 1.0)
        assert isinstance(found, ApplyFeed)
        assert found.last == expected
        assert stream.mode == "live"


def test_a_stream_never_written_leaves_the_store_as_it_is() -> None:
    stream = DownStream(Cursor(stream="staff"), store="s001", box="b1", names=lambda: "n")
    stream.due(0.0)
    reply = wire.Range(stream="staff", hub_gen="g", first=1, last=0, head=0, items=msgspec.Raw(b"[]"))
    assert stream.heard(reply, 0.1) == ()
    assert stream.cursor == Cursor(stream="staff")
    assert stream.due(9.0) is None
    assert stream.heard(Head(stream="staff", hub_gen="g", pos=1), 9.1) == ()
    assert stream.due(9.1) == Want(stream="staff", hub_gen="", after=0)


def test_an_empty_stream_answered_twice_asks_nothing_more() -> None:
    """Twins of one box hear each other's answers; each must not ask again for every one."""
    stream = DownStream(Cursor(stream="command"), store="s001", box="b1", names=lambda: "n")
    empty = Range(stream="command", hub_gen="g1", first=1, last=0, head=0, items=msgspec.Raw(b"[]"))
    assert isinstance(stream.due(0.0), Want)
    for _ in range(3):
        assert stream.heard(empty, 0.1) == ()
        assert stream.due(0.1) is None
