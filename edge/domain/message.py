"""What goes in (commands) and what comes out (events), and who asked."""

from __future__ import annotations

from typing import Literal

import msgspec

Role = Literal["shopper", "cashier", "manager", "attendant", "device", "centre", "system"]
Channel = Literal["kiosk", "till", "gate", "device", "centre", "cloud", "cli"]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A wish, imperative. One handler decides."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A fact, past tense. Never changed, never refused."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: `person` is a staff id or ''; `place` is a kiosk, till, lane or device id."""

    role: Role
    place: str
    channel: Channel
    person: str = ""

    @property
    def scope(self) -> str:
        """The namespace of this actor's idempotency keys."""
        return f"{self.channel}:{self.place}:{self.person}"
