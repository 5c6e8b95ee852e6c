"""The wire: what goes in comes out, and nothing else than a `SyncError` comes of anything else."""

import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.domain.contact import Contact
from edge.domain.feed import ITEMS_MAX, Gone
from edge.domain.price import Price
from edge.domain.stock import StockElsewhere
from edge.errors import Retry, SyncError
from sync import wire
from sync.log.down_hub import FeedRow, array, pieces
from sync.packing import JSON_MAX, WIRE_MAX
from sync.sent import Sent

BODY = b'{"type":"OrderPaid", "order": {"total_fen":12900,"name":"\\u0000"}}'

EXAMPLES: list[tuple[msgspec.json.Decoder[Any], Sent]] = [
    (
        wire.SAID,
        wire.Hello(store="s001", box="b1", origin="o", first_seq=1, max_seq=9, chain="aa", turn="t.1"),
    ),
    (
        wire.SAID,
        wire.Batch(
            origin="o",
            first=3,
            chain="ab",
            events=(wire.Fact(id="e", at_ms=1, hlc=2, kind="OrderPaid", body=msgspec.Raw(BODY)),),
            contacts=(Contact(contact_id="c", version=1, name="周"),),
        ),
    ),
    (
        wire.ANSWER,
        wire.Welcome(origin="o", turn="t.1", acked=0, chain_at_acked="", safe=0, hub_gen="g"),
    ),
    (wire.ANSWER, wire.Ack(origin="o", acked=5, safe=5, hub_gen="g", dead=(2,))),
    (wire.ANSWER, wire.Nack(origin="o", acked=5, hub_gen="g", reason="gap")),
    (wire.ASK, wire.Pull(box="b1", wants=(wire.Want(stream="price", hub_gen="g", after=3),))),
    (wire.ASK, wire.PullChunk(box="b1", stream="catalog", snapshot="s", chunk=0)),
    (wire.FROM_HUB, wire.Head(stream="price", hub_gen="g", pos=4)),
]


@pytest.mark.parametrize(("decoder", "message"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_what_goes_in_comes_out(decoder: msgspec.json.Decoder[Any], message: Sent) -> None:
    payload = wire.encode(message)
    again = wire.decode(decoder, payload)
    assert type(again) is type(message)
    assert wire.encode(again) == payload


def test_a_body_keeps_its_very_bytes() -> None:
    batch = EXAMPLES[1][1]
    found = wire.decode(wire.SAID, wire.encode(batch))
    assert isinstance(found, wire.Batch)
    assert bytes(found.events[0].body) == BODY


def test_large_messages_are_packed_and_small_ones_are_plain() -> None:
    items = array([FeedRow(pos=n, item=b'{"type":"Gone","kind":"Product","id":"P"}') for n in range(200)])
    push = wire.Push(stream="catalog", hub_gen="g", first=1, last=200, items=items)
    payload = wire.encode(push)
    assert payload[:1] == b"\x78"
    assert len(payload) < len(bytes(items)) // 10
    found = wire.decode(wire.FROM_HUB, payload)
    assert isinstance(found, wire.Push)
    assert len(wire.items_of(found.items)) == 200
    assert wire.encode(EXAMPLES[3][1])[:1] == b"{"


def test_another_version_and_another_type_are_refused() -> None:
    ack = wire.encode(EXAMPLES[3][1])
    with pytest.raises(SyncError, match="2"):
        wire.decode(wire.ANSWER, ack.replace(b'"v":1', b'"v":2'))
    with pytest.raises(SyncError):
        wire.decode(wire.SAID, ack)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zlib.compress(b" " * (JSON_MAX + 1), 9)
    assert len(bomb) < 50_000
    with pytest.raises(SyncError, match="too large"):
        wire.decode(wire.ANSWER, bomb)
    with pytest.raises(SyncError, match="too many"):
        wire.decode(wire.ANSWER, b" " * (WIRE_MAX + 1))


def test_what_nobody_would_take_is_not_sent() -> None:
    items = msgspec.Raw(b"[" + b" " * JSON_MAX + b"]")
    with pytest.raises(SyncError, match="too large") as found:
        wire.encode(wire.Push(stream="price", hub_gen="g", first=1, last=1, items=items))
    assert found.value.retry is Retry.PERMANENT


def test_deep_json_is_refused() -> None:
    with pytest.raises(SyncError):
        wire.decode(wire.ANSWER, b'{"type":"ack","x":' + b"[" * 200_000)


@given(st.binary(max_size=200), st.integers(0, 7))
def test_garbage_is_a_sync_error(noise: bytes, which: int) -> None:
    decoder, message = EXAMPLES[which]
    good = wire.encode(message)
    for payload in (noise, b"\x78\x01" + noise, good[: len(good) // 2] + noise, good + noise[:1] + b"}"):
        with pytest.raises(SyncError):
            wire.decode(decoder, payload)


@given(st.binary(max_size=100))
def test_garbage_items_are_a_sync_error(noise: bytes) -> None:
    with pytest.raises(SyncError):
        wire.items_of(msgspec.Raw(b"[{" + noise))


def test_items_of_every_kind_are_read() -> None:
    given_items = (
        Price(sku="a", price_fen=100, version=3),
        StockElsewhere(sku="a", store_id="s2", available=1, as_of_ms=5),
        Gone(kind="Variant", id="v"),
    )
    assert wire.items_of(msgspec.Raw(msgspec.json.encode(given_items))) == given_items


@given(st.lists(st.integers(1, 300_000), max_size=40))
def test_pieces_are_bounded_and_lose_nothing(sizes: list[int]) -> None:
    rows = [FeedRow(pos=n, item=b"x" * size) for n, size in enumerate(sizes)]
    cut = list(pieces(rows))
    assert [row for piece in cut for row in piece] == rows
    assert all(0 < len(piece) <= ITEMS_MAX for piece in cut)
    assert all(len(piece) == 1 or sum(len(row.item) for row in piece) <= 384 << 10 for piece in cut)
