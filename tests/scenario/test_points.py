"""A balance is the same at both ends, whatever became of the log that told of it."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest

from edge.domain.member import (
    NameMember,
    ShowMemberCode,
)
from edge.store.database import copy_to, open_reader
from tests.scenario.members import CHAIN, PHONE, Chain, in_chain


@pytest.mark.parametrize("told_since", [False, True])
def test_a_file_put_back_counts_every_point_once(told_since: bool) -> None:  # noqa: FBT001
    """Its log is left: bought before that and told under either log, or bought after it."""

    async def story(chain: Chain) -> None:
        member_id = await chain.signs_up(0)
        await chain.verifies(0)
        await chain.buys(0)
        await chain.told()
        file, old = chain.folder / "s001.db", chain.folder / "old"
        with closing(open_reader(file)) as reader:
            copy_to(reader, old)
        await chain.act(0, NameMember(phone=PHONE))
        await chain.buys(0)
        await chain.told()
        await chain.boxes[0].pull_the_plug()
        shutil.copyfile(old, file)
        if not told_since:
            chain.broker.kill()
        chain.boxes[0] = chain.box("s001")
        for _ in range(2):
            await chain.act(0, ShowMemberCode(text=CHAIN.code(member_id, chain.clock.now_ms())))
            await chain.buys(0)
            await chain.rest(2)
        chain.broker.start()
        await chain.told()
        await chain.act(0, ShowMemberCode(text=CHAIN.code(member_id, chain.clock.now_ms())))
        await chain.buys(0)
        await chain.told()
        (row,) = await chain.hub.members.rows("")
        await chain.act(0, ShowMemberCode(text=CHAIN.code(member_id, chain.clock.now_ms())))
        assert (row.points, await chain.left(0)) == (5 * 99, 5 * 99)

    in_chain(story)
