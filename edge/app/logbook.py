"""What the centre has of the log, and what may be pruned of it."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.logbook import (
    FINISHED_KEPT_MS,
    LOG_KEPT_MS,
    MONEY_KEPT_MS,
    LeaveOrigin,
    LogAcked,
    OriginLeft,
    PruneLog,
    RecordAck,
)
from edge.domain.message import Event
from edge.domain.order import OrderPaid, OrderRefunded
from edge.domain.payment import PaymentChanged
from edge.errors import Rejected

PRUNE_ROWS = 2_000
MONEY = tuple(kind.__name__ for kind in (OrderPaid, OrderRefunded, PaymentChanged))


def record_ack(command: RecordAck, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    origin = uow.logbook.origin(command.origin)
    if origin is None:
        raise Rejected("no_origin")
    if command.acked > origin.max_seq or command.safe > command.acked:
        raise Rejected("ack_ahead", max_seq=origin.max_seq)
    acked = command.acked if command.rewound else max(command.acked, origin.acked)
    safe = command.safe if command.rewound else max(command.safe, origin.safe)
    uow.logbook.put_acked(msgspec.structs.replace(origin, acked=acked, safe=safe), at_ms=ctx.now_ms)
    return (LogAcked(origin=command.origin, acked=acked, safe=safe),)


def leave_origin(command: LeaveOrigin, uow: Uow, _: Context) -> tuple[Event, ...]:
    """Nothing of it is lost: the entries go on in another log."""
    former = uow.logbook.origin(command.origin)
    if former is None:
        raise Rejected("no_origin")
    if not 0 <= command.after <= former.max_seq:
        raise Rejected("origin_past", max_seq=former.max_seq)
    retold = uow.logbook.leave(former, command.after)
    return (OriginLeft(origin=uow.logbook.current, former=former.origin, retold=retold),)


def prune_log(command: PruneLog, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    """Only what is safe and old, on a full disk however young; money for its legal age even then. The newest
    safe entry stays as the anchor.
    """
    uow.logbook.prune(
        before_ms=ctx.now_ms + 1 if command.pressed else ctx.now_ms - LOG_KEPT_MS,
        money=MONEY,
        money_before_ms=ctx.now_ms - MONEY_KEPT_MS,
        limit=PRUNE_ROWS,
    )
    uow.logbook.forget_finished(before_ms=ctx.now_ms - FINISHED_KEPT_MS, limit=PRUNE_ROWS)
    return ()
