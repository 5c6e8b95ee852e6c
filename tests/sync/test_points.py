"""One suite over both centres: points are lines, each counted once and for the log that wrote it."""

from __future__ import annotations

from edge.domain.points import PointsEarned, PointsMove
from edge.domain.profile import Told
from sync.hub.ports import Arrival, Hub
from sync.log.batch import batch
from tests.sync.clock import SetClock
from tests.sync.member_store import Store

MEMBER = "01900000000070008000000000000001"
A, B = (f"{n:032x}" for n in (10, 11))


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


async def test_a_balance_is_not_doubled_by_anything_said_twice(hub: Hub, one: Store) -> None:
    await one.verifies(A)
    await one.moves(A, 100)
    log = one.shop.log
    again = batch(log.origin.origin, tuple(log.entries))

    await hub.ingest([Arrival(store="s001", batch=again)])
    move = PointsMove(member_id=A, reason="earn", ref="s001-1", points=100, at_ms=1)
    await one.tell(PointsEarned(move=move))
    assert (await hub.members.sheet(A)).member.points == 100


async def test_a_balance_below_nothing_is_flagged(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await one.moves(A, 50)
    await one.moves(A, -40, "spend")
    await two.moves(A, -40, "spend")
    await one.verifies(B, phone="13912340000")
    assert [(row.member_id, row.points) for row in await hub.members.overdrawn()] == [(A, -30)]


async def test_a_debt_goes_with_the_person_it_belongs_to(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.signs_up(B)
    await two.moves(B, -10, "spend")
    assert [(row.member_id, row.points) for row in await hub.members.overdrawn()] == [(B, -10)]
    await two.verifies(B)
    assert [(row.member_id, row.points) for row in await hub.members.overdrawn()] == [(A, -10)]
    await one.moves(A, 25)
    assert await hub.members.overdrawn() == ()
