"""Answers of the stores to the centre's commands: the first one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import AnswerTold

_ANSWERS = """
update command set state = case when given.done then 'done' else 'refused' end, answer = given.reason,
    answered_ms = given.at_ms
from unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::bigint[])
    as given (command_id, store, done, reason, at_ms)
where command.command_id = given.command_id and command.store = given.store and command.state = 'asked'
"""


async def apply(conn: Conn, told: Sequence[AnswerTold]) -> None:
    if told:
        await conn.execute(
            _ANSWERS,
            [one.answer.command_id for one in told],
            [one.store for one in told],
            [one.answer.done for one in told],
            [one.answer.reason for one in told],
            [one.at_ms for one in told],
        )
