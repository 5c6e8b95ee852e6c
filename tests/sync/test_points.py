"""One suite over both centres: a line of points counts for the log that wrote it."""

from __future__ import annotations

from edge.domain.points import PointsEarned, PointsMove
from edge.domain.profile import Told
from sync.hub.ports import Hub
from tests.sync.clock import SetClock
from tests.sync.member_store import Store

MEMBER = "01900000000070008000000000000001"


async def test_a_line_told_again_after_a_fork_counts_for_the_log_that_wrote_it(
    hub: Hub, clock: SetClock
) -> None:
    store = Store(hub, clock, "s001")
    await store.signs_up(MEMBER)
    for ref, log in (("1", "left"), ("2", "left"), ("3", store.shop.log.origin.origin), ("4", "")):
        move = PointsMove(member_id=MEMBER, reason="earn", ref=ref, points=10, at_ms=1, log=log)
        await store.tell(PointsEarned(move=move))
    card = (await store.cards())[MEMBER]
    assert (card.points, card.told) == (
        40,
        {"left": Told(rows=2, points=20), "origin-s001": Told(rows=2, points=20)},
    )
