"""A run of a log's entries as one message, and the chain that runs through it."""

from __future__ import annotations

import msgspec

from edge.domain.logbook import Entry, link
from sync.wire import Ahead, Batch, Fact


def batch(origin: str, entries: tuple[Entry, ...]) -> Batch:
    """A run of entries as one message, contacts still to be put beside it."""
    return Batch(
        origin=origin, first=entries[0].seq, chain=entries[-1].chain, events=tuple(map(_fact, entries))
    )


def early(origin: str, entries: tuple[Entry, ...]) -> Ahead:
    """The same, to be heard before its turn."""
    return Ahead(origin=origin, first=entries[0].seq, events=tuple(map(_fact, entries)))


def _fact(entry: Entry) -> Fact:
    return Fact(
        id=entry.event_id, at_ms=entry.at_ms, hlc=entry.hlc, kind=entry.kind, body=msgspec.Raw(entry.body)
    )


def chained(previous: str, batch_: Batch, skip: int = 0) -> tuple[str, ...]:
    """The chain after each event from number `skip` on."""
    chains = []
    for fact in batch_.events[skip:]:
        previous = link(previous, bytes(fact.body))
        chains.append(previous)
    return tuple(chains)
