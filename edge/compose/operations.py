"""What the command line may ask of a store, running or not: names, and async functions of their arguments."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edge.app.ports import Health
from edge.app.stock import COUNTS_MAX
from edge.compose.house import House
from edge.domain.message import Actor
from edge.domain.staff import AddStaff, StaffAdded
from edge.domain.stock import Count, StockMoved, TakeStock
from edge.errors import Rejected, StoreError
from edge.runtime.admin import Answer, Operation
from edge.runtime.health import HealthRegistry
from edge.runtime.pulse import Pulse

T = TypeVar("T")
ACTOR = Actor(role="system", place="admin", channel="cli")


class _TakeArgs(msgspec.Struct, frozen=True, kw_only=True):
    counts: tuple[Count, ...]
    take_id: str = ""


class _FileArgs(msgspec.Struct, frozen=True, kw_only=True):
    file: str


def operations(house: House) -> dict[str, Operation]:
    """Those that need nothing but the store."""
    asked = _Asked(house)
    return {
        "staff.add": asked.add_staff,
        "staff.list": asked.list_staff,
        "stock.take": asked.take_stock,
        "backup": asked.backup,
        "status": asked.status,
    }


def health_operation(health: HealthRegistry) -> Operation:
    async def told(_: Mapping[str, Any]) -> Answer:
        parts: tuple[Health, ...] = health.all()
        return {"worst": health.worst(), "parts": [msgspec.to_builtins(part) for part in parts]}

    return told


def pulse_operation(pulse: Pulse) -> Operation:
    async def told(_: Mapping[str, Any]) -> Answer:
        return {"gaps_ms": pulse.gaps_ms()}

    return told


class _Asked:
    def __init__(self, house: House) -> None:
        self._house = house

    async def add_staff(self, args: Mapping[str, Any]) -> Answer:
        command = _converted(args, AddStaff)
        events = await self._house.dispatch(command, actor=ACTOR)
        added = next((event for event in events if isinstance(event, StaffAdded)), None)
        if added is None:
            raise StoreError("the store did not say that anybody was added")
        return {"staff_id": added.staff_id}

    async def list_staff(self, _: Mapping[str, Any]) -> Answer:
        people = await self._house.reads.staff()
        return {
            "staff": [{"staff_id": p.staff_id, "name": p.name, "role": p.role} for p in people if p.active]
        }

    async def take_stock(self, args: Mapping[str, Any]) -> Answer:
        wanted = _converted(args, _TakeArgs)
        take_id = wanted.take_id or self._house.clock.new_id()
        moved = 0
        for begin in range(0, len(wanted.counts), COUNTS_MAX):
            command = TakeStock(take_id=take_id, counts=wanted.counts[begin : begin + COUNTS_MAX])
            events = await self._house.dispatch(command, actor=ACTOR, bulk=True)
            moved += sum(len(event.movements) for event in events if isinstance(event, StockMoved))
        return {"take_id": take_id, "moved": moved}

    async def backup(self, args: Mapping[str, Any]) -> Answer:
        return await asyncio.to_thread(self._backup, Path(_converted(args, _FileArgs).file))

    def _backup(self, target: Path) -> Answer:
        if target.is_dir():
            shop = self._house.shop
            at = datetime.fromtimestamp(self._house.clock.now_ms() / 1000, shop.zone)
            target /= f"{shop.store_id}-{at:%Y%m%d-%H%M%S}.db"
        self._house.backup(target)
        return {"file": str(target), "bytes": target.stat().st_size}

    async def status(self, _: Mapping[str, Any]) -> Answer:
        """How far the feeds are applied and how much waits for the centre."""
        cursors = await self._house.log.cursors()
        waiting = await self._house.log.waiting()
        return {
            "store": self._house.shop.store_id,
            "cursors": {cursor.stream: cursor.pos for cursor in cursors},
            "waiting": waiting.entries,
        }


def _converted(args: Mapping[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(args, shape)
    except msgspec.ValidationError as error:
        raise Rejected("bad_arguments", sentence=str(error)) from None
