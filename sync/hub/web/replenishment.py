"""Between what limits stock shall stand and what should be sent, over HTTP."""

from __future__ import annotations

from sync.hub.web.answers import Changed
from sync.hub.web.route import Call
from sync.hub.web.transfer_answers import (
    Chosen,
    Levels,
    LimitNames,
    Limits,
    RemovedLimits,
    Replenished,
    Replenishment,
)


async def proposals(call: Call) -> Replenishment:
    rows = await call.desk.replenishment.proposals(
        sku=call.query("sku"), store=call.query("store"), limit=call.limit()
    )
    return Replenishment(proposals=rows, items=await call.desk.items({one.sku for one in rows}))


async def send(call: Call, wish: Chosen) -> Replenished:
    done = await call.desk.replenishment.send(wish.key, wish.proposals, by=call.by)
    return Replenished(transfers=done.transfers, moved=done.moved)


async def limits(call: Call) -> Levels:
    rows = await call.desk.replenishment.limits(
        store=call.query("store"), text=call.query("q"), limit=call.limit()
    )
    return Levels(limits=rows, items=await call.desk.items({one.sku for one in rows}))


async def set_limits(call: Call, wish: Limits) -> Changed:
    return Changed(changed=await call.desk.replenishment.set_limits(wish.limits, by=call.by))


async def delete_limits(call: Call, wish: LimitNames) -> Changed:
    keys = [(one.store, one.sku) for one in wish.limits]
    return Changed(changed=await call.desk.replenishment.delete_limits(keys, by=call.by))


async def removed(call: Call) -> RemovedLimits:
    rows = await call.desk.replenishment.removed(store=call.query("store"), limit=call.limit())
    return RemovedLimits(removed=rows, items=await call.desk.items({one.sku for one in rows}))
