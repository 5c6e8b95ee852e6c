"""One person everywhere, at both centres: joined by a verified phone, summed up, erased, told to stores."""

import asyncio

import msgspec
import pytest

from edge.domain.contact import Contact
from edge.domain.ids import COUNTER_BITS
from edge.domain.member import (
    MemberChanged,
    MemberErased,
    MemberKeys,
)
from edge.domain.member_code import phone_hash, read_code
from edge.domain.points import PointsEarned, PointsMove
from edge.domain.profile import Profile, Told
from edge.errors import Rejected
from sync.hub.centre import PostgresHub
from sync.hub.members import id_of
from sync.hub.memory import MemoryHub
from sync.hub.ports import Hub
from sync.question import FindMember, MemberFound
from tests.sync.clock import SetClock
from tests.sync.hubs import CHAIN, clock, hub, seed, standing
from tests.sync.member_store import PHONE, Store
from tests.sync.writers import Hubs, amid

__all__ = ["clock", "hub"]
A, B, C = (f"{n:032x}" for n in (10, 11, 12))


async def test_a_verified_phone_joins_what_two_stores_signed_up_apart(
    hub: Hub, one: Store, two: Store
) -> None:
    await one.signs_up(A)
    await two.signs_up(B, name="林听澜")
    await one.moves(A, 30)
    await two.moves(B, 12)
    assert len(await hub.members.rows("")) == 2
    await one.verifies(A)
    assert len(await hub.members.rows("")) == 2, "the other phone is only typed"
    one.clock.now_s += 1
    await two.verifies(B, name="林听澜")
    (row,) = await hub.members.rows(PHONE)
    assert (row.member_id, row.aliases, row.points, row.verified) == (A, (B,), 42, True)
    assert (row.name, row.phone) == ("林**", "138****0000")
    for store in (one, two):
        cards = await store.cards()
        assert cards[B].profile == Profile(member_id=B, alias_of=A)
        assert (cards[A].name, cards[A].points) == ("林听澜", 42)
    assert (await one.cards())[A].told == {"origin-s001": Told(rows=1, points=30)}


async def test_what_a_store_says_of_an_old_id_counts_for_the_member(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.verifies(B)
    two.clock.now_s += 1
    await two.tell(two.word(MemberChanged, B, name="周", level="gold"))  # type: ignore[arg-type]
    await two.moves(B, 5)
    sheet = await hub.members.sheet(B)
    assert (sheet.member.member_id, sheet.member.name, sheet.member.level, sheet.member.points) == (
        A,
        "周*",
        "gold",
        5,
    )
    assert [(move.store, move.points) for move in sheet.moves] == [("s002", 5)]
    assert [seen.store for seen in sheet.seen] == ["s001", "s002"]


async def test_three_sign_ups_become_one_member_whoever_comes_last(hub: Hub, one: Store, two: Store) -> None:
    await two.verifies(C)
    await two.verifies(B)
    await one.verifies(A)
    (row,) = await hub.members.rows("")
    assert (row.member_id, row.aliases) == (A, (B, C))
    assert {card.profile.alias_of for card in (await two.cards()).values()} == {"", A}


async def test_the_later_writer_of_each_field_stands_whoever_is_heard_last(
    hub: Hub, one: Store, two: Store
) -> None:
    await one.verifies(A, name="一")
    one.clock.now_s += 10
    late = two.word(MemberChanged, A, name="二", level="gold")  # type: ignore[arg-type]
    one.clock.now_s -= 5
    await one.tell(one.word(MemberChanged, A, name="一一", level="silver"))  # type: ignore[arg-type]
    one.clock.now_s += 5
    await two.tell(late)
    (row,) = await hub.members.rows("")
    assert (row.name, row.level) == ("二*", "gold")


@pytest.mark.process
async def test_a_name_outlives_another_field_written_at_the_same_moment(hubs: Hubs, clock: SetClock) -> None:
    here, there = hubs
    one, two = Store(here, clock, "s001"), Store(there, clock, "s002")
    await one.signs_up(A)
    await two.signs_up(B, phone="13900000001")
    later = (clock.now_ms() + 9_000) << COUNTER_BITS
    level = two.tell(two.word(MemberChanged, A, level="gold", level_hlc=later))  # type: ignore[arg-type]
    clock.now_s += 5
    name = one.tell(one.word(MemberChanged, A, name="周"))  # type: ignore[arg-type]
    await amid(here, "lock scope", name, level)
    card = (await one.cards())[A]
    assert (card.name, card.profile.level) == ("周", "gold")


async def test_a_clock_from_the_future_is_cut_off(hub: Hub, one: Store, two: Store) -> None:
    far = (one.clock.now_ms() + 10**10) << COUNTER_BITS
    await one.signs_up(A, name="未来", name_hlc=far)
    one.clock.now_s += 120
    await two.tell(two.word(MemberChanged, A, name="现在"))  # type: ignore[arg-type]
    assert (await one.cards())[A].name == "现在"


async def test_each_store_is_told_the_chains_keys_when_it_first_comes(hub: Hub, one: Store) -> None:
    await one.tell(PointsEarned(move=PointsMove(member_id=C, reason="earn", ref="r", points=1, at_ms=1)))
    _, items = await standing(hub, "s001", "member")
    assert items == [CHAIN.keys]
    assert isinstance(items[0], MemberKeys)


@pytest.mark.parametrize("by", ["id", "phone", "old id"])
async def test_anybody_is_found_by_id_or_by_the_hash_of_the_phone(
    hub: Hub, one: Store, two: Store, by: str
) -> None:
    await one.verifies(A)
    await one.verifies(B)
    await one.moves(A, 7)
    asked = {
        "id": {"member_id": A},
        "phone": {"phone_hash": phone_hash(CHAIN.keys, PHONE)},
        "old id": {"member_id": B},
    }[by]
    found = await hub.members.find("s002", msgspec.convert({"box": "b1", "ask": "1", **asked}, FindMember))
    assert found.card is not None
    assert (found.card.profile.member_id, found.card.points, found.card.told) == (A, 7, {})
    assert found.card.as_of_ms == one.clock.now_ms()
    nobody = await hub.members.find("s002", FindMember(box="b1", ask="2", phone_hash="0" * 32))
    assert nobody == MemberFound(ask="2")


async def test_erasing_reaches_every_store_and_leaves_the_accounts(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.verifies(B)
    await one.moves(A, 30)
    await two.moves(B, 12)
    await hub.members.erase(B, "asked", why="", by="许")
    for store in (one, two):
        cards = await store.cards()
        assert {card.profile.erased for card in cards.values()} == {True}
        assert all(PHONE not in str(msgspec.to_builtins(card)) for card in cards.values())
    sheet = await hub.members.sheet(A)
    assert (sheet.member.erased, sheet.member.name, sheet.member.points) == (True, "", 42)
    assert (await hub.members.find("s001", FindMember(box="b", ask="1", member_id=A))).card is None
    await two.tell(two.word(MemberChanged, B, name="回来"))  # type: ignore[arg-type]
    assert (await hub.members.sheet(A)).member.name == ""
    await two.tell(two.word(MemberErased, B, erased=True))  # type: ignore[arg-type]
    reach = (await hub.members.sheet(A)).reach
    assert [(one.store, one.state) for one in reach] == [("s001", "waiting"), ("s002", "done")]


async def test_a_stream_holds_nobodys_name_or_phone(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A, name="林听澜")
    await two.moves(A, 5)
    held = await written(hub)
    assert A in held
    assert "林听澜" not in held
    assert PHONE not in held
    for store in (one, two):
        card = (await store.cards())[A]
        assert (card.name, card.phone) == ("林听澜", PHONE)
        told = "".join(row.item.decode() for row in await hub.after(f"member/{store.name}", 0, 9))
        assert PHONE in told, "a push names them too"


async def test_a_name_that_alone_is_another_is_told(hub: Hub, one: Store, two: Store) -> None:
    """Two boxes in the same moment: the stamps are the same, the greater name stands."""
    await one.verifies(A, name="一")
    before = [row.pos for row in await hub.after("member/s001", 0, 9)]
    await two.verifies(A, name="林")
    assert (await one.cards())[A].name == "林"
    assert [row.pos for row in await hub.after("member/s001", max(before), 9)] != []


async def written(hub: Hub) -> str:
    """All that stands in streams, whoever is to be told of it."""
    if isinstance(hub, MemoryHub):
        return "".join(entry.item.decode() for held in hub.feeds._held.values() for _, entry in held.values())
    assert isinstance(hub, PostgresHub)
    async with hub._db.transaction() as conn:
        found = await conn.fetch("select item::text as item from feed_item")
    return "".join(record["item"] for record in found)


async def test_a_store_that_erases_has_it_done_everywhere(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.tell(two.word(MemberChanged, A, name="周"))  # type: ignore[arg-type]
    await one.tell(one.word(MemberErased, A, erased=True))  # type: ignore[arg-type]
    assert (await two.cards())[A].profile.erased
    with pytest.raises(Rejected, match="no_member"):
        await hub.members.code(A)


async def test_data_that_was_forgotten_before_it_came_writes_over_nothing(
    hub: Hub, one: Store, two: Store
) -> None:
    await one.verifies(A)
    two.clock.now_s += 1
    word = two.word(MemberChanged, A, level="black")  # type: ignore[arg-type]
    two._contacts[word.contact_id] = Contact(contact_id=word.contact_id, version=9, erased=True)
    await two.tell(word)
    card = (await one.cards())[A]
    assert (card.name, card.phone, card.profile.level) == ("林", PHONE, "black")


async def test_the_centre_makes_a_code_for_the_members_own_phone(hub: Hub, one: Store) -> None:
    await one.verifies(A)
    await one.verifies(B)
    code = await hub.members.code(B)
    assert read_code(code, CHAIN.keys, one.clock.now_ms())[0] == A
    for ask in (hub.members.code, hub.members.sheet, hub.members.orders):
        with pytest.raises(Rejected, match="no_member"):
            await ask("f" * 32)


async def test_a_list_of_members_is_loaded_once_and_a_store_writes_over_it(hub: Hub, clock: SetClock) -> None:
    listed = seed()
    at_home = msgspec.structs.replace(listed.members[0], store="s001")
    listed = msgspec.structs.replace(listed, members=(at_home,))
    assert await hub.load(listed) > 0
    assert await hub.load(listed) == 0
    store = Store(hub, clock, "s001")
    member_id = id_of("M1")
    card = (await store.cards())[member_id]
    assert (card.name, card.profile.verified, card.seen_ms) == ("周", True, clock.now_ms())
    other = msgspec.structs.replace(at_home, name="安", level="gold")
    assert await hub.load(msgspec.structs.replace(listed, members=(other,))) == 1
    assert (await store.cards())[member_id].name == "安"
    await store.tell(store.word(MemberChanged, member_id, name="自己", phone=at_home.phone))  # type: ignore[arg-type]
    assert await hub.load(listed) == 0
    assert (await store.cards())[member_id].name == "自己"


async def test_stores_that_verify_one_phone_at_once_make_one_member(hub: Hub, clock: SetClock) -> None:
    phones = [f"1380000{n:04d}" for n in range(3)]
    stores = [Store(hub, clock, f"s10{n}") for n in range(4)]

    async def signs(store: Store, number: int) -> None:
        for n, phone in enumerate(phones):
            member_id = f"{number * 10 + n:032x}"
            await store.verifies(member_id, phone=phone)
            await store.moves(member_id, 10)

    await asyncio.gather(*(signs(store, number) for number, store in enumerate(stores)))
    for phone in phones:
        (row,) = await hub.members.rows(phone)
        assert (len(row.aliases), row.points) == (len(stores) - 1, 10 * len(stores))
