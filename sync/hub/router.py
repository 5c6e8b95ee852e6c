"""Asks the stores for what was ordered, and passes over those that do not answer. A part of the centre."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from edge.errors import SyncError
from sync.ports import cause

if TYPE_CHECKING:
    from edge.domain.allocation import Strategy
    from sync.hub.ports import Hub

LOG = logging.getLogger(__name__)
FORGET_S = 3_600.0
LOOK_S = 1.0  # deadlines are seen this late at most; whatever is placed or told rings


class Router:
    """Implements `edge.app.ports.Part`. Any number may run side by side: each takes what no other has."""

    name = "hub.router"

    def __init__(self, hub: Hub, usual: Strategy = "nearest") -> None:
        self._hub, self._usual = hub, usual
        self._bell = asyncio.Event()
        self._deaf = False

    async def run(self) -> None:
        """Raises `SyncError` when the database is lost; nothing is lost with it."""
        self._deaf = False
        try:
            async with (
                self._hub.watching(lambda _: self._bell.set(), self._lost),
                asyncio.TaskGroup() as group,
            ):
                group.create_task(self._forget())
                await self._route()
        except BaseExceptionGroup as failed:
            raise cause(failed) from failed

    async def _route(self) -> None:
        while True:
            self._bell.clear()
            while await self._hub.route(self._usual):
                pass
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._bell.wait()
            except TimeoutError:
                continue
            if self._deaf:
                raise SyncError("the database no longer tells of changes")

    async def _forget(self) -> None:
        """Beside the routing, which must not wait for it, nor end with it."""
        while True:
            try:
                while await self._hub.forget_ended() or await self._hub.members.forget_unseen():
                    pass
            except SyncError as error:
                LOG.warning("what ended long ago is told for another hour: %s", error)
            await asyncio.sleep(FORGET_S)

    def _lost(self) -> None:
        self._deaf = True
        self._bell.set()
