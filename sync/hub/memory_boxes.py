"""The boxes of the stores in memory: leases, and what a box's former logs told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.hub.origins import FORGOTTEN_MAX, backed, fitting, named
from sync.log.lease import LOGS_MAX, granted
from sync.wire import Fact, PastRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.domain.contact import Contact
    from edge.domain.past import Backing
    from sync.hub.memory_logs import MemoryLogs
    from sync.hub.memory_shop import MemoryShop
    from sync.log.lease import Held
    from sync.log.up_hub import Row
    from sync.wire import PullPast


class MemoryBoxes:
    """By the same rules as `sync.hub.origins`."""

    def __init__(self, logs: MemoryLogs, shop: MemoryShop) -> None:
        self._logs, self._shop = logs, shop
        self._leases: dict[str, Held] = {}

    def lease(self, store: str, box: str, now_ms: int) -> Held:
        held = self._leases[store] = granted(self._leases.get(store), box, now_ms)
        return held

    def backing(self, store: str, asked: Sequence[str], now_ms: int) -> Backing:
        return backed(self._logs.backup, self._logs.tails(asked[:LOGS_MAX]).values(), store, now_ms)

    def past(self, store: str, ask: PullPast) -> PastRange:
        found = self._logs.past(store, ask)
        if found is None:
            return self._beyond(store, ask)
        wanted, rows = found
        facts = _facts(rows)
        return PastRange(
            current=ask.current,
            origin=wanted.tail.origin,
            first=wanted.after + 1,
            safe=wanted.tail.forgettable,
            events=facts,
            contacts=self._contacts(store, facts),
            left=wanted.left - len(facts),
        )

    def _beyond(self, store: str, ask: PullPast) -> PastRange:
        """What was told early and stands in no log; after that who was forgotten."""
        if standing := self._logs.standing(store, ask):
            facts = _facts(standing)
            return PastRange(
                current=ask.current,
                events=facts,
                contacts=self._contacts(store, facts),
                left=len(standing) - len(facts),
            )
        erased = [one for owner, one in self._shop.contacts.values() if owner == store and one.erased]
        told = () if len(erased) == ask.erased else tuple(erased[-FORGOTTEN_MAX:])
        return PastRange(current=ask.current, contacts=told)

    def _contacts(self, store: str, facts: Sequence[Fact]) -> tuple[Contact, ...]:
        known = [self._shop.contacts[one] for one in named(facts) if one in self._shop.contacts]
        return tuple(contact for owner, contact in known if owner == store)


def _facts(rows: Sequence[Row]) -> tuple[Fact, ...]:
    return fitting(
        Fact(id=row.event_id, at_ms=row.at_ms, hlc=row.hlc, kind=row.kind, body=msgspec.Raw(row.body))
        for row in rows
    )
