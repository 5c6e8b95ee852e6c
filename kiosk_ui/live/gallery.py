"""All live pages: tells each room what happened, and lets sockets in."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from aiohttp import WSCloseCode, web

from edge.app.reads import Session
from edge.domain.feed import FeedApplied
from edge.domain.message import Event
from kiosk_ui.desk import Desk
from kiosk_ui.live.interest import KINDS
from kiosk_ui.live.room import Room
from kiosk_ui.live.scenes import Scene
from kiosk_ui.live.wire import Wire, open_socket
from kiosk_ui.meters import Meters
from kiosk_ui.pictures import Pictures
from kiosk_ui.refusal import UNAVAILABLE, Refused

log = logging.getLogger(__name__)

SOCKETS_MAX = 64
HEALTH_PAGES = frozenset({"kiosk", "till", "board"})
LAB_PAGES = frozenset({"lab"})


class Gallery:
    """Rooms by the key of their scene; a room lives as long as somebody is in it."""

    def __init__(self, desk: Desk, pictures: Pictures, meters: Meters) -> None:
        self.ready = asyncio.Event()
        self._desk = desk
        self._pictures = pictures
        self._meters = meters
        self._rooms: dict[tuple[str, ...], Room] = {}  # bounded by SOCKETS_MAX
        self._tasks: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._open: Counter[str] = Counter()

    async def run(self) -> None:
        """Listens until cancelled; `ready` once nothing can be missed any more."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._events())
                group.create_task(self._ticks(self._desk.health_changed(), HEALTH_PAGES))
                if self._desk.lab is not None:
                    group.create_task(self._ticks(self._desk.lab.changed(), LAB_PAGES))
        finally:
            self.ready.clear()
            for task in self._tasks.values():
                task.cancel()

    def close(self) -> None:
        """The house shuts: every page is told to come back later."""
        for room in self._rooms.values():
            room.close(WSCloseCode.GOING_AWAY)

    async def attend(
        self, request: web.Request, scene: Scene, *, session: Session | None = None, token_hash: str = ""
    ) -> web.WebSocketResponse:
        """Serve one socket until it ends."""
        if self._open.total() >= SOCKETS_MAX:
            raise Refused(UNAVAILABLE, "busy")
        page = scene.key[0]
        self._count(page, 1)
        try:
            socket = open_socket(self._desk.pace)
            await socket.prepare(request)
            wire = Wire(
                socket,
                request.transport,
                pace=self._desk.pace,
                meters=self._meters,
                session=session,
                token_hash=token_hash,
            )
            room = self._room(scene)
            room.join(wire)
            try:
                await wire.serve()
            finally:
                self._leave(room, wire)
        finally:
            self._count(page, -1)
        return socket

    def _count(self, page: str, step: int) -> None:
        self._open[page] += step
        self._meters.sockets.labels(page=page).set(self._open[page])

    def _room(self, scene: Scene) -> Room:
        if scene.key not in self._rooms:
            room = self._rooms[scene.key] = Room(self._desk, scene, self._meters)
            task = self._tasks[scene.key] = asyncio.create_task(room.run())
            task.add_done_callback(lambda done: self._ended(room, done))
        return self._rooms[scene.key]

    def _leave(self, room: Room, wire: Wire) -> None:
        room.wires.discard(wire)
        if not room.wires and self._rooms.get(room.scene.key) is room:
            del self._rooms[room.scene.key]
            self._tasks.pop(room.scene.key).cancel()

    def _ended(self, room: Room, task: asyncio.Task[None]) -> None:
        """A room ends by itself only through a fault of ours; its pages come back to a new one."""
        if task.cancelled():
            return
        log.error("the live view %s broke", "/".join(room.scene.key), exc_info=task.exception())
        if self._rooms.get(room.scene.key) is room:
            del self._rooms[room.scene.key]
            del self._tasks[room.scene.key]
        room.close(WSCloseCode.INTERNAL_ERROR)

    async def _events(self) -> None:
        async with self._desk.events.subscribe(*KINDS) as subscription:
            self.ready.set()
            async for event in subscription:
                if subscription.lost:
                    subscription.lost = False
                    self._pictures.forget()
                    self._stir(None)
                self._tell(event)

    def _tell(self, event: Event) -> None:
        if isinstance(event, FeedApplied) and event.stream == "catalog":
            self._pictures.forget()
        for room in self._rooms.values():
            room.notice(event)

    async def _ticks(
        self, changed: AbstractAsyncContextManager[AsyncIterator[None]], pages: frozenset[str]
    ) -> None:
        async with changed as ticks:
            async for _ in ticks:
                self._stir(pages)

    def _stir(self, pages: frozenset[str] | None) -> None:
        for room in self._rooms.values():
            if pages is None or room.scene.key[0] in pages:
                room.stir()
