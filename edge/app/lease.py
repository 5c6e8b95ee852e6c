"""The lease as the centre last said it, and what only its holder may do."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.lease import LeaseMoved, RecordLease
from edge.domain.message import Event
from edge.errors import Rejected


def record_lease(command: RecordLease, uow: Uow, _: Context) -> tuple[Event, ...]:
    if uow.lease.get() == command.lease:
        return ()
    uow.lease.put(command.lease)
    return (LeaseMoved(lease=command.lease),)


def must_own_stock(uow: Uow) -> None:
    """`Rejected('no_lease')` where another box of the store counts and corrects."""
    lease = uow.lease.get()
    if not lease.mine:
        raise Rejected("no_lease", box=lease.box)
