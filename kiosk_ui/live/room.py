"""Everybody who looks at the same page: one build serves all of them."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from aiohttp import WSCloseCode

from edge.app.reads import Reads
from edge.domain.message import Event
from edge.errors import EdgeError
from kiosk_ui.desk import Desk
from kiosk_ui.live.interest import ends_sessions
from kiosk_ui.live.scenes import LiveView, Scene
from kiosk_ui.live.wire import SIGN_IN, Wire
from kiosk_ui.meters import Meters
from kiosk_ui.views.view import View

log = logging.getLogger(__name__)


class Frame(View, frozen=True, kw_only=True):
    """What goes over the wire."""

    rev: int
    view: LiveView


class Room:
    """Builds when what it shows has changed, and every `refresh_s` for what changes by the clock alone."""

    def __init__(self, desk: Desk, scene: Scene, meters: Meters) -> None:
        self.wires: set[Wire] = set()  # bounded by SOCKETS_MAX
        self.scene = scene
        self._desk = desk
        self._meters = meters
        self._rev = 0
        self._last: LiveView | None = None
        self._dirty = asyncio.Event()
        self._building = False
        self._recheck = False

    def join(self, wire: Wire) -> None:
        """The next frame goes to everybody, whether or not it is new."""
        self.wires.add(wire)
        self._last = None
        self._dirty.set()

    def notice(self, event: Event) -> None:
        """While a view is being read, any event may be one it has missed."""
        if ends_sessions(event):
            self._recheck = True
            self._dirty.set()
        elif self._building or self.scene.sees(event):
            self._dirty.set()

    def stir(self) -> None:
        """Build again, whatever happened."""
        self._dirty.set()

    def close(self, code: int) -> None:
        for wire in self.wires:
            wire.finish(code)

    async def run(self) -> None:
        while True:
            await self._wait()
            if self._recheck:
                await self._end_sessions(self._desk.reads)
            await self._renew()
            if self.scene.pause_s:
                await asyncio.sleep(self.scene.pause_s)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._desk.pace.refresh_s):
                await self._dirty.wait()
        except TimeoutError:
            self._recheck = True
        self._dirty.clear()

    async def _renew(self) -> None:
        self._building = True
        try:
            view = await self.scene.build()
        except EdgeError as error:
            log.warning("the live view %s could not be read: %s", "/".join(self.scene.key), error)
            self.close(WSCloseCode.TRY_AGAIN_LATER)
            return
        finally:
            self._building = False
        if self._last is not None and msgspec.structs.replace(view, now_ms=self._last.now_ms) == self._last:
            return
        self._last = view
        self._rev += 1
        self._meters.frames.labels(page=self.scene.key[0]).inc()
        frame = msgspec.json.encode(Frame(rev=self._rev, view=view))
        for wire in self.wires:
            wire.offer(frame)

    async def _end_sessions(self, reads: Reads) -> None:
        """Whoever signed out, was withdrawn or stayed past the shift must sign in again."""
        self._recheck = False
        now_ms = self._desk.clock.now_ms()
        for wire in [wire for wire in self.wires if wire.session is not None]:
            session = await reads.session(wire.token_hash)
            if session is None or not session.staff.active or session.expires_ms <= now_ms:
                wire.finish(SIGN_IN)
