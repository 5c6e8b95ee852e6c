"""The centre's end of a log: which batch continues it, which repeats, which leaves a gap. No state of its
own.
"""

from __future__ import annotations

import msgspec

from sync.log.batch import chained
from sync.wire import EVENTS_MAX, Ack, Ahead, Batch, Fact, Hello, Nack, Welcome


class Tail(msgspec.Struct, frozen=True, kw_only=True):
    """How far the centre has a log; what its database says, never what a message says. `safe` None: without a
    backup whatever is acknowledged is as safe as it gets.
    """

    origin: str
    store: str
    acked: int = 0
    chain: str = ""
    safe: int | None = None

    @property
    def forgettable(self) -> int:
        """Up to where the store may forget."""
        return self.acked if self.safe is None else min(self.safe, self.acked)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as the centre keeps it."""

    origin: str
    seq: int
    store: str
    event_id: str
    at_ms: int
    hlc: int
    kind: str
    body: bytes
    chain: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Rows to write (none for a repeat) and the tail they lead to."""

    rows: tuple[Row, ...]
    tail: Tail


def foretold(tail: Tail | None, store: str, ahead: Ahead) -> tuple[Row, ...]:
    """The entries of an early word that the cursor has not reached; no chain is known of them yet."""
    if tail is None or tail.store != store or not 0 < len(ahead.events) <= EVENTS_MAX or ahead.first < 1:
        return ()
    return tuple(
        _row(fact, origin=ahead.origin, store=store, seq=ahead.first + i, chain="")
        for i, fact in enumerate(ahead.events)
        if ahead.first + i > tail.acked
    )


def judge(tail: Tail | None, store: str, batch: Batch, hub_gen: str) -> Taken | Nack:
    """What to do with a batch of `store`. Pure: the tail moves only when the rows are committed."""
    if tail is None or tail.store != store or not 0 < len(batch.events) <= EVENTS_MAX or batch.first < 1:
        return Nack(origin=batch.origin, acked=0, hub_gen=hub_gen, reason="unknown")
    if batch.last <= tail.acked:
        if batch.last == tail.acked and batch.chain != tail.chain:
            return Nack(origin=batch.origin, acked=tail.acked, hub_gen=hub_gen, reason="chain")
        return Taken(rows=(), tail=tail)
    if batch.first > tail.acked + 1:
        return Nack(origin=batch.origin, acked=tail.acked, hub_gen=hub_gen, reason="gap", chain=tail.chain)
    skip = tail.acked + 1 - batch.first
    chains = chained(tail.chain, batch, skip)
    if chains[-1] != batch.chain:
        return Nack(origin=batch.origin, acked=tail.acked, hub_gen=hub_gen, reason="chain")
    rows = tuple(
        _row(fact, origin=batch.origin, store=store, seq=batch.first + skip + i, chain=chain)
        for i, (fact, chain) in enumerate(zip(batch.events[skip:], chains, strict=True))
    )
    return Taken(rows=rows, tail=msgspec.structs.replace(tail, acked=batch.last, chain=batch.chain))


def _row(fact: Fact, *, origin: str, store: str, seq: int, chain: str) -> Row:
    return Row(
        origin=origin,
        seq=seq,
        store=store,
        event_id=fact.id,
        at_ms=fact.at_ms,
        hlc=fact.hlc,
        kind=fact.kind,
        body=bytes(fact.body),
        chain=chain,
    )


def acknowledged(tail: Tail, hub_gen: str, dead: tuple[int, ...] = ()) -> Ack:
    return Ack(
        origin=tail.origin,
        acked=tail.acked,
        safe=tail.forgettable,
        hub_gen=hub_gen,
        chain=tail.chain,
        dead=dead,
    )


def welcomed(tail: Tail, hello: Hello, hub_gen: str, chain_at_max: str) -> Welcome:
    """The answer to a hello. `chain_at_max` is the centre's chain at the store's last entry, '' if it has it
    not.
    """
    behind = hello.max_seq <= tail.acked
    chain_at_max = tail.chain if hello.max_seq == tail.acked else chain_at_max
    return Welcome(
        origin=tail.origin,
        turn=hello.turn,
        acked=tail.acked,
        chain_at_acked=tail.chain,
        safe=tail.forgettable,
        hub_gen=hub_gen,
        forked=behind and hello.max_seq > 0 and chain_at_max != hello.chain,
    )
