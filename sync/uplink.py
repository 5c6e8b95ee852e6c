"""Brings the store's logs to the centre: reads entries, publishes batches, records what is acknowledged."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import msgspec

from edge.domain.logbook import LeaveOrigin
from edge.domain.message import Actor
from edge.errors import Rejected, SyncError
from sync import topics, wire
from sync.log.batch import batch, early
from sync.log.fork import lost
from sync.log.up_store import UpStore
from sync.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge.app.ports import Clock, Dispatch, ReportHealth
    from edge.app.reads import LogReads
    from edge.domain.contact import Contact
    from edge.domain.logbook import Entry, Origin, RecordAck
    from sync.ports import Link

ACTOR = Actor(role="centre", place="uplink", channel="centre")
INBOX_MAX = 256  # acks; each later one says more than the one before
PACKED_ASIDE = 32 << 10  # bodies of this size are packed in a thread


class _Named(msgspec.Struct, frozen=True):
    contact_id: str


class Uplink:
    """One conversation at a time; `serve` runs as long as its link. `appended` may be called from any
    thread. Large batches are packed in a thread, unless `aside` is off, as virtual time needs it.
    """

    def __init__(
        self,
        *,
        store: str,
        box: str,
        log: LogReads,
        dispatch: Dispatch,
        clock: Clock,
        report: ReportHealth,
        aside: bool = True,
    ) -> None:
        self._store, self._box = store, box
        self._log, self._dispatch, self._clock, self._report = log, dispatch, clock, report
        self._aside = aside
        self._ends: dict[str, UpStore] = {}
        self._grown = False
        self._newest = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._inbox: Mailbox[wire.Answer] = Mailbox(INBOX_MAX)
        self._acks: dict[str, RecordAck] = {}
        self._acked = asyncio.Event()
        self._turns: Callable[[], str] = str
        self.welcomed: Callable[[wire.Welcome, float], None] = lambda _, __: None
        self.left: Callable[[], None] = lambda: None

    def appended(self, seq: int = 0) -> None:
        """The log has grown, up to `seq`; send it now."""
        self._newest = seq
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def hear(self, answer: wire.Answer) -> None:
        self._inbox.put(answer)

    def meet(self, hub_gen: str) -> None:
        """The centre goes by this name now; logs that knew it under another are announced anew."""
        for end in self._ends.values():
            end.meet(hub_gen)
        self._inbox.ring()

    def told(self, lease: wire.Lease) -> None:
        """The centre said who it is, and what its backup has of the logs that were asked for."""
        self.meet(lease.hub_gen)
        for mark in lease.backup.marks if lease.backup is not None else ():
            end = self._ends.get(mark.origin)
            if end is not None and (ack := end.covered(mark.seq, lease.hub_gen)) is not None:
                self._keep(ack)

    def unsafe(self) -> tuple[str, ...]:
        """Logs that the centre may not have in its backup yet."""
        return tuple(end.origin for end in self._ends.values() if end.safe < end.acked)

    async def serve(self, link: Link) -> None:
        """Raises `SyncError` when the conversation cannot go on, `StoreError` when the store cannot."""
        self._loop = asyncio.get_running_loop()
        self._inbox = Mailbox(INBOX_MAX)
        self._acks.clear()
        self._ends.clear()
        session, numbers = self._clock.new_id(), itertools.count(1)
        self._turns = lambda: f"{session}.{next(numbers)}"
        await self._open()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._record())
            group.create_task(self._converse(link))

    async def _open(self) -> None:
        """An end for the current log, and for each former one that the centre has not all of for good."""
        origins = await self._log.origins()
        self._ends = {name: end for name, end in self._ends.items() if end.state != "left"}
        for origin in origins:
            if origin.origin not in self._ends and (origin.current or origin.safe < origin.max_seq):
                self._ends[origin.origin] = UpStore(
                    origin, store=self._store, box=self._box, turns=self._turns
                )

    async def _converse(self, link: Link) -> None:
        while True:
            if self._grown:
                self._grown = False
                self._appended()
            for end in tuple(self._ends.values()):
                await self._greet(end, link)
                await self._hurry(end, link)
                await self._send(end, link)
            await self._inbox.wait(self._timeout_s())
            while (answer := self._inbox.take()) is not None:
                await self._heard(answer)
            for end in self._ends.values():
                end.tick(self._clock.monotonic())

    def _appended(self) -> None:
        for end in self._ends.values():
            end.appended()

    async def _greet(self, end: UpStore, link: Link) -> None:
        if end.state != "greeting":
            return
        origin = await self._origin(end.origin)
        hello = end.hello(origin, self._clock.monotonic())
        if hello is None:
            return
        if end.silent:
            self._report("uplink", "degraded", "centre_silent")
        await link.publish(topics.up(self._store), wire.encode(hello))

    async def _send(self, end: UpStore, link: Link) -> None:
        while (span := end.wanted()) is not None:
            entries = await self._log.entries(
                end.origin, after=span.after, limit=span.limit, max_bytes=span.max_bytes
            )
            if not entries:
                continue
            message = batch(end.origin, entries)
            if contacts := await self._contacts(entries):
                message = msgspec.structs.replace(message, contacts=tuple(contacts))
            if self._aside and sum(len(entry.body) for entry in entries) > PACKED_ASIDE:
                payload = await asyncio.to_thread(wire.encode, message)
            else:
                payload = wire.encode(message)
            end.sent(entries, self._clock.monotonic())
            await link.publish(topics.up(self._store), payload)

    async def _hurry(self, end: UpStore, link: Link) -> None:
        """While history drains, what happens now is told beside it."""
        if not end.current or (span := end.ahead(self._newest)) is None:
            return
        entries = await self._log.entries(
            end.origin, after=span.after, limit=span.limit, max_bytes=span.max_bytes
        )
        if entries:
            contacts = tuple(await self._contacts(entries))
            message = msgspec.structs.replace(early(end.origin, entries), contacts=contacts)
            await link.publish(topics.up(self._store), wire.encode(message))

    async def _contacts(self, entries: Sequence[Entry]) -> Sequence[Contact]:
        named = [entry.body for entry in entries if entry.kind in wire.NAMES_CONTACT]
        if not named:
            return ()
        ids = dict.fromkeys(msgspec.json.decode(body, type=_Named).contact_id for body in named)
        return await self._log.contacts(tuple(ids))

    async def _heard(self, answer: wire.Answer) -> None:
        end = self._ends.get(answer.origin)
        if end is None:
            return
        now_s = self._clock.monotonic()
        if isinstance(answer, wire.Welcome):
            if not end.answers(answer):
                return
            origin = await self._origin(end.origin)
            chain = await self._log.chain_at(end.origin, answer.acked)
            self.welcomed(answer, end.said_at_s)
            word = end.welcome(answer, origin=origin, chain_here=chain, now_s=now_s)
            self._report("uplink", "ok")
            if isinstance(word, LeaveOrigin):
                await self._leave(word, lost(answer, origin))
                return
            ack = word
            self.meet(answer.hub_gen)
        else:
            ack = end.heard(answer, now_s)
            if isinstance(answer, wire.Ack) and answer.dead:
                self._report("uplink", "degraded", "dead_letters", str(len(answer.dead)))
        if ack is not None:
            self._keep(ack)

    def _keep(self, ack: RecordAck) -> None:
        before = self._acks.get(ack.origin)
        rewound = ack.rewound or (before is not None and before.rewound)
        self._acks[ack.origin] = msgspec.structs.replace(ack, rewound=rewound)
        self._acked.set()

    async def _leave(self, command: LeaveOrigin, gone: int) -> None:
        """Two machines wrote this log, one of both ends is an older one: the shop goes on in another log."""
        self._acks.pop(command.origin, None)
        await self._do(command)
        if gone:
            self._report("log", "degraded", "log_gone", str(gone))
        else:
            self._report("log", "degraded", "log_forked")
        await self._open()
        self.left()

    async def _do(self, command: RecordAck | LeaveOrigin) -> None:
        try:
            await self._dispatch(command, actor=ACTOR, bulk=True)
        except Rejected as refusal:
            raise SyncError(f"the store refuses the centre's word: {refusal.code}") from refusal

    async def _record(self) -> None:
        """Keep the latest word of the centre; while one commit runs, the next gathers."""
        while True:
            await self._acked.wait()
            self._acked.clear()
            acks, self._acks = self._acks, {}
            for ack in acks.values():
                await self._do(ack)

    async def _origin(self, origin: str) -> Origin:
        for found in await self._log.origins():
            if found.origin == origin:
                return found
        raise SyncError(f"log {origin} is no longer here")

    def _timeout_s(self) -> float | None:
        if self._grown:
            return 0.0
        deadlines = [at_s for end in self._ends.values() if (at_s := end.deadline_s()) is not None]
        return max(0.0, min(deadlines) - self._clock.monotonic()) if deadlines else None

    def _wake(self) -> None:
        self._grown = True
        self._inbox.ring()
