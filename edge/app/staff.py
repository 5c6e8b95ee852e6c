"""Staff: sign-ins are checked outside, and written down here."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.message import Event
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

Events = tuple[Event, ...]
NAME_MAX = 60


def add_staff(command: AddStaff, uow: Uow, ctx: Context) -> Events:
    name = command.name.strip()
    if not 0 < len(name) <= NAME_MAX:
        raise Rejected("staff_name")
    member = StaffMember(staff_id=ctx.new_id(), name=name, role=command.role, pin_hash=command.pin_hash)
    uow.staff.add(member)
    return (StaffAdded(staff_id=member.staff_id, role=member.role),)


def record_sign_in(command: RecordSignIn, uow: Uow, ctx: Context) -> Events:
    """A wrong PIN counts and makes the next try wait; a right one opens a session."""
    if not command.right:
        tries = after_wrong(uow.staff.tries(command.staff_id), ctx.now_ms)
        uow.staff.put_tries(command.staff_id, tries)
        return (SignInRefused(staff_id=command.staff_id, next_ms=tries.next_ms),)
    member = uow.staff.get(command.staff_id)
    if member is None or not member.active:
        raise Rejected("not_allowed")
    uow.staff.put_tries(command.staff_id, Tries())
    uow.staff.drop_sessions(before_ms=ctx.now_ms)
    expires_ms = ctx.now_ms + SESSION_MS
    uow.staff.open_session(command.token_hash, command.staff_id, expires_ms)
    return (SignedIn(staff_id=command.staff_id, expires_ms=expires_ms),)


def sign_out(command: SignOut, uow: Uow, _: Context) -> Events:
    staff_id = uow.staff.close_session(command.token_hash)
    return (SignedOut(staff_id=staff_id),) if staff_id else ()
