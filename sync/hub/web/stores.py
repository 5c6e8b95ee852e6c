"""Stores: how far behind they are, their logs, what they took in by the hour."""

from __future__ import annotations

from sync.hub.web.answers import Logs, Overview, Stores, Workers
from sync.hub.web.route import Call


async def stores(call: Call) -> Stores:
    return Stores(stores=await call.desk.stores())


async def overview(call: Call) -> Overview:
    from_ms, hours = await call.front.hours(call.front.clock.now_ms())
    return Overview(stores=await call.desk.stores(), from_ms=from_ms, hours=hours)


async def logs(call: Call) -> Logs:
    return Logs(logs=await call.desk.logs_of(call.part("store")))


async def workers(call: Call) -> Workers:
    return Workers(workers=await call.desk.workers(), backup=await call.desk.backup_state())
