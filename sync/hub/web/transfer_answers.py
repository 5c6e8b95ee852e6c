"""What the API is asked and what it answers about goods between stores."""

from __future__ import annotations

from typing import Annotated

import msgspec

from edge.domain.replenishment import Limit
from edge.domain.transfer import Transfer
from sync.hub.desk import FoundItem, Name
from sync.hub.replenishment import (
    CHANGED_MAX,
    CHOSEN_MAX,
    Choice,
    Level,
    Moved,
    ProposalRow,
    Removed,
    SendKey,
)
from sync.hub.transfer_sheet import TransferRow
from sync.hub.web.answers import Body, View


class CancelTransfer(Body, frozen=True, kw_only=True):
    """Why it shall not be sent; the store that was asked reads it."""

    why: str


class Limits(Body, frozen=True, kw_only=True):
    limits: Annotated[tuple[Limit, ...], msgspec.Meta(min_length=1, max_length=CHANGED_MAX)]


class LimitName(msgspec.Struct, frozen=True, kw_only=True):
    store: Name
    sku: Name


class LimitNames(Body, frozen=True, kw_only=True):
    limits: Annotated[tuple[LimitName, ...], msgspec.Meta(min_length=1, max_length=CHANGED_MAX)]


class Chosen(Body, frozen=True, kw_only=True):
    """Proposals to be sent. `key` is made by who asks: with the same one they are sent once."""

    key: SendKey
    proposals: Annotated[tuple[Choice, ...], msgspec.Meta(min_length=1, max_length=CHOSEN_MAX)]


class Transfers(View, frozen=True, kw_only=True):
    transfers: tuple[TransferRow, ...]


class TransferFile(View, frozen=True, kw_only=True):
    """One transfer, and what its SKUs are; one that is no longer sold is left out."""

    transfer: TransferRow
    items: tuple[FoundItem, ...]


class Replenishment(View, frozen=True, kw_only=True):
    """What should be sent where, pieces that are under way counted; and what the SKUs are."""

    proposals: tuple[ProposalRow, ...]
    items: tuple[FoundItem, ...]


class Replenished(View, frozen=True, kw_only=True):
    """What was asked for, and what the stock does not bear any more."""

    transfers: tuple[Transfer, ...]
    moved: tuple[Moved, ...]


class Levels(View, frozen=True, kw_only=True):
    """Limits and how the stores stand between them; and what the SKUs are."""

    limits: tuple[Level, ...]
    items: tuple[FoundItem, ...]


class RemovedLimits(View, frozen=True, kw_only=True):
    """Limits that were taken away, the latest first; and what the SKUs are."""

    removed: tuple[Removed, ...]
    items: tuple[FoundItem, ...]
