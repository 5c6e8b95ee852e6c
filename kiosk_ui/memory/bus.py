"""Events and dispatch in memory: commands are kept, sign-ins are carried out, the rest answers as told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec

from edge.app.ports import Clock
from edge.app.reads import Session
from edge.domain.message import Actor, Command, Event
from edge.domain.staff import (
    SESSION_MS,
    AddStaff,
    RecordSignIn,
    SignedIn,
    SignedOut,
    SignInRefused,
    SignOut,
    StaffAdded,
    StaffMember,
    Tries,
    after_wrong,
)
from edge.errors import Rejected
from edge.runtime.events import EventBoard
from kiosk_ui.memory.reads import MemoryReads

TAKEN_MAX = 1000

Answer = Callable[[Command], tuple[Event, ...]]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One command that was dispatched."""

    command: Command
    actor: Actor
    key: str


class MemoryDispatch:
    """Implements `edge.app.ports.Dispatch`. `answers` decides by command type; what it lacks returns ()."""

    def __init__(self, reads: MemoryReads, events: EventBoard, clock: Clock) -> None:
        self.taken: deque[Taken] = deque(maxlen=TAKEN_MAX)
        self.answers: dict[type[Command], Answer] = {
            RecordSignIn: self._record_sign_in,
            SignOut: self._sign_out,
            AddStaff: self._add_staff,
        }
        self._reads = reads
        self._events = events
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[Command, tuple[Event, ...]]] = {}

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        kept = self._kept.get((actor.scope, key)) if key else None
        if kept is not None:
            if kept[0] != command:
                raise Rejected("key_reused")
            return kept[1]
        self.taken.append(Taken(command=command, actor=actor, key=key))
        answer = self.answers.get(type(command))
        events = answer(command) if answer else ()
        if key and len(self._kept) < TAKEN_MAX:
            self._kept[actor.scope, key] = (command, events)
        self._events.publish(*events)
        return events

    def _record_sign_in(self, command: Command) -> tuple[Event, ...]:
        if not isinstance(command, RecordSignIn):
            return ()
        staff_id, now_ms = command.staff_id, self._clock.now_ms()
        if not command.right:
            tries = self._reads.wrong[staff_id] = after_wrong(
                self._reads.wrong.get(staff_id, Tries()), now_ms
            )
            return (SignInRefused(staff_id=staff_id, next_ms=tries.next_ms),)
        self._reads.wrong.pop(staff_id, None)
        session = Session(staff=self._reads.people[staff_id], expires_ms=now_ms + SESSION_MS)
        self._reads.sessions[command.token_hash] = session
        return (SignedIn(staff_id=staff_id, expires_ms=session.expires_ms),)

    def _sign_out(self, command: Command) -> tuple[Event, ...]:
        session = self._reads.sessions.pop(command.token_hash, None) if isinstance(command, SignOut) else None
        return (SignedOut(staff_id=session.staff.staff_id),) if session else ()

    def _add_staff(self, command: Command) -> tuple[Event, ...]:
        if not isinstance(command, AddStaff):
            return ()
        staff_id = self._clock.new_id()
        self._reads.people[staff_id] = StaffMember(
            staff_id=staff_id, name=command.name, role=command.role, pin_hash=command.pin_hash
        )
        return (StaffAdded(staff_id=staff_id, role=command.role),)
