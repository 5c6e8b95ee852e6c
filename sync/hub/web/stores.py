"""Stores: how far behind they are, their logs, what they took in by the hour."""

from __future__ import annotations

from sync.hub.web.answers import Logs, Overview, Stores, Workers
from sync.hub.web.route import Call
from sync.hub.workers import crew

LAGS_SHOWN = 50


async def stores(call: Call) -> Stores:
    return Stores(stores=await call.desk.stores())


async def overview(call: Call) -> Overview:
    now_ms = call.front.clock.now_ms()
    from_ms, hours = await call.front.hours(now_ms)
    return Overview(
        stores=await call.desk.stores(),
        from_ms=from_ms,
        hours=hours,
        crew=crew(await call.desk.workers()),
        erasures=await call.front.overdue(now_ms),
    )


async def logs(call: Call) -> Logs:
    return Logs(logs=await call.desk.logs_of(call.part("store")))


async def workers(call: Call) -> Workers:
    rows = await call.desk.workers()
    return Workers(
        workers=rows,
        crew=crew(rows),
        lags=await call.desk.lags(limit=LAGS_SHOWN),
        backup=await call.desk.backup_state(),
    )
