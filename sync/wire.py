"""What is said between store and centre: versioned structs, JSON inside, zlib above a size.

A body and the items of a feed travel as raw JSON, so that hashes are over the very bytes and foreign clients
read them. Anything that is not a message is a `SyncError`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar, get_args

import msgspec

from edge.domain.contact import Contact
from edge.domain.feed import FeedItem, Stream
from edge.domain.ids import ClockValue, Id, Moment, Seq
from edge.domain.past import Backing, Mark
from edge.errors import SyncError
from sync.packing import packed, unpacked
from sync.question import Found, Question
from sync.sent import Sent

EVENTS_MAX = 500  # of one batch
STREAMS_MAX: Final = len(get_args(Stream))  # asked for at once
NAMES_CONTACT: Final = frozenset(  # kinds whose contact travels beside them
    {"ContactKept", "ContactErased", "MemberSignedUp", "MemberVerified", "MemberChanged", "MemberErased"}
)

T = TypeVar("T")


class Lease(Sent, frozen=True, kw_only=True, tag="lease"):
    """Which box answers commands and owns the stock, for `for_ms` from when it asked; what a backup has.
    `now_ms`: the centre's time, UTC, by which its deadlines are; 0 where it does not say.
    """

    box: str
    epoch: int
    for_ms: int
    hub_gen: str
    backup: Backing | None = None
    now_ms: int = 0


class Hello(Sent, frozen=True, kw_only=True, tag="hello"):
    """A box names one of its logs. `chain` is that of entry `max_seq`; `turn` comes back in the welcome."""

    store: Id
    box: Id
    origin: Id
    first_seq: Seq
    max_seq: Seq
    chain: Id
    turn: Id


class Welcome(Sent, frozen=True, kw_only=True, tag="welcome"):
    """How far the centre has this log, '' its chain at 0. `forked`: `max_seq` is known by another chain.
    `window_s`: over so long the stores of this centre spread their coming back.
    """

    origin: str
    turn: str
    acked: int
    chain_at_acked: str
    safe: int
    hub_gen: str
    forked: bool = False
    lease: Lease | None = None
    window_s: float = 0.0


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a batch; its seq is `first` plus its place."""

    id: Id
    at_ms: Moment
    hlc: ClockValue
    kind: Id
    body: msgspec.Raw


class Batch(Sent, frozen=True, kw_only=True, tag="batch"):
    """Entries first.. of a log, `chain` that of the last; contacts as they are, erased ones as tombstones."""

    origin: Id
    first: Seq
    chain: Id
    events: tuple[Fact, ...]
    contacts: tuple[Contact, ...] = ()

    @property
    def last(self) -> int:
        return self.first + len(self.events) - 1


class Ahead(Sent, frozen=True, kw_only=True, tag="ahead"):
    """Entries first.. told before their turn; the batch that brings them in their turn moves the cursor."""

    origin: Id
    first: Seq
    events: tuple[Fact, ...]
    contacts: tuple[Contact, ...] = ()


class Ack(Sent, frozen=True, kw_only=True, tag="ack"):
    """Everything up to `acked` is committed at the centre, by the chain it has there. `dead`: seqs it could
    not apply and keeps apart.
    """

    origin: str
    acked: int
    safe: int
    hub_gen: str
    chain: str = ""
    dead: tuple[int, ...] = ()


class Nack(Sent, frozen=True, kw_only=True, tag="nack"):
    """Not taken: a gap after `acked`, a chain that does not continue, or a log never announced."""

    origin: str
    acked: int
    hub_gen: str
    reason: Literal["gap", "chain", "unknown"]
    chain: str = ""


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """A stream and how far the store has it."""

    stream: Stream
    hub_gen: Id
    after: Seq


class Pull(Sent, frozen=True, kw_only=True, tag="pull"):
    """What comes after these cursors; each stream is answered by a range, or by a manifest of a snapshot."""

    box: Id
    wants: Annotated[tuple[Want, ...], msgspec.Meta(max_length=STREAMS_MAX)]


class PullChunk(Sent, frozen=True, kw_only=True, tag="pull_chunk"):
    box: Id
    stream: Stream
    snapshot: Id
    chunk: Seq


class Renew(Sent, frozen=True, kw_only=True, tag="renew"):
    """A box wants the store's lease, or to keep it, and how safe its `logs` are by now."""

    box: Id
    logs: tuple[Id, ...] = ()


class PullPast(Sent, frozen=True, kw_only=True, tag="pull_past"):
    """A box's past beyond `marks`, then what it told early after `early`; `erased`: how many forgotten."""

    box: Id
    current: Id
    marks: tuple[Mark, ...]
    early: Id = ""
    erased: Seq = 0


class PastRange(Sent, frozen=True, kw_only=True, tag="past"):
    """Entries `first`.. of a former log, contacts beside them; `left` more in all; `current` as it was asked.
    An empty `origin` with events: told early, and in no log so far. With none: nothing is left, and
    `contacts` are the forgotten where the box knew fewer.
    """

    current: str
    origin: str = ""
    first: int = 1
    safe: int = 0
    events: tuple[Fact, ...] = ()
    contacts: tuple[Contact, ...] = ()
    left: int = 0

    @property
    def last(self) -> int:
        return self.first + len(self.events) - 1


class Range(Sent, frozen=True, kw_only=True, tag="range"):
    """Items of positions `first`..`last`; more stand up to `head`. `sources`: whose stock is told here."""

    stream: Stream
    hub_gen: str
    first: int
    last: int
    head: int
    items: msgspec.Raw
    sources: tuple[str, ...] = ()


class Manifest(Sent, frozen=True, kw_only=True, tag="manifest"):
    """A whole stream at `pos`, to be pulled in `chunks`; `hash` is over the bytes of all their items."""

    stream: Stream
    hub_gen: str
    snapshot: str
    pos: int
    chunks: int
    hash: str
    sources: tuple[str, ...] = ()


class Chunk(Sent, frozen=True, kw_only=True, tag="chunk"):
    stream: Stream
    snapshot: str
    chunk: int
    items: msgspec.Raw


class Push(Sent, frozen=True, kw_only=True, tag="push"):
    """Live items of positions `first`..`last`. `stores`: whom each is for ('' all); empty: all for all."""

    stream: Stream
    hub_gen: str
    first: int
    last: int
    items: msgspec.Raw
    stores: tuple[str, ...] = ()


class Head(Sent, frozen=True, kw_only=True, tag="head"):
    """Retained: the last position of a scope."""

    stream: Stream
    hub_gen: str
    pos: int


Said = Hello | Batch | Ahead
Answer = Welcome | Ack | Nack
Ask = Pull | PullChunk | Renew | PullPast | Question
Reply = Range | Manifest | Chunk
Own = Lease | PastRange | Found
Live = Push | Head

SAID: Final[msgspec.json.Decoder[Said]] = msgspec.json.Decoder(Said)
ANSWER: Final[msgspec.json.Decoder[Answer]] = msgspec.json.Decoder(Answer)
ASK: Final[msgspec.json.Decoder[Ask]] = msgspec.json.Decoder(Ask)
FROM_HUB: Final[msgspec.json.Decoder[Reply | Live | Own]] = msgspec.json.Decoder(Reply | Live | Own)
_ITEMS: Final[msgspec.json.Decoder[tuple[FeedItem, ...]]] = msgspec.json.Decoder(tuple[FeedItem, ...])
_ENCODER: Final = msgspec.json.Encoder()


def encode(message: Sent) -> bytes:
    """The payload of a message, packed when it is large."""
    return packed(_ENCODER.encode(message), name=type(message).__name__)


def decode(decoder: msgspec.json.Decoder[T], payload: bytes) -> T:
    """The message of a payload; whatever else it holds is a `SyncError`."""
    try:
        return decoder.decode(unpacked(payload))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SyncError(f"not a message of this wire: {error}") from error


def items_of(raw: msgspec.Raw) -> tuple[FeedItem, ...]:
    """The items of a feed message; an unknown kind of item is a `SyncError`."""
    try:
        return _ITEMS.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SyncError(f"not items of a feed: {error}") from error
