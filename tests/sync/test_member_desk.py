"""Members at the desk of both centres: found, their ledgers and orders, erased with a reason, and how far."""

import msgspec
import pytest

from edge.domain.member import SEEN_MS, MemberErased
from edge.domain.order import OrderPaid
from edge.domain.points import PointsEarned, PointsMove
from edge.errors import Rejected
from sync.hub.member_sheet import MOVES_SHOWN, EraseCode
from sync.hub.ports import Hub
from tests.sync.clock import SetClock
from tests.sync.hubs import CHAIN, clock, hub
from tests.sync.member_store import PHONE, Store

__all__ = ["clock", "hub"]
A, B, C = ("ab" * 15 + f"{n:02x}" for n in (10, 11, 12))
OTHER = "13912340000"


@pytest.fixture
async def one(hub: Hub, clock: SetClock) -> Store:
    store = Store(hub, clock, "s001")
    await store.verifies(A, name="林听澜")
    return store


@pytest.fixture
async def two(hub: Hub, clock: SetClock, one: Store) -> Store:
    store = Store(hub, clock, "s002")
    await store.verifies(B, name="林听澜")
    return store


@pytest.mark.usefixtures("two")
async def test_a_member_is_found_by_phone_id_or_code_and_by_no_part_of_a_name(hub: Hub, one: Store) -> None:
    await one.verifies(C, name="周晚晴", phone=OTHER)
    code = CHAIN.code(B, one.clock.now_ms())
    for text in (PHONE, " 138 1234-0000 ", A, B, A[:32].upper(), code):
        assert [row.member_id for row in await hub.members.rows(text)] == [A], text
    assert [row.member_id for row in await hub.members.rows(A[:6])] == [C, A]
    assert len(await hub.members.rows(A[:6], limit=1)) == 1
    assert await hub.members.rows("15000000000") == ()
    for text in ("林", "1381234", "abc", "%" * 8, "周晚晴", "0000"):
        with pytest.raises(Rejected, match="member_search"):
            await hub.members.rows(text)
    one.clock.now_s += 120
    with pytest.raises(Rejected, match="member_code_old"):
        await hub.members.rows(code)


async def test_each_line_of_points_carries_the_balance_after_it(hub: Hub, one: Store, two: Store) -> None:
    for store, points in ((one, 30), (two, 12), (one, -50), (two, 9)):
        store.clock.now_s += 1
        await store.moves(A if store is one else B, points, "earn" if points > 0 else "spend")
    sheet = await hub.members.sheet(B)
    assert [(move.store, move.points, move.balance) for move in sheet.moves] == [
        ("s002", 9, 1),
        ("s001", -50, -8),
        ("s002", 12, 42),
        ("s001", 30, 30),
    ]
    assert (sheet.moves_all, sheet.member.points) == (4, 1)
    later = await hub.members.sheet(A, skip=2)
    assert later.moves == sheet.moves[2:]


async def test_a_long_ledger_comes_a_page_at_a_time(hub: Hub, one: Store) -> None:
    many = MOVES_SHOWN + 7
    await one.tell(
        *(
            PointsEarned(move=PointsMove(member_id=A, reason="earn", ref=f"{n:03}", points=1, at_ms=n // 3))
            for n in range(many)
        )
    )
    first = await hub.members.sheet(A)
    rest = await hub.members.sheet(A, skip=MOVES_SHOWN)
    assert [move.balance for move in (*first.moves, *rest.moves)] == list(range(many, 0, -1))
    assert (len(rest.moves), rest.moves_all) == (7, many)
    assert (await hub.members.sheet(A, skip=many)).moves == ()


async def test_the_orders_of_every_id_of_a_member(hub: Hub, one: Store, two: Store) -> None:
    for store, member_id in ((one, A), (two, B), (two, "")):
        store.clock.now_s += 1
        order = store.shop.sell("P1-0")
        mine = msgspec.structs.replace(order, member_id=member_id, version=order.version + 1)
        await store.tell(OrderPaid(order=mine))
    assert [row.store for row in await hub.members.orders(B)] == ["s002", "s001"]
    assert len(await hub.members.orders(A, limit=1)) == 1


async def test_who_erased_and_why_is_kept_and_how_far_it_got(hub: Hub, one: Store, two: Store) -> None:
    await hub.members.erase(B, "other", why=" 工单 2026-118 ", by="许知行")
    began_ms = one.clock.now_ms()
    sheet = await hub.members.sheet(A)
    assert sheet.erasing is not None
    assert msgspec.to_builtins(sheet.erasing) == {
        "code": "other",
        "why": "工单 2026-118",
        "by": "许知行",
        "at_ms": began_ms,
    }
    assert (sheet.erased_ms, {one.state for one in sheet.reach}) == (began_ms, {"waiting"})
    with pytest.raises(Rejected, match="member_erased"):
        await hub.members.erase(A, "asked", why="", by="another")
    one.clock.now_s += 5
    await one.tell(one.word(MemberErased, A, erased=True))  # type: ignore[arg-type]
    (row,) = await hub.members.erasures()
    assert row.member_id == A
    assert row.erasing == sheet.erasing
    assert [(at.store, at.state) for at in row.reach] == [("s001", "done"), ("s002", "waiting")]
    assert row.reach == (await hub.members.sheet(A)).reach
    assert row.reach[0].at_ms == began_ms + 5_000
    one.clock.now_s += SEEN_MS / 1000 + 1
    assert [at.state for at in (await hub.members.erasures())[0].reach] == ["done", "past"]


async def test_an_erasing_that_is_not_everywhere_stands_first(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(C, phone=OTHER)
    await hub.members.erase(A, "asked", why="", by="许")
    one.clock.now_s += 1
    await hub.members.erase(C, "trial", why="", by="许")
    assert [row.member_id for row in await hub.members.erasures()] == [C, A]
    await one.tell(one.word(MemberErased, C, erased=True))  # type: ignore[arg-type]
    assert [row.member_id for row in await hub.members.erasures()] == [A, C]
    assert [row.member_id for row in await hub.members.erasures(limit=1)] == [A]


async def test_a_person_that_a_store_erased_has_no_decision_of_the_centre(hub: Hub, one: Store) -> None:
    await one.tell(one.word(MemberErased, A, erased=True))  # type: ignore[arg-type]
    sheet = await hub.members.sheet(A)
    assert (sheet.erasing, sheet.erased_ms) == (None, one.clock.now_ms())
    assert [(at.store, at.state) for at in sheet.reach] == [("s001", "done")]
    assert await hub.members.erasures() == ()


@pytest.mark.parametrize(
    ("code", "why", "refusal"),
    [
        ("other", "  ", "reason"),
        ("asked", "x" * 201, "reason"),
        ("asked", "two\nlines", "reason"),
        ("asked", "林听澜来店里说的", "reason_personal"),
        ("asked", "138-1234-0000", "reason_personal"),
        ("asked", f"she called from {OTHER}", "reason_personal"),
        ("asked", "wrote from a@example.org", "reason_personal"),
        ("authority", "330102199003074321", "reason_personal"),
    ],
)
async def test_a_reason_says_something_and_not_who_it_is(
    hub: Hub, one: Store, code: EraseCode, why: str, refusal: str
) -> None:
    with pytest.raises(Rejected, match=f"^{refusal}$"):
        await hub.members.erase(A, code, why=why, by="许")
    assert not (await hub.members.sheet(A)).member.erased
    assert await hub.members.erasures() == ()
    await hub.members.erase(A, code, why="letter of 2026-11-30, no. 202611300012", by="许")
    assert (await hub.members.sheet(A)).member.erased
