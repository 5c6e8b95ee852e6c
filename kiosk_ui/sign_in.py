"""Staff at the door: PINs, the tokens they get for them, and the first manager of a new store."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from weakref import WeakValueDictionary

from edge.app.reads import Session
from edge.domain.message import Actor
from edge.domain.staff import (
    AddStaff,
    RecordSignIn,
    SignInRefused,
    SignOut,
    StaffAdded,
    StaffMember,
    Tries,
    after_wrong,
)
from edge.errors import StoreError
from kiosk_ui.answers import StaffTile
from kiosk_ui.desk import Desk
from kiosk_ui.pins import hash_pin, is_pin
from kiosk_ui.refusal import CONFLICT, TOO_MANY, UNAUTHORIZED, Refused

CHECKS_MAX = 16  # PINs waiting to be checked


class SignIn:
    """One check at a time for each person, so that many at once are counted one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._one_check = asyncio.Lock()
        self._waiting = 0
        self._people: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._first = asyncio.Lock()
        self._first_tries = Tries()

    async def session(self, token: str) -> Session | None:
        """Who holds `token`, if it still counts."""
        session = await self._desk.reads.session(token_hash(token)) if token else None
        if session is None or not session.staff.active:
            return None
        return session if session.expires_ms > self._desk.clock.now_ms() else None

    async def enter(self, staff_id: str, pin: str, *, place: str) -> tuple[str, StaffTile]:
        """(token, who). 401 for a wrong PIN, 429 while the person must wait."""
        member = await self._member(staff_id)
        if member is None:
            raise Refused(UNAUTHORIZED, "wrong_pin")
        lock = self._people.setdefault(staff_id, asyncio.Lock())
        async with lock:
            self._wait((await self._desk.reads.tries(staff_id)).next_ms)
            right = await self._check(member.pin_hash, pin)
            token = self._desk.new_secret() if right else ""
            command = RecordSignIn(
                staff_id=staff_id, right=right, token_hash=token_hash(token) if right else ""
            )
            events = await self._desk.dispatch(command, actor=system(place))
        if not right:
            raise Refused(UNAUTHORIZED, "wrong_pin", {"wait_s": self._wait_after(events)})
        return token, tile(member)

    async def first(self, *, code: str, name: str, pin: str, place: str) -> tuple[str, StaffTile]:
        """The first manager, by the code of the run; 409 once there is one."""
        async with self._first:
            if not self._desk.first_code or await self._has_manager():
                raise Refused(CONFLICT, "manager_exists")
            self._wait(self._first_tries.next_ms)
            given = code.strip().upper().encode(errors="replace")
            if not hmac.compare_digest(given, self._desk.first_code.upper().encode()):
                self._first_tries = after_wrong(self._first_tries, self._desk.clock.now_ms())
                raise Refused(UNAUTHORIZED, "wrong_code")
            pin_hash = await asyncio.to_thread(hash_pin, pin)
            command = AddStaff(name=name, role="manager", pin_hash=pin_hash)
            events = await self._desk.dispatch(command, actor=system(place))
        added = next((event for event in events if isinstance(event, StaffAdded)), None)
        if added is None:
            raise StoreError("a manager was added, and no event says so")
        return await self.enter(added.staff_id, pin, place=place)

    async def leave(self, token: str, *, place: str) -> None:
        await self._desk.dispatch(SignOut(token_hash=token_hash(token)), actor=system(place))

    async def _member(self, staff_id: str) -> StaffMember | None:
        staff = await self._desk.reads.staff()
        return next((one for one in staff if one.staff_id == staff_id and one.active), None)

    async def _has_manager(self) -> bool:
        return any(one.role == "manager" and one.active for one in await self._desk.reads.staff())

    async def _check(self, pin_hash: str, pin: str) -> bool:
        """In a thread, one at a time: a check is made to be dear."""
        if self._waiting >= CHECKS_MAX:
            raise Refused(TOO_MANY, "busy", {"wait_s": 1}, wait_s=1)
        self._waiting += 1
        try:
            async with self._one_check:
                return await asyncio.to_thread(is_pin, pin_hash, pin)
        finally:
            self._waiting -= 1

    def _wait(self, next_ms: int) -> None:
        wait_s = self._seconds_to(next_ms)
        if wait_s:
            raise Refused(TOO_MANY, "wait", {"wait_s": wait_s}, wait_s=wait_s)

    def _wait_after(self, events: tuple[object, ...]) -> int:
        return max(
            (self._seconds_to(event.next_ms) for event in events if isinstance(event, SignInRefused)),
            default=0,
        )

    def _seconds_to(self, at_ms: int) -> int:
        """Whole seconds from now, rounded up; 0 for what has passed."""
        return max(0, -((self._desk.clock.now_ms() - at_ms) // 1000))


def token_hash(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def tile(member: StaffMember) -> StaffTile:
    return StaffTile(staff_id=member.staff_id, name=member.name, role=member.role)


def system(place: str) -> Actor:
    """The door itself: nobody is signed in yet."""
    return Actor(role="system", place=place, channel="till")
