"""What the centre has of the log, and what may be pruned of it."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.logbook import LogAcked, PruneLog, RecordAck
from edge.domain.message import Event
from edge.errors import Rejected

PRUNE_ROWS = 2_000


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


def prune_log(command: PruneLog, uow: Uow, _: Context) -> tuple[Event, ...]:
    """Only what is safe and old; the newest safe entry stays as the anchor."""
    uow.logbook.prune(before_ms=command.before_ms, limit=PRUNE_ROWS)
    return ()
