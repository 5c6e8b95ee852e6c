"""One suite over the leases, in memory and on PostgreSQL: fair, exclusive, taken over when they lapse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import Retry, SyncError
from sync.hub.centre import PostgresHub
from sync.hub.desk import WorkerStatus
from sync.hub.leases import LEASE_S, SPREADING, Leases, WorkerName, fair, kept
from sync.hub.ports import Hub
from sync.hub.workers import LEASED
from tests.sync.clock import SetClock

ALL = frozenset(range(SPREADING, 256))
NOTHING: frozenset[int] = frozenset()


class Hand:
    """One worker's leases, and what it serves by them."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.leases: Leases = hub.leases(WorkerName(worker=name, host="here", pid=7))
        self.serving = NOTHING

    async def beat(self) -> frozenset[int]:
        self.serving = await self.leases.beat(self.serving, WorkerStatus(commits=3))
        return self.serving


async def lapse(hub: Hub, clock: SetClock, seconds: float = LEASE_S) -> None:
    """Let time pass; the database's is moved by setting its ends back."""
    clock.now_s += seconds
    if isinstance(hub, PostgresHub):
        async with hub._db.transaction() as conn:
            await conn.execute("update shard_lease set until = until - make_interval(secs => $1)", seconds)
            await conn.execute("update hub_worker set until = until - make_interval(secs => $1)", seconds)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
async def test_the_shards_are_spread_fairly_and_each_has_one_worker(hub: Hub, count: int) -> None:
    hands = [Hand(hub, f"w{n}") for n in range(count)]
    for _ in range(4):
        for hand in hands:
            await hand.beat()
    served = [hand.serving for hand in hands]
    assert frozenset().union(*served) == ALL
    assert sum(len(one) for one in served) == LEASED
    assert all(len(one) <= fair(count) for one in served)
    rows = await hub.workers()
    assert sum(row.shards for row in rows) == 256
    assert [row.spreads for row in rows].count(True) == 1
    assert sorted(shard for row in rows for shard in row.held) == sorted(ALL)
    assert [len(row.held) for row in rows] == [row.shards + row.spreads for row in rows]
    assert all(0 < row.lease_ms <= LEASE_S * 1000 for row in rows)
    assert {(row.alive, row.pid, row.status.commits) for row in rows} == {(True, 7, 3)}


async def test_a_newcomer_waits_until_the_others_have_let_go(hub: Hub) -> None:
    old, new = Hand(hub, "old"), Hand(hub, "new")
    assert await old.beat() == ALL
    assert await new.beat() == NOTHING
    assert len(await old.beat()) == fair(2)
    assert await new.beat() == NOTHING  # what is no longer served goes with the next beat
    await old.beat()
    assert await new.beat() == ALL - old.serving


async def test_a_dead_workers_shards_are_taken_over_and_it_learns_so(hub: Hub, clock: SetClock) -> None:
    dead, other = Hand(hub, "dead"), Hand(hub, "other")
    for _ in range(3):
        await dead.beat()
        await other.beat()
    await lapse(hub, clock, LEASE_S / 2)
    assert len(await other.beat()) == LEASED - len(dead.serving)
    await lapse(hub, clock, LEASE_S / 2)
    assert await other.beat() == ALL
    rows = {row.worker: row for row in await hub.workers()}
    assert (rows["dead"].alive, rows["dead"].shards) == (False, 0)
    assert (rows["dead"].held, rows["dead"].lease_ms) == ((), 0)
    assert await dead.beat() == NOTHING  # paused, not dead: it has nothing left


async def test_one_that_ends_gives_up_at_once(hub: Hub) -> None:
    one, other = Hand(hub, "one"), Hand(hub, "other")
    await one.beat()
    await one.leases.release()
    assert await other.beat() == ALL
    assert [row.worker for row in await hub.workers()] == ["other"]


async def test_after_a_lapse_a_worker_alone_takes_everything_again(hub: Hub, clock: SetClock) -> None:
    one = Hand(hub, "one")
    await one.beat()
    await lapse(hub, clock, 10 * LEASE_S)
    assert await one.beat() == ALL


@pytest.mark.process
async def test_a_worker_of_a_replaced_centre_ends(database: str, clock: SetClock) -> None:
    hub = await PostgresHub.open(database, clock)
    one = Hand(hub, "one")
    await one.beat()
    async with hub._db.transaction() as conn:
        await conn.execute("update hub set gen = 'another'")
    with pytest.raises(SyncError, match="restored") as found:
        await one.beat()
    assert found.value.retry is Retry.FATAL
    await hub.close()


@pytest.mark.process
@pytest.mark.parametrize("apart_s", [-86_400, 86_400])
async def test_workers_whose_clocks_are_apart_never_hold_one_shard(database: str, apart_s: int) -> None:
    right, wrong = SetClock(), SetClock()
    wrong.now_s += apart_s
    hubs = [await PostgresHub.open(database, clock) for clock in (right, wrong)]
    one, other = (Hand(hub, name) for hub, name in zip(hubs, ("one", "other"), strict=True))
    assert await one.beat() == ALL
    for _ in range(3):
        for hand in (other, one):
            await hand.beat()
            assert not one.serving & other.serving
    assert len(one.serving | other.serving) == LEASED
    await lapse(hubs[0], right)
    assert await other.beat() == ALL
    assert await one.beat() == NOTHING
    for hub in hubs:
        await hub.close()


@given(st.frozensets(st.integers(-1, 255)), st.integers(1, 40))
def test_what_is_kept_is_the_lowest_up_to_a_fair_share(mine: frozenset[int], workers: int) -> None:
    stays = kept(mine, workers)
    assert stays <= mine
    assert len(stays) == min(len(mine), fair(workers))
    assert all(one < other for one in stays for other in mine - stays)
    assert fair(workers) * workers >= LEASED
