"""One person in two stores, on virtual time: joined, capped while the line is cut, erased everywhere."""

from __future__ import annotations

import logging
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from edge.domain.member import (
    ChangeMember,
    EraseMember,
    NameMember,
    ShowMemberCode,
)
from edge.domain.order import ClearBasket
from edge.store.database import copy_to, open_reader, restore
from tests.scenario.box import WORDS
from tests.scenario.members import CHAIN, NAME, PHONE, SHOPPER, Chain, in_chain
from tests.scenario.town import MANAGER


def test_two_stores_sign_up_one_phone_apart_and_it_becomes_one_person() -> None:
    async def story(chain: Chain) -> None:
        chain.broker.kill()
        ids = [await chain.signs_up(0), await chain.signs_up(1)]
        for store in (0, 1):
            await chain.buys(store)
        chain.broker.start()
        await chain.told()
        assert len(await chain.hub.members.rows("")) == 2
        for store in (0, 1):
            await chain.verifies(store)
        await chain.told()
        (row,) = await chain.hub.members.rows("")
        assert (row.member_id, row.aliases, row.points) == (min(ids), (max(ids),), 198)
        for store in (0, 1):
            assert (await chain.member(store)).profile.member_id == min(ids)
            assert (await chain.member(store)).points == 198

    in_chain(story)


def test_with_the_line_cut_spending_is_capped_and_the_centre_flags_what_was_too_much() -> None:
    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        for _ in range(30):
            await chain.buys(0)
            await chain.act(0, NameMember(phone=PHONE))
        await chain.told()
        code = CHAIN.code(member_id, chain.clock.now_ms())
        await chain.act(1, ShowMemberCode(text=code))
        await chain.until(lambda: known(chain, 1))
        assert (await chain.member(1)).points == 30 * 99
        chain.broker.kill()
        await chain.rest(WORDS.members.fresh_ms / 1000 + 1)
        spent: dict[int, list[str]] = {}
        for store in (0, 1):
            spent[store] = []
            for _ in range(3):
                text = CHAIN.code(member_id, chain.clock.now_ms())
                await chain.act(store, ShowMemberCode(text=text))
                spent[store].append(await chain.buys(store, points=1_500))
                await chain.rest(2)
        assert spent == {store: ["1500", "500", "points_offline"] for store in (0, 1)}
        chain.broker.start()
        await chain.told()
        earned = 30 * 99 + sum(2 * (84 + 94 + 99) // 2 for _ in (0, 1))
        (row,) = await chain.hub.members.rows("")
        assert row.points == earned - 2 * 2_000
        assert row.overdrawn == (row.points < 0)

    in_chain(story)


def test_erasing_reaches_every_store_and_no_log_message_or_file_keeps_the_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        await chain.buys(0)
        await chain.told()
        await chain.act(1, ShowMemberCode(text=CHAIN.code(member_id, chain.clock.now_ms())))
        await chain.until(lambda: known(chain, 1))
        await chain.buys(1)
        await chain.told()
        money = [row.total_fen for row in await chain.hub.orders()]
        assert all(holds(chain.folder, f"s00{n}", PHONE) for n in (1, 2))
        await chain.act(1, EraseMember(member_id=member_id), MANAGER)
        await chain.told()
        for box in chain.boxes:
            await box.bus(ClearBasket(), actor=SHOPPER)  # a reader may have held the file back
        for word in (PHONE, NAME):
            assert not any(holds(chain.folder, f"s00{n}", word) for n in (1, 2))
        sheet = await chain.hub.members.sheet(member_id)
        assert (sheet.member.erased, sheet.member.name, sheet.member.points) == (True, "", 198)
        assert [(one.store, one.state) for one in sheet.reach] == [("s001", "done"), ("s002", "done")]
        assert [row.total_fen for row in await chain.hub.orders()] == money
        logged = b"".join(row.body for row in chain.hub.logs.rows.values())
        assert PHONE.encode() not in logged
        assert NAME.encode() not in logged

    in_chain(story)
    assert PHONE not in caplog.text
    assert NAME not in caplog.text


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_file_from_before_an_erasure_forgets_the_person_again_and_tells_nobody(by_hand: bool) -> None:  # noqa: FBT001
    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        await chain.told()
        file, old = chain.folder / "s001.db", chain.folder / "old"
        with closing(open_reader(file)) as reader:
            copy_to(reader, old)
        await chain.act(0, NameMember(phone=PHONE))
        await chain.hub.members.erase(member_id, "asked", why="", by="许")
        await chain.told()
        assert not holds(chain.folder, "s001", PHONE)
        await chain.boxes[0].pull_the_plug()
        if by_hand:
            shutil.copyfile(old, file)
        else:
            restore(old, file)
        assert holds(chain.folder, "s001", PHONE)
        chain.boxes[0] = chain.box("s001")
        await chain.act(0, NameMember(phone=PHONE))  # before the centre was heard
        await chain.act(0, ChangeMember(member_id=member_id, name=NAME), MANAGER)
        await chain.told()
        await chain.boxes[0].bus(ClearBasket(), actor=SHOPPER)
        assert not holds(chain.folder, "s001", PHONE)
        assert not holds(chain.folder, "s001", NAME)
        sheet = await chain.hub.members.sheet(member_id)
        assert (sheet.member.erased, sheet.member.name, sheet.member.phone) == (True, "", "")
        assert all(PHONE not in contact.phone for _, contact in chain.hub.shop.contacts.values())

    in_chain(story)


async def known(chain: Chain, store: int) -> bool:
    at = await chain.boxes[store].reads.member_at("k1")
    return at is not None and at.file is not None


def holds(folder: Path, store: str, text: str) -> bool:
    """Whether the bytes of a store's file, or of its WAL, have the text."""
    return any(text.encode() in path.read_bytes() for path in folder.glob(f"{store}.db*"))
