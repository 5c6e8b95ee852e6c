"""Who may ask the centre: the admin by password, programs by a token of the configuration."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections import OrderedDict
from typing import TYPE_CHECKING

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from edge.domain.staff import SESSION_MS, Tries, after_wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.ports import Clock

SESSIONS_MAX = 100
CALLERS_MAX = 1000  # whose wrong tries are remembered
PASSWORD_MAX = 200
CHECKS_MAX = 2  # at once: a check is made to be dear
ADMIN, PROGRAM = "admin", "program"  # how they are called who gave no name
HASHER = PasswordHasher()


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A session; the token is shown once and kept only as a hash."""

    token: str
    expires_ms: int


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a token, and until when; 0 for a `program`'s, which does not end."""

    name: str
    expires_ms: int = 0
    program: bool = False


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Too many wrong tries; the next one is looked at from `next_ms` on."""

    next_ms: int


def password_hash(password: str) -> str:
    """What the configuration keeps of the admin's password."""
    return HASHER.hash(password)


class Access:
    """Sessions and tries, both bounded. `secret` makes tokens that nobody can guess. An empty `admin_hash`
    lets nobody sign in, an empty `token` no program.
    """

    def __init__(self, clock: Clock, secret: Callable[[], str], *, admin_hash: str, token: str = "") -> None:
        self._clock, self._secret, self._admin_hash = clock, secret, admin_hash
        self._token = _hash(token) if token else ""
        self._sessions: OrderedDict[str, Holder] = OrderedDict()
        self._tries: OrderedDict[str, Tries] = OrderedDict()
        self._checks = asyncio.Semaphore(CHECKS_MAX)

    async def sign_in(self, caller: str, password: str, *, name: str = "") -> Signed | Wait | None:
        """None: wrong. Tries of one caller are counted before they are looked at, so none is free in
        parallel.
        """
        now_ms = self._clock.now_ms()
        tries = self._tries.get(caller, Tries())
        if now_ms < tries.next_ms:
            return Wait(next_ms=tries.next_ms)
        self._tries[caller] = after_wrong(tries, now_ms)
        self._tries.move_to_end(caller)
        while len(self._tries) > CALLERS_MAX:
            self._tries.popitem(last=False)
        async with self._checks:
            right = await asyncio.to_thread(_right, self._admin_hash, password[:PASSWORD_MAX])
        if not right:
            return None
        self._tries.pop(caller, None)
        token = self._secret()
        expires_ms = now_ms + SESSION_MS
        self._sessions[_hash(token)] = Holder(name=name.strip() or ADMIN, expires_ms=expires_ms)
        while len(self._sessions) > SESSIONS_MAX:
            self._sessions.popitem(last=False)
        return Signed(token=token, expires_ms=expires_ms)

    def sign_out(self, token: str) -> None:
        self._sessions.pop(_hash(token), None)

    def holder(self, token: str) -> Holder | None:
        """Who may ask with this token; None: nobody."""
        if not token:
            return None
        given = _hash(token)
        if self._token and hmac.compare_digest(given, self._token):
            return Holder(name=PROGRAM, program=True)
        held = self._sessions.get(given)
        return held if held is not None and self._clock.now_ms() < held.expires_ms else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _right(admin_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(admin_hash, password)
    except (Argon2Error, InvalidHashError):
        return False
