"""What this room asks of a broker, a clock and a switch, as narrow Protocols, and how its parts end."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec


class Clock(Protocol):
    """Time and ids; the process brings its own."""

    def now_ms(self) -> int: ...
    def monotonic(self) -> float: ...
    def new_id(self) -> str: ...


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One publish as it arrived."""

    topic: str
    payload: bytes


class Link(Protocol):
    """One connection to a broker, at least once each way. Every method raises `SyncError` once it is lost."""

    async def subscribe(self, *filters: str) -> None:
        """Returns when the broker has granted all of them; retained messages follow."""
        ...

    async def unsubscribe(self, *filters: str) -> None:
        """No longer; what is on its way may still arrive."""
        ...

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False, sure: bool = True) -> None:
        """Returns when the message is on its way; waits while too many are unanswered. One that is not `sure`
        is answered by nobody, and a broker may lose it.
        """
        ...

    async def receive(self) -> Message: ...


class Broker(Protocol):
    """Where links come from. A second link of the same client id ends the first."""

    def connect(self, client_id: str) -> AbstractAsyncContextManager[Link]: ...


class Switch(Protocol):
    """A plug that the lab can pull."""

    @property
    def plugged(self) -> bool: ...
    async def set(self, *, plugged: bool) -> None: ...


def cause(failed: BaseExceptionGroup) -> BaseException:
    """The first plain exception of a group of groups. A cancel from outside goes before it: a task group
    whose child fails in that moment swallows it. Only a group whose body still waits tells the two apart, so
    the callers wait in theirs.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        return asyncio.CancelledError()
    inner = failed.exceptions[0]
    return cause(inner) if isinstance(inner, BaseExceptionGroup) else inner
