"""Brings the centre's streams to the store: pulls what is missing, applies what is pushed, by commands
only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from edge.domain.feed import Cursor, Stream
from edge.domain.message import Actor
from edge.errors import Rejected, SyncError
from sync import topics, wire
from sync.log.down_store import DownStream
from sync.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.app.ports import Clock, Dispatch
    from edge.app.reads import LogReads
    from sync.ports import Link

ACTOR = Actor(role="centre", place="uplink", channel="centre")
INBOX_MAX = 128  # what is dropped is a gap, and a gap is pulled
STREAMS: tuple[Stream, ...] = get_args(Stream)
LEASED: frozenset[Stream] = frozenset({"command", "task"})  # followed by the box that answers


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
        leased: Callable[[], bool],
    ) -> None:
        self._store, self._box = store, box
        self._log, self._dispatch, self._clock = log, dispatch, clock
        self._leased = leased
        self._answers = False
        self._inbox: Mailbox[wire.Reply | wire.Live] = Mailbox(INBOX_MAX)
        self._streams: dict[Stream, DownStream] = {}
        self._sources: tuple[str, ...] = ()

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
        known = {cursor.stream: cursor for cursor in await self._log.cursors()}
        for stream in STREAMS:
            cursor = known.get(stream, Cursor(stream=stream))
            self._streams[stream] = DownStream(
                cursor, store=self._store, box=self._box, names=self._clock.new_id
            )
        while True:
            await self._ask(link)
            await self._inbox.wait(self._timeout_s())
            while (message := self._inbox.take()) is not None:
                await self._heard(message, link)

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
        return [one for one in self._streams.values() if one.stream not in LEASED or self._answers]

    async def _heard(self, message: wire.Reply | wire.Live, link: Link) -> None:
        stream = self._streams[message.stream]
        if stream not in self._followed():
            return
        commands = stream.heard(message, self._clock.monotonic())
        await self._ask(link)  # the next chunk travels while this one is written
        for command in commands:
            try:
                await self._dispatch(command, actor=ACTOR, bulk=message.stream != "command")
            except Rejected as refusal:
                raise SyncError(f"the store refuses {message.stream}: {refusal.code}") from refusal
        if stream.sources != self._sources and stream.stream == "elsewhere":
            self._sources = stream.sources
            await link.subscribe(*(topics.down(topics.scope("elsewhere", store)) for store in self._sources))
            stream.again()  # what was told between the pull and the subscription

    def _timeout_s(self) -> float | None:
        deadlines = [at_s for stream in self._followed() if (at_s := stream.deadline_s()) is not None]
        return max(0.0, min(deadlines) - self._clock.monotonic()) if deadlines else None
