"""Dead letters: look, try again, drop with a reason."""

from __future__ import annotations

from edge.errors import Rejected
from sync.hub.desk import DeadLetter, Letter
from sync.hub.facts import INT_MAX
from sync.hub.web.answers import DeadLetters, Drop, Nothing
from sync.hub.web.route import Call


async def letters(call: Call) -> DeadLetters:
    return DeadLetters(dead_letters=await call.desk.dead_letters(limit=call.limit()))


async def look(call: Call) -> Letter:
    return await call.desk.dead_letter(*_named(call))


async def retry(call: Call, _: Nothing) -> DeadLetter:
    return await call.desk.retry_dead_letter(*_named(call), by=call.by)


async def drop(call: Call, wish: Drop) -> DeadLetter:
    return await call.desk.drop_dead_letter(*_named(call), why=wish.why, by=call.by)


def _named(call: Call) -> tuple[str, int]:
    origin, seq = call.part("origin"), call.part("seq")
    if not (seq.isascii() and seq.isdigit() and int(seq) <= INT_MAX):
        raise Rejected("no_letter", origin=origin, seq=seq)
    return origin, int(seq)
