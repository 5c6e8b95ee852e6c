"""Whom a store's stream tells of: those it saw lately, and no more of them than a store keeps."""

import pytest

from edge.domain.member import SEEN_MS
from sync.hub import memory_members
from sync.hub.memory import MemoryHub
from sync.hub.ports import Hub
from sync.hub.read_models import member_feeds
from sync.hub.router import FORGET_S, LOOK_S, Router
from tests.runtime.virtual import in_virtual_time, passes
from tests.sync.clock import SetClock
from tests.sync.member_store import Store
from tests.sync.pair import running

A, B, C = "a" * 32, "b" * 32, "c" * 32
OLD_S = SEEN_MS / 1000 + 60


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_feeds, "TRIM_ROWS", 2)
    for module in (member_feeds, memory_members):
        monkeypatch.setattr(module, "MEMBERS_MAX", 4)


async def forgotten(hub: Hub) -> int:
    """How many visits were looked at until none was left."""
    count = 0
    while step := await hub.members.forget_unseen():
        count += step
    return count


async def sign_ups(store: Store, many: int) -> list[str]:
    ids = [f"{n:032x}" for n in range(many)]
    for n, member_id in enumerate(ids):
        store.clock.now_s += 1
        await store.verifies(member_id, phone=f"1380000{n:04d}")
    return ids


async def test_a_store_hears_of_whom_it_saw_within_the_time(hub: Hub, one: Store) -> None:
    await one.verifies(A)
    await one.verifies(B, phone="13912340000")
    assert await forgotten(hub) == 0
    assert set(await one.cards()) == {A, B}
    assert {head.scope for head in await hub.heads() if head.stream == "member"} == {"member/s001"}
    one.clock.now_s += OLD_S
    await one.moves(B, 1)
    assert await forgotten(hub) == 1
    assert set(await one.cards()) == {B}
    assert (await one.cards())[B].seen_ms == one.clock.now_ms()


async def test_however_many_a_step_leaves_out_the_next_goes_on_with_others(
    hub: Hub, one: Store, two: Store
) -> None:
    await sign_ups(one, 3)
    await two.signs_up(A)
    one.clock.now_s += OLD_S
    assert await forgotten(hub) == 4
    assert await forgotten(hub) == 0
    assert (await one.cards(), await two.cards()) == ({}, {})
    await one.moves(A, 5)
    assert (await one.cards())[A].points == 5, "who comes again is told again"


async def test_of_too_many_those_seen_longest_ago_are_left_out(hub: Hub, one: Store, two: Store) -> None:
    ids = await sign_ups(one, 9)
    await two.signs_up(A)
    assert await forgotten(hub) == 5
    assert set(await one.cards()) == set(ids[-4:])
    assert set(await two.cards()) == {A}
    one.clock.now_s += 1
    await one.moves(ids[0], 1)
    assert await forgotten(hub) == 1
    assert set(await one.cards()) == {ids[0], *ids[-3:]}


async def test_a_person_with_two_ids_is_told_while_seen_under_one(hub: Hub, one: Store) -> None:
    await one.verifies(A)
    await one.verifies(B)  # the same phone
    one.clock.now_s += OLD_S
    await one.moves(B, 1)
    assert await forgotten(hub) == 1
    assert set(await one.cards()) == {A, B}
    one.clock.now_s += OLD_S
    assert await forgotten(hub) == 1
    await one.verifies(C, phone="13912340000")
    assert set(await one.cards()) == {C}


async def test_who_is_erased_later_is_told_to_whom_saw_them_long_ago(
    hub: Hub, one: Store, two: Store
) -> None:
    await one.verifies(A)
    one.clock.now_s += OLD_S
    await two.moves(A, 1)
    assert await forgotten(hub) == 1
    await hub.members.erase(A, "asked", why="", by="许知行")
    assert await forgotten(hub) == 0
    for store in (one, two):
        assert (await store.cards())[A].profile.erased


def test_the_router_leaves_them_out_within_the_hour(clock: SetClock) -> None:
    async def hours() -> None:
        store = Store(MemoryHub(clock), clock, "s001")
        await store.verifies(A)
        async with running(Router(store.hub)):
            await passes(LOOK_S)
            clock.now_s += OLD_S
            assert set(await store.cards()) == {A}
            await passes(FORGET_S + 2 * LOOK_S)
            assert await store.cards() == {}

    in_virtual_time(hours())
