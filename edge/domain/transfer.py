"""Transfers: goods that the centre has one store send to another, until they are counted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from edge.domain.message import Command, Event
from edge.domain.stock import QUANTITY_MAX, Count
from edge.errors import Rejected

TransferState = Literal["asked", "sent", "received", "refused", "cancelled"]
ENDED: Final[tuple[TransferState, ...]] = ("received", "refused", "cancelled")
LINES_MAX = 200
REASON_MAX = 120
_FURTHER: Final[dict[TransferState, int]] = {
    "asked": 0,
    "cancelled": 1,
    "refused": 2,
    "sent": 3,  # a deed stands against a word that crossed it
    "received": 4,
}


class TransferLine(msgspec.Struct, frozen=True, kw_only=True):
    """`quantity` is what was asked for; what differs between `sent` and `received` got lost or was found."""

    sku: str
    quantity: int
    sent: int = 0
    received: int = 0


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over a transfer's lines; `fewer` and `more` came in than were sent, once it is received."""

    asked: int
    sent: int
    received: int
    fewer: int
    more: int


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """Goods from `source` to `target`, each SKU in one line. `wished`: the target asks for them, and the
    centre has not said yet that it knows; `by`: who asked there.
    """

    transfer_id: str
    source: str
    target: str
    lines: tuple[TransferLine, ...]
    asked_ms: int
    state: TransferState = "asked"
    sent_ms: int = 0
    received_ms: int = 0
    reason: str = ""
    by: str = ""
    wished: bool = False

    @property
    def pieces(self) -> Pieces:
        differ = [line.sent - line.received for line in self.lines] if self.state == "received" else []
        return Pieces(
            asked=sum(line.quantity for line in self.lines),
            sent=sum(line.sent for line in self.lines),
            received=sum(line.received for line in self.lines),
            fewer=sum(n for n in differ if n > 0),
            more=-sum(n for n in differ if n < 0),
        )


class TransferTold(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A transfer as the centre knows it, for both its stores."""

    transfer: Transfer


class WishTransfer(Command, frozen=True, kw_only=True):
    """Ask another store for goods; the id is made by who asks, and taken once."""

    transfer_id: str
    source: str
    wants: tuple[Count, ...]


class SendTransfer(Command, frozen=True, kw_only=True):
    """These pieces leave this house; a SKU that is not named sends none. `reason` says why it is not all."""

    transfer_id: str
    counts: tuple[Count, ...]
    reason: str = ""


class RefuseTransfer(Command, frozen=True, kw_only=True):
    """Nothing of it will be sent."""

    transfer_id: str
    reason: str


class ReceiveTransfer(Command, frozen=True, kw_only=True):
    """What was counted as it came in, be it less or more than was sent."""

    transfer_id: str
    counts: tuple[Count, ...]


class TransferChanged(Event, frozen=True, kw_only=True):
    """A transfer as it is now; not logged for the centre."""

    transfer: Transfer


class TransferWished(Event, frozen=True, kw_only=True):
    transfer: Transfer


class TransferSent(Event, frozen=True, kw_only=True):
    transfer: Transfer


class TransferReceived(Event, frozen=True, kw_only=True):
    transfer: Transfer


class TransferRefused(Event, frozen=True, kw_only=True):
    transfer: Transfer


TransferWord = TransferWished | TransferSent | TransferReceived | TransferRefused
_STATES: Final[Mapping[type[TransferWord], TransferState]] = {
    TransferWished: "asked",
    TransferSent: "sent",
    TransferReceived: "received",
    TransferRefused: "refused",
}


def wished(command: WishTransfer, here: str, by: str, now_ms: int) -> Transfer:
    """What this store asks for. `Rejected`: same_store, transfer_empty, quantity."""
    if command.source == here:
        raise Rejected("same_store")
    skus = {one.sku for one in command.wants}
    if not 0 < len(command.wants) == len(skus) <= LINES_MAX:
        raise Rejected("transfer_empty")
    if not all(0 < one.quantity <= QUANTITY_MAX for one in command.wants):
        raise Rejected("quantity", most=QUANTITY_MAX)
    return Transfer(
        transfer_id=command.transfer_id,
        source=command.source,
        target=here,
        lines=tuple(TransferLine(sku=one.sku, quantity=one.quantity) for one in command.wants),
        asked_ms=now_ms,
        by=by,
        wished=True,
    )


def taken(wish: Transfer, reason: str = "") -> Transfer:
    """A wish as the centre has it: asked of the other store, or refused by the centre itself."""
    if reason:
        return msgspec.structs.replace(wish, wished=False, state="refused", reason=reason)
    return msgspec.structs.replace(wish, wished=False)


def same_wish(one: Transfer, other: Transfer) -> bool:
    return _asked(one) == _asked(other)


def sent(transfer: Transfer, counts: Sequence[Count], now_ms: int, *, reason: str = "") -> Transfer:
    """At most what was asked for, and something of it; `reason` is kept where it is less."""
    _within(transfer, "asked")
    given = _counted(transfer, counts)
    for line in transfer.lines:
        if given.get(line.sku, 0) > line.quantity:
            raise Rejected("quantity", most=line.quantity)
    if not any(given.values()):
        raise Rejected("transfer_empty")
    lines = tuple(msgspec.structs.replace(line, sent=given.get(line.sku, 0)) for line in transfer.lines)
    short = any(line.sent < line.quantity for line in lines)
    why = reason if short else ""
    return msgspec.structs.replace(transfer, lines=lines, state="sent", sent_ms=now_ms, reason=why)


def received(transfer: Transfer, counts: Sequence[Count], now_ms: int) -> Transfer:
    """As it was counted: the difference stands in the lines."""
    _within(transfer, "sent")
    given = _counted(transfer, counts)
    lines = tuple(msgspec.structs.replace(line, received=given.get(line.sku, 0)) for line in transfer.lines)
    return msgspec.structs.replace(transfer, lines=lines, state="received", received_ms=now_ms)


def refused(transfer: Transfer, reason: str) -> Transfer:
    _within(transfer, "asked")
    return msgspec.structs.replace(transfer, state="refused", reason=reason)


def cancelled(transfer: Transfer, reason: str) -> Transfer:
    """As far as the centre can: a store that had sent already says so, and its word stands."""
    _within(transfer, "asked")
    return msgspec.structs.replace(transfer, state="cancelled", reason=reason)


def further(known: Transfer | None, told: Transfer) -> Transfer:
    """What is known of one transfer after it was told, in whatever order and however often."""
    if known is None or _reach(told) > _reach(known):
        return told
    return known


def _reach(transfer: Transfer) -> int:
    return -1 if transfer.wished else _FURTHER[transfer.state]


def heard(known: Transfer | None, word: TransferWord, store: str) -> Transfer | None:
    """The centre's transfer after a store's word. One that a restored centre lacks is known again from it;
    a word that is not this store's to say, or of another transfer under the same id, changes nothing.
    """
    told = word.transfer
    speaker = told.target if isinstance(word, TransferReceived | TransferWished) else told.source
    if speaker != store or told.source == told.target or told.state != _STATES[type(word)]:
        return known
    if not _possible(told.lines):
        return known
    if known is None:
        return _fresh(word)
    if isinstance(word, TransferWished) or _asked(known) != _asked(told):
        return known
    if known.state == "sent" and told.state == "received":  # what was sent is for the sender to say
        came = {line.sku: line.received for line in told.lines}
        lines = tuple(msgspec.structs.replace(one, received=came[one.sku]) for one in known.lines)
        return msgspec.structs.replace(known, lines=lines, state="received", received_ms=told.received_ms)
    return further(known, told)


def _possible(lines: Sequence[TransferLine]) -> bool:
    """Some lines and not too many, each SKU once, in numbers that can be."""
    numbers = [number for one in lines for number in (one.quantity, one.sent, one.received)]
    each_once = 0 < len(lines) == len({line.sku for line in lines}) <= LINES_MAX
    return each_once and all(0 <= number <= QUANTITY_MAX for number in numbers)


def _fresh(word: TransferWord) -> Transfer | None:
    """A wish that asks for nothing is none."""
    told = word.transfer
    if not isinstance(word, TransferWished):
        return told
    return taken(told) if all(line.quantity > 0 for line in told.lines) else None


def _asked(transfer: Transfer) -> tuple[str, str, dict[str, int]]:
    return transfer.source, transfer.target, {line.sku: line.quantity for line in transfer.lines}


def _counted(transfer: Transfer, counts: Sequence[Count]) -> dict[str, int]:
    given = {one.sku: one.quantity for one in counts}
    if len(given) != len(counts) or not given.keys() <= {line.sku for line in transfer.lines}:
        raise Rejected("not_asked")
    if not all(0 <= quantity <= QUANTITY_MAX for quantity in given.values()):
        raise Rejected("quantity", most=QUANTITY_MAX)
    return given


def _within(transfer: Transfer, state: TransferState) -> None:
    if transfer.state != state:
        raise Rejected("transfer_state", state=transfer.state)
