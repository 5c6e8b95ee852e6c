"""Asks the centre who somebody is, who has a thing or what was sold; a person waits, so only for a second."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import TYPE_CHECKING

from edge.domain.member import PROVEN, MemberShown, RecordMember
from edge.domain.member_code import phone_hash
from edge.domain.message import Actor
from edge.errors import Rejected, StoreError, SyncError
from sync import topics, wire
from sync.question import (
    FindMember,
    FindOrder,
    FindStock,
    Found,
    MemberFound,
    OrderFound,
    Question,
    StockFound,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.app.ports import Dispatch, Events
    from edge.app.reads import Reads
    from edge.domain.returned import SoldOrder
    from edge.domain.stock import StoreStock
    from sync.ports import Link

LOG = logging.getLogger(__name__)
ACTOR = Actor(role="centre", place="uplink", channel="centre")
WAIT_S = 1.0
ASKING_MAX = 64  # questions under way; more are not asked


class Finder:
    """Implements `edge.app.ports.MemberFinder`, `StockFinder` and `OrderFinder`. While it serves a link,
    everybody shown or proven at a place is asked for, so that the balance they see is of now.
    """

    def __init__(
        self,
        *,
        store: str,
        box: str,
        dispatch: Dispatch | None = None,
        events: Events | None = None,
        reads: Reads | None = None,
    ) -> None:
        self._store, self._box = store, box
        self._dispatch, self._events, self._reads = dispatch, events, reads
        self._link: Link | None = None
        self._numbers = itertools.count(1)
        self._asked: dict[str, asyncio.Future[Found]] = {}

    def hear(self, found: Found) -> None:
        waiting = self._asked.get(found.ask)
        if waiting is not None and not waiting.done():
            waiting.set_result(found)

    async def serve(self, link: Link) -> None:
        """As long as the link: ask for whom a place shows."""
        self._link = link
        try:
            if self._events is None:
                await asyncio.Event().wait()
                return
            async with self._events.subscribe(MemberShown) as shown:
                async for event in shown:
                    if isinstance(event, MemberShown) and event.proof in PROVEN:
                        await self.find(member_id=event.member_id)
        finally:
            self._link = None

    async def find(self, *, phone: str = "", member_id: str = "") -> bool:
        """Whether the centre knew somebody, who then is known here too. False too when it does not answer."""
        dispatch = self._dispatch
        if dispatch is None:
            return False
        keys = await self._reads.member_keys() if phone and self._reads is not None else None
        if phone and keys is None:
            return False
        hashed = phone_hash(keys, phone) if keys is not None else ""
        found = await self._answer(
            lambda ask: FindMember(box=self._box, ask=ask, member_id=member_id, phone_hash=hashed)
        )
        return isinstance(found, MemberFound) and await self._taken_in(found, dispatch)

    async def stock(self, sku: str) -> tuple[StoreStock, ...] | None:
        """Of all stores that have some, nearest first; None when the centre does not answer in time."""
        found = await self._answer(lambda ask: FindStock(box=self._box, ask=ask, sku=sku))
        return found.stores if isinstance(found, StockFound) else None

    async def sold(self, text: str) -> tuple[SoldOrder, ...] | None:
        """Paid orders of this number or id, newest first; None when the centre does not answer in time."""
        found = await self._answer(lambda ask: FindOrder(box=self._box, ask=ask, text=text))
        return found.orders if isinstance(found, OrderFound) else None

    async def _answer(self, question: Callable[[str], Question]) -> Found | None:
        """What the centre says under a number of its own; None when it says nothing in time."""
        link = self._link
        if link is None or len(self._asked) >= ASKING_MAX:
            return None
        number = f"{next(self._numbers)}"
        answer: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            async with asyncio.timeout(WAIT_S):
                await link.publish(topics.ask(self._store), wire.encode(question(number)))
                return await answer
        except (TimeoutError, SyncError):
            return None
        finally:
            del self._asked[number]

    async def _taken_in(self, found: MemberFound, dispatch: Dispatch) -> bool:
        if found.card is None:
            return False
        try:
            await dispatch(RecordMember(card=found.card), actor=ACTOR)
        except (Rejected, StoreError) as error:
            LOG.warning("an answer about a member was not kept: %s", error)
            return False
        return True
