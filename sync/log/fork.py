"""How a store finds out that another machine wrote its log too, that its file is an older one, or that the
centre is older than what it pruned.
"""

from __future__ import annotations

from edge.domain.logbook import Origin
from sync.wire import Welcome


def fork(welcome: Welcome, origin: Origin, chain_here: str) -> int | None:
    """Up to where this log is the centre's too, when it goes on otherwise there; None when both agree.

    Only what is safe is surely common; where even that differs, all that is held is told again.
    """
    differs = bool(welcome.acked and chain_here) and chain_here != welcome.chain_at_acked
    if welcome.forked or differs:
        return origin.safe if welcome.acked > origin.safe else origin.first_seq - 1
    if origin.current and welcome.acked > origin.max_seq:
        return origin.max_seq  # the file is an older one: nothing here is unknown there
    if lost(welcome, origin):
        return welcome.acked  # what is left, money above all, goes there in a log without a gap
    return None


def lost(welcome: Welcome, origin: Origin) -> int:
    """How many entries the centre has no more, and this file neither: it pruned them."""
    return max(0, origin.first_seq - 1 - welcome.acked)
