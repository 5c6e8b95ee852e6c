"""How this box stands with the centre: whether it holds the store's lease and its past is whole, and what
the centre's backup has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.logbook import DAY_MS
from edge.domain.message import Actor
from edge.errors import Rejected, SyncError
from sync import topics, wire
from sync.log.centre_time import CentreTime
from sync.log.lease import LeaseStore
from sync.log.past import PastStore
from sync.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge.app.ports import Clock, Dispatch, ReportHealth
    from edge.app.reads import LogReads
    from edge.domain.lease import RecordLease
    from edge.domain.past import ApplyPast, Backing
    from sync.ports import Link

ACTOR = Actor(role="centre", place="uplink", channel="centre")
INBOX_MAX = 32
MINUTE_MS = 60_000
CLOCK_OFF_MS = 2 * MINUTE_MS
OLD_MS = 2 * DAY_MS  # a centre is backed up each night; one that missed a night is said to be old


class Standing:
    """One conversation at a time; `serve` runs as long as its link. `moved` is called when the lease is
    another's, `told` with every word about it; `unsafe` are the logs to ask about beside it.
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
    ) -> None:
        self._store, self._box = store, box
        self._log, self._dispatch, self._clock, self._report = log, dispatch, clock, report
        self._inbox: Mailbox[wire.Own] = Mailbox(INBOX_MAX)
        self._time = CentreTime()  # beyond a link that is lost
        self._lease = LeaseStore(box, store, self._time)
        self._past: PastStore | None = None
        self._begun = False
        self._granted: tuple[wire.Lease, float] | None = None
        self.moved: Callable[[], None] = lambda: None
        self.told: Callable[[wire.Lease], None] = lambda _: None
        self.unsafe: Callable[[], tuple[str, ...]] = tuple

    @property
    def leased(self) -> bool:
        """Whether this box answers the centre's commands."""
        return self._lease.mine(self._clock.monotonic())

    def centre_ms(self) -> int:
        """The centre's time, UTC; 0 while it has not said one."""
        return self._time.now_ms(self._clock.monotonic())

    def hear(self, message: wire.Own) -> None:
        self._inbox.put(message)

    def welcomed(self, welcome: wire.Welcome, said_at_s: float) -> None:
        """A welcome brings a lease, and may come from after a new log began."""
        if welcome.lease is not None:
            self._granted = (welcome.lease, said_at_s)
        self._inbox.ring()

    def begin_anew(self) -> None:
        """A new log began: what the former one told beyond this file is missing here."""
        self._begun = True
        self._inbox.ring()

    async def serve(self, link: Link) -> None:
        """Raises `SyncError` when the conversation cannot go on, `StoreError` when the store cannot."""
        self._inbox = Mailbox(INBOX_MAX)
        self._lease = LeaseStore(self._box, self._store, self._time)
        self._past = PastStore(await self._log.past(), box=self._box)
        while True:
            await self._ask(link)
            await self._inbox.wait(self._timeout_s())
            if self._granted is not None:
                (lease, said_at_s), self._granted = self._granted, None
                await self._leased(lease, said_at_s)
            if self._begun:
                self._begun = False
                self._past = PastStore(await self._log.past(), box=self._box)
            while (message := self._inbox.take()) is not None:
                if isinstance(message, wire.Lease):
                    await self._leased(message, None)
                elif isinstance(message, wire.PastRange):
                    await self._pulled(message)

    async def _ask(self, link: Link) -> None:
        now_s = self._clock.monotonic()
        asks = (
            self._lease.due(now_s, self.unsafe()),
            self._past.due(now_s) if self._past is not None else None,
        )
        for ask in asks:
            if ask is not None:
                await link.publish(topics.ask(self._store), wire.encode(ask))

    async def _leased(self, lease: wire.Lease, said_at_s: float | None) -> None:
        self.told(lease)
        if lease.backup is not None:
            say_backup(lease.backup, self._report)
        command = self._lease.heard(lease, self._clock.monotonic(), said_at_s)
        if centre_ms := self.centre_ms():
            say_clock(self._clock.now_ms() - centre_ms, self._report)
        if command is not None:
            await self._do(command)
            if command.lease.mine:
                self._report("lease", "ok")
            else:
                self._report("lease", "degraded", "no_lease", lease.box)
        self.moved()

    async def _pulled(self, found: wire.PastRange) -> None:
        past = self._past
        command = None if past is None else past.heard(found, self._clock.monotonic())
        if command is None:
            return
        await self._do(command)
        if command.left:
            self._report("past", "degraded", "pulling_past", str(command.left))
        else:
            self._report("past", "ok")

    async def _do(self, command: RecordLease | ApplyPast) -> None:
        try:
            await self._dispatch(command, actor=ACTOR, bulk=True)
        except Rejected as refusal:
            raise SyncError(f"the store refuses the centre's word: {refusal.code}") from refusal

    def _timeout_s(self) -> float:
        deadlines = [self._lease.deadline_s()]
        if self._past is not None and (at_s := self._past.deadline_s()) is not None:
            deadlines.append(at_s)
        return max(0.0, min(deadlines) - self._clock.monotonic())


def say_backup(backup: Backing, report: ReportHealth) -> None:
    """Why this store may drop nothing of its log, or why what it drops stands nowhere else."""
    if backup.age_ms is None and backup.required:
        report("backup", "degraded", "backup_awaited")
    elif backup.age_ms is None:
        report("backup", "degraded", "backup_none")
    elif backup.age_ms >= OLD_MS:
        report("backup", "degraded", "backup_old", str(backup.age_ms // DAY_MS))
    else:
        report("backup", "ok")


def say_clock(ahead_ms: int, report: ReportHealth) -> None:
    """By how much this machine's clock is wrong: prices start and codes end by it."""
    if abs(ahead_ms) < CLOCK_OFF_MS:
        report("clock", "ok")
    else:
        code = "clock_ahead" if ahead_ms > 0 else "clock_behind"
        report("clock", "degraded", code, str(abs(ahead_ms) // MINUTE_MS))
