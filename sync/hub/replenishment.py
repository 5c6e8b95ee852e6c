"""Replenishment at the centre: how stores stand, what is proposed, what became of it. By every centre."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import msgspec

from edge.domain.replenishment import Limit, Proposal, Standing, proposals
from edge.domain.stock import QUANTITY_MAX
from edge.domain.transfer import LINES_MAX, Transfer
from edge.errors import Rejected
from sync.hub.desk import Name, NewTransfer, WantedLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edge.domain.replenishment import Key

    Route = tuple[str, str]  # source, target

LIMITS_MAX = 200_000  # kept; `CHANGED_MAX` of them in one request
CHANGED_MAX = 5_000
CHOSEN_MAX = 500  # proposals sent with one press
FOUND_MAX = 500  # items that a text finds
ROWS_MAX = 500
REMOVED_MAX = 10_000  # limits that were taken away, kept
SKUS_AT_ONCE = 20  # whose levels are looked at in one go

SendKey = Annotated[str, msgspec.Meta(min_length=1, max_length=56, pattern=r"^[\w.:-]+$")]


class Level(Limit, frozen=True, kw_only=True):
    """A store's pieces of one SKU between its limits: `allocated` for orders, those only asked of it among
    them; `incoming` from other stores, asked for or sent; `promised` to others and not yet sent.
    """

    on_hand: int = 0
    allocated: int = 0
    incoming: int = 0
    promised: int = 0
    set_by: str = ""
    set_ms: int = 0


class Removed(Limit, frozen=True, kw_only=True):
    """Limits as they stood when somebody took them away."""

    removed_by: str = ""
    removed_ms: int = 0


class ProposalRow(Proposal, frozen=True, kw_only=True):
    """A proposal and why: how both stores stand."""

    giver: Level
    taker: Level


class Choice(WantedLine, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposal that a person chose, or less of it."""

    source: Name
    target: Name


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A choice that the stock does not bear any more: `now` pieces are proposed."""

    source: str
    target: str
    sku: str
    quantity: int
    now: int


class Replenished(msgspec.Struct, frozen=True, kw_only=True):
    transfers: tuple[Transfer, ...]
    moved: tuple[Moved, ...] = ()


def checked(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """`Rejected('limits')` names the first that cannot be; of two for one store and SKU the later counts."""
    for one in limits:
        if not 0 <= one.low <= one.high <= QUANTITY_MAX:
            raise Rejected("limits", store=one.store, sku=one.sku)
    return tuple({(one.store, one.sku): one for one in limits}.values())


class Way:
    """Pieces that come to a store, and pieces that are asked of it. A transfer that was counted in is over,
    whatever it lacked.
    """

    def __init__(self, under_way: Iterable[Transfer]) -> None:
        self.incoming: defaultdict[Key, int] = defaultdict(int)
        self.promised: defaultdict[Key, int] = defaultdict(int)
        for one in under_way:
            for line in one.lines:
                if one.state == "asked":
                    self.promised[one.source, line.sku] += line.quantity
                    self.incoming[one.target, line.sku] += line.quantity
                elif one.state == "sent":
                    self.incoming[one.target, line.sku] += line.sent

    def with_it(self, levels: Iterable[Level]) -> tuple[Level, ...]:
        return tuple(
            msgspec.structs.replace(
                one,
                incoming=self.incoming.get((one.store, one.sku), 0),
                promised=self.promised.get((one.store, one.sku), 0),
            )
            for one in levels
        )


def proposed(levels: Sequence[Level]) -> tuple[ProposalRow, ...]:
    """What should be sent; `levels` are all those of their SKUs."""
    known = {(one.store, one.sku): one for one in levels}
    standings = {
        key: Standing(available=one.on_hand - one.allocated, incoming=one.incoming, promised=one.promised)
        for key, one in known.items()
    }
    return tuple(
        ProposalRow(
            source=one.source,
            target=one.target,
            sku=one.sku,
            quantity=one.quantity,
            giver=known[one.source, one.sku],
            taker=known[one.target, one.sku],
        )
        for one in proposals(levels, standings)
    )


def of_store(rows: Iterable[ProposalRow], store: str) -> list[ProposalRow]:
    """What it gives or gets; '' for any."""
    return [one for one in rows if store in {"", one.source, one.target}]


def planned(key: str, choices: Sequence[Choice]) -> tuple[NewTransfer, ...]:
    """A transfer for each pair of stores, `LINES_MAX` lines at most; `key` and the choices decide its id.
    `Rejected`: same_store; twice, for a SKU that is chosen twice between the same stores.
    """
    by_route: defaultdict[Route, dict[str, Choice]] = defaultdict(dict)
    for one in choices:
        if one.source == one.target:
            raise Rejected("same_store")
        if one.sku in by_route[one.source, one.target]:
            raise Rejected("twice")
        by_route[one.source, one.target][one.sku] = one
    parcels = [
        (route, sorted(of.values(), key=lambda one: one.sku)[start : start + LINES_MAX])
        for route, of in sorted(by_route.items())
        for start in range(0, len(of), LINES_MAX)
    ]
    return tuple(
        NewTransfer(
            transfer_id=f"{key}.{number}",
            source=source,
            target=target,
            lines=tuple(WantedLine(sku=one.sku, quantity=one.quantity) for one in parcel),
        )
        for number, ((source, target), parcel) in enumerate(parcels, 1)
    )


def borne(plan: Sequence[NewTransfer], rows: Iterable[ProposalRow]) -> tuple[NewTransfer, ...]:
    """As much of a plan as is still proposed, whole lines only."""
    now = _quantities(rows)
    kept = (
        msgspec.structs.replace(
            one,
            lines=tuple(
                line for line in one.lines if line.quantity <= now.get((one.source, one.target, line.sku), 0)
            ),
        )
        for one in plan
    )
    return tuple(one for one in kept if one.lines)


def again(known: Mapping[str, Transfer], plan: Sequence[NewTransfer]) -> None:
    """`Rejected('key_reused')` when what stands under a plan's ids is of other choices."""
    for one in plan:
        made = known.get(one.transfer_id)
        if made is None:
            continue
        wanted = {(line.sku, line.quantity) for line in one.lines}
        same = (made.source, made.target) == (one.source, one.target)
        if not same or not {(line.sku, line.quantity) for line in made.lines} <= wanted:
            raise Rejected("key_reused")


def replenished(
    made: Sequence[Transfer], plan: Sequence[NewTransfer], rows: Iterable[ProposalRow]
) -> Replenished:
    """What was made of a plan; the rest has moved, to what `rows` propose now."""
    now = _quantities(rows)
    done = {(one.transfer_id, line.sku) for one in made for line in one.lines}
    moved = tuple(
        Moved(
            source=one.source,
            target=one.target,
            sku=line.sku,
            quantity=line.quantity,
            now=now.get((one.source, one.target, line.sku), 0),
        )
        for one in plan
        for line in one.lines
        if (one.transfer_id, line.sku) not in done
    )
    return Replenished(transfers=tuple(made), moved=moved)


def _quantities(rows: Iterable[ProposalRow]) -> dict[tuple[str, str, str], int]:
    return {(one.source, one.target, one.sku): one.quantity for one in rows}
