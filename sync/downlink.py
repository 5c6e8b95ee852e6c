"""Brings the centre's streams to the store: pulls what is missing, applies what is pushed, by commands
only.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, get_args

import msgspec

from edge.domain.feed import ApplyFeed, Cursor, Stream
from edge.domain.message import Actor
from edge.errors import StoreError, SyncError
from sync import topics, wire
from sync.log.down_store import DownStream
from sync.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edge.app.ports import Clock, Dispatch, ReportHealth
    from edge.app.reads import LogReads
    from edge.domain.message import Command
    from sync.ports import Link

ACTOR = Actor(role="centre", place="uplink", channel="centre")
INBOX_MAX = 128  # what is dropped is a gap, and a gap is pulled
STREAMS: tuple[Stream, ...] = get_args(Stream)
LEASED: frozenset[Stream] = frozenset({"command", "task"})  # followed by the box that answers
REST_S = 30.0  # before a stream that could not be taken in is tried again
LOG = logging.getLogger(__name__)


class Downlink:
    """One conversation at a time; `serve` runs as long as its link."""

    def __init__(
        self,
        *,
        store: str,
        box: str,
        log: LogReads,
        dispatch: Dispatch,
        clock: Clock,
        report: ReportHealth,
        leased: Callable[[], bool],
    ) -> None:
        self._store, self._box = store, box
        self._log, self._dispatch, self._clock, self._report = log, dispatch, clock, report
        self._leased = leased
        self._answers = False
        self._inbox: Mailbox[wire.Reply | wire.Live] = Mailbox(INBOX_MAX)
        self._streams: dict[Stream, DownStream] = {}
        self._resting: dict[Stream, float] = {}  # until when
        self._sources: tuple[str, ...] = ()
        self.centre_ms: Callable[[], int] = int

    def filters(self) -> tuple[str, ...]:
        """What the line subscribes to before `serve`."""
        scopes = [topics.scope(stream, self._store) for stream in STREAMS if stream != "elsewhere"]
        live = [name(scope) for scope in scopes for name in (topics.down, topics.head)]
        return (topics.reply(self._store, self._box), *live)

    def hear(self, message: wire.Reply | wire.Live) -> None:
        self._inbox.put(message)

    def look(self) -> None:
        """The lease may be ours now, or another's."""
        self._inbox.ring()

    async def serve(self, link: Link) -> None:
        """Raises `SyncError` when the conversation cannot go on, `StoreError` when the store cannot."""
        self._inbox = Mailbox(INBOX_MAX)
        self._sources = ()
        self._resting.clear()
        await self._open(STREAMS)
        while True:
            await self._rested()
            await self._ask(link)
            await self._inbox.wait(self._timeout_s())
            while (message := self._inbox.take()) is not None:
                await self._heard(message, link)

    async def _open(self, streams: Iterable[Stream]) -> None:
        """From where the store's file has them."""
        known = {cursor.stream: cursor for cursor in await self._log.cursors()}
        for stream in streams:
            cursor = known.get(stream, Cursor(stream=stream))
            self._streams[stream] = DownStream(
                cursor, store=self._store, box=self._box, names=self._clock.new_id
            )

    async def _rested(self) -> None:
        """Take up the streams again whose rest is over."""
        now_s = self._clock.monotonic()
        if over := [stream for stream, until_s in self._resting.items() if until_s <= now_s]:
            await self._open(over)
            for stream in over:
                del self._resting[stream]

    def _rest(self, stream: Stream, why: str) -> None:
        """One stream stands still and says so; sales and the other streams go on."""
        LOG.warning("stream %s cannot be taken in: %s", stream, why)
        self._resting[stream] = self._clock.monotonic() + REST_S
        self._report("downlink", "degraded", "stream_unread", stream)

    async def _ask(self, link: Link) -> None:
        now_s = self._clock.monotonic()
        wants: list[wire.Want] = []
        asks: list[wire.Ask] = []
        for stream in self._followed():
            due = stream.due(now_s)
            if isinstance(due, wire.Want):
                wants.append(due)
            elif due:
                asks.extend(due)
        if wants:
            asks.append(wire.Pull(box=self._box, wants=tuple(wants)))
        for ask in asks:
            await link.publish(topics.ask(self._store), wire.encode(ask))

    def _followed(self) -> list[DownStream]:
        """All streams, commands and tasks only while this box is the one that answers them."""
        if self._answers != self._leased():
            self._answers = not self._answers
            for stream in LEASED:
                self._streams[stream].again()
        return [
            one
            for one in self._streams.values()
            if one.stream not in self._resting and (one.stream not in LEASED or self._answers)
        ]

    async def _heard(self, message: wire.Reply | wire.Live, link: Link) -> None:
        stream = self._streams[message.stream]
        if stream not in self._followed():
            return
        try:
            commands = stream.heard(message, self._clock.monotonic())
        except SyncError as error:  # the centre's program is newer than this one
            self._rest(stream.stream, str(error))
            return
        await self._ask(link)  # the next chunk travels while this one is written
        if not await self._applied(stream.stream, commands):
            return
        if stream.sources != self._sources and stream.stream == "elsewhere":
            self._sources = stream.sources
            await link.subscribe(*(topics.down(topics.scope("elsewhere", store)) for store in self._sources))
            stream.again()  # what was told between the pull and the subscription

    async def _applied(self, stream: Stream, commands: Iterable[Command]) -> bool:
        for command in commands:
            if isinstance(command, ApplyFeed) and stream in LEASED:  # these have deadlines
                command = msgspec.structs.replace(command, centre_ms=self.centre_ms())  # noqa: PLW2901
            try:
                await self._dispatch(command, actor=ACTOR, bulk=stream != "command")
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - a refusal, or a bug: no reason to sell in the dark
                self._rest(stream, f"{type(error).__name__}: {error}")
                return False
            if not self._resting:
                self._report("downlink", "ok")
        return True

    def _timeout_s(self) -> float | None:
        deadlines = [at_s for stream in self._followed() if (at_s := stream.deadline_s()) is not None]
        deadlines += self._resting.values()
        return max(0.0, min(deadlines) - self._clock.monotonic()) if deadlines else None
