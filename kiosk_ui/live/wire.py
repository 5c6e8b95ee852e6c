"""One open socket: it holds the newest frame only, and a client that does not take it is dropped."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import WSCloseCode, WSMsgType, web

from edge.app.reads import Session
from kiosk_ui.desk import Pace
from kiosk_ui.meters import Meters

SIGN_IN, NOT_ALLOWED, NO_PLACE, TOO_SLOW = 4401, 4403, 4404, 4408
MESSAGE_MAX = 4096  # pages have nothing to say here
WRITE_LIMIT = 65536


def open_socket(pace: Pace) -> web.WebSocketResponse:
    """No compression: the pages are next door, and a frame is wanted at once."""
    return web.WebSocketResponse(
        heartbeat=pace.heartbeat_s,
        timeout=pace.close_s,
        max_msg_size=MESSAGE_MAX,
        compress=False,
        writer_limit=WRITE_LIMIT,
    )


class Wire:
    """`socket` is prepared. `session` is who looks, None where nobody needs to sign in."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.BaseTransport | None,
        *,
        pace: Pace,
        meters: Meters,
        session: Session | None,
        token_hash: str = "",
    ) -> None:
        self.session = session
        self.token_hash = token_hash
        self._socket = socket
        self._transport = transport
        self._pace = pace
        self._meters = meters
        self._frame: bytes | None = None
        self._code: int | None = None
        self._woken = asyncio.Event()

    def offer(self, frame: bytes) -> None:
        """Send `frame` next, instead of one that still waits."""
        self._frame = frame
        self._woken.set()

    def finish(self, code: int) -> None:
        """Say goodbye with `code` as soon as the line is free."""
        self._code = code
        self._woken.set()

    async def serve(self) -> None:
        """Until either side ends it."""
        sender = asyncio.create_task(self._send())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.ERROR:  # a heartbeat without an answer arrives like this
                    break
        finally:
            if self._code is None:
                sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender

    async def _send(self) -> None:
        try:
            while self._code is None:
                await self._woken.wait()
                self._woken.clear()
                frame, self._frame = self._frame, None
                if frame is not None:
                    async with asyncio.timeout(self._pace.send_s):
                        await self._socket.send_frame(frame, WSMsgType.TEXT)
        except TimeoutError:
            self._meters.dropped.inc()
            self._code = TOO_SLOW
        except ConnectionError:
            self._code = WSCloseCode.GOING_AWAY
        await self._end(self._code)

    async def _end(self, code: int) -> None:
        """Goodbye within `close_s`; a client too slow to hear it is cut off, with all that waited for it."""
        try:
            async with asyncio.timeout(self._pace.close_s):
                await self._socket.close(code=code, drain=False)
            if code != TOO_SLOW:
                return
            await asyncio.sleep(self._pace.close_s)
        except (TimeoutError, ConnectionError):
            pass
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
