"""The lane: a plate is seen, the barrier opens or it is known that it did not."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.message import Command, Event

PlateColor = Literal["blue", "green", "yellow", "white", "black", "unknown"]
PLATE_MAX = 12
REPEAT_MS = 10_000  # the same plate at the same lane within this is one car


class PlateSeen(Command, frozen=True, kw_only=True):
    """One read of a camera. `seen_ms` is the camera's own time; `replayed` reads never open anything."""

    lane: str
    plate: str
    color: PlateColor = "unknown"
    confidence: int = 0
    seen_ms: int = 0
    replayed: bool = False


class CarSeen(Event, frozen=True, kw_only=True):
    lane: str
    plate: str
    color: PlateColor
    at_ms: int
    replayed: bool = False


class BarrierOpened(Event, frozen=True, kw_only=True):
    lane: str
    plate: str
    at_ms: int


class GateDidNotOpen(Event, frozen=True, kw_only=True):
    lane: str
    plate: str
    reason: str
    at_ms: int


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """What a lane last saw."""

    lane: str
    plate: str = ""
    color: PlateColor = "unknown"
    at_ms: int = 0
