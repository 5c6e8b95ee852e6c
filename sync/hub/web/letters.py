"""Dead letters: look, try again, drop with a reason."""

from __future__ import annotations

from edge.errors import Rejected
from sync.hub.desk import DeadLetter, Letter
from sync.hub.facts import INT_MAX
from sync.hub.web.answers import DeadLetters, Drop, Nothing
from sync.hub.web.route import DIGITS_MAX, Call, counted


async def letters(call: Call) -> DeadLetters:
    decided = {"": None, "0": False, "1": True}.get(call.query("decided"))
    rows = await call.desk.dead_letters(decided=decided, limit=call.limit())
    counts = await call.desk.letter_counts()
    return DeadLetters(dead_letters=rows, waiting=counts.waiting, decided=counts.decided)


async def look(call: Call) -> Letter:
    return await call.desk.dead_letter(*_named(call))


async def retry(call: Call, _: Nothing) -> DeadLetter:
    return await call.desk.retry_dead_letter(*_named(call), by=call.by)


async def drop(call: Call, wish: Drop) -> DeadLetter:
    return await call.desk.drop_dead_letter(*_named(call), why=wish.why, by=call.by)


def _named(call: Call) -> tuple[str, int]:
    origin, seq = call.part("origin"), call.part("seq")
    if not 0 <= (number := counted(seq)) <= INT_MAX:
        raise Rejected("no_letter", origin=origin, seq=seq[:DIGITS_MAX])
    return origin, number
