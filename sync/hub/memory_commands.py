"""What is asked of the stores, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub import commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.hub.desk import Asked
    from sync.hub.facts import AnswerTold
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.log.down_hub import FeedRow


class MemoryCommands:
    """By id, each with its store's first answer."""

    def __init__(self, feeds: MemoryFeeds) -> None:
        self._feeds = feeds
        self._asked: dict[str, Asked] = {}

    def known(self, wish: Asked) -> Asked | None:
        """What stands under its id; `Rejected('key_reused')` for another wish."""
        known = self._asked.get(wish.command_id)
        return None if known is None else commands.again(known, wish)

    def ask(self, wish: Asked) -> Asked:
        if (known := self.known(wish)) is not None:
            return known
        self._asked[wish.command_id] = wish
        scope, entry = commands.entry(wish)
        self._feeds.put(scope, "command", [entry])
        return wish

    def corrections(self) -> tuple[Asked, ...]:
        return tuple(one for one in self._latest() if one.kind == "correct")

    def asked_of(self, order_id: str) -> tuple[Asked, ...]:
        return tuple(one for one in self._latest() if one.order_id == order_id != "")

    def answered(self, answers: Sequence[AnswerTold]) -> None:
        for one in answers:
            known = self._asked.get(one.answer.command_id)
            if known is not None and known.store == one.store and known.state == "asked":
                state = "done" if one.answer.done else "refused"
                word = msgspec.structs.replace(
                    known, state=state, answer=one.answer.reason, answered_ms=one.at_ms
                )
                self._asked[known.command_id] = word

    def unanswered(self, rows: Sequence[FeedRow]) -> list[FeedRow]:
        """Another box of the store may have done the others."""
        closed = [one.command_id.encode() for one in self._asked.values() if one.state != "asked"]
        return [row for row in rows if not any(word in row.item for word in closed)]

    def _latest(self) -> list[Asked]:
        return sorted(self._asked.values(), key=lambda one: (one.asked_ms, one.command_id), reverse=True)
