"""Which box of a store answers the centre's commands and owns the stock; the others sell."""

from __future__ import annotations

import msgspec

from edge.domain.message import Command, Event


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The centre's word. `epoch` grows whenever another box takes it; a store alone holds its own."""

    box: str = ""
    epoch: int = 0
    mine: bool = True


class RecordLease(Command, frozen=True, kw_only=True):
    """The centre says who holds the lease."""

    lease: Lease


class LeaseMoved(Event, frozen=True, kw_only=True):
    lease: Lease
