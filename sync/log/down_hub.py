"""The centre's end of a stream: rows cut into pushes, ranges and snapshot chunks of bounded size. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from edge.domain.feed import ITEMS_MAX, Stream
from sync.log.down_store import HASH_BYTES
from sync.wire import Chunk, Manifest, Push, Range, Want

MESSAGE_BYTES = 384 << 10  # of items in one message, before packing
LIVE_MAX = 20 * ITEMS_MAX  # a longer change is pulled, not pushed


class FeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One item at its position; `store` names the only store it is for, '' all; `item` is its JSON."""

    pos: int
    item: bytes
    store: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A whole stream as one store reads it, cut into chunks."""

    manifest: Manifest
    chunks: tuple[Chunk, ...]


def pieces(rows: Sequence[FeedRow]) -> Iterator[Sequence[FeedRow]]:
    """Runs of rows that fit one message each."""
    start, size = 0, 0
    for i, row in enumerate(rows):
        if i > start and (i - start >= ITEMS_MAX or size + len(row.item) > MESSAGE_BYTES):
            yield rows[start:i]
            start, size = i, 0
        size += len(row.item)
    if start < len(rows):
        yield rows[start:]


def array(rows: Sequence[FeedRow]) -> msgspec.Raw:
    return msgspec.Raw(b"[" + b",".join(row.item for row in rows) + b"]")


def pushes(stream: Stream, hub_gen: str, after: int, rows: Sequence[FeedRow]) -> Iterator[Push]:
    """Live messages that carry a scope on from `after`; rows stand in the order of their positions."""
    first = after + 1
    for piece in pieces(rows):
        stores = tuple(row.store for row in piece)
        last = piece[-1].pos
        yield Push(
            stream=stream,
            hub_gen=hub_gen,
            first=first,
            last=last,
            items=array(piece),
            stores=stores if any(stores) else (),
        )
        first = last + 1


def answer(
    want: Want, hub_gen: str, head: int, rows: Sequence[FeedRow], sources: tuple[str, ...] = ()
) -> Range:
    """The first message's worth of `rows`, which are all after the want's cursor up to `head` or up to a
    limit.
    """
    piece = next(pieces(rows), ())
    last = piece[-1].pos if len(piece) < len(rows) else max(want.after, head)
    return Range(
        stream=want.stream,
        hub_gen=hub_gen,
        first=want.after + 1,
        last=last,
        head=max(head, last),
        items=array(piece),
        sources=sources,
    )


def snapshot_name(hub_gen: str, stream: Stream, reader: str, pos: int, sources: tuple[str, ...] = ()) -> str:
    """The same for whatever reads the same; `reader` is '' where that is every store."""
    told_by = hashlib.blake2b(",".join(sources).encode(), digest_size=4).hexdigest() if sources else ""
    return f"{hub_gen}.{stream}.{reader}.{pos}.{told_by}"


def snapshot(
    name: str, stream: Stream, hub_gen: str, pos: int, rows: Sequence[FeedRow], sources: tuple[str, ...] = ()
) -> Snapshot:
    """Everything of a stream at `pos`."""
    total = hashlib.blake2b(digest_size=HASH_BYTES)
    chunks = []
    for number, piece in enumerate(pieces(rows)):
        items = array(piece)
        total.update(bytes(items))
        chunks.append(Chunk(stream=stream, snapshot=name, chunk=number, items=items))
    manifest = Manifest(
        stream=stream,
        hub_gen=hub_gen,
        snapshot=name,
        pos=pos,
        chunks=len(chunks),
        hash=total.hexdigest(),
        sources=sources,
    )
    return Snapshot(manifest=manifest, chunks=tuple(chunks))
