"""Goods between stores and what should be sent, over HTTP."""

from __future__ import annotations

from typing import Final, get_args

from edge.domain.transfer import Transfer, TransferState
from edge.errors import Rejected
from sync.hub.desk import NewTransfer
from sync.hub.web.answers import Changed, Limits, Nothing, Replenishment, Transfers
from sync.hub.web.route import Call

STATES: Final = ("", *get_args(TransferState))


async def transfers(call: Call) -> Transfers:
    state, store = call.query("state"), call.query("store")
    if state not in STATES:
        raise Rejected("state")
    return Transfers(transfers=await call.desk.transfers.rows(state=state, store=store, limit=call.limit()))


async def ask(call: Call, wish: NewTransfer) -> Transfer:
    return await call.desk.transfers.ask(wish)


async def cancel(call: Call, _: Nothing) -> Transfer:
    return await call.desk.transfers.cancel(call.part("transfer_id"))


async def replenishment(call: Call) -> Replenishment:
    return Replenishment(
        proposals=await call.desk.transfers.proposals(sku=call.query("sku"), limit=call.limit())
    )


async def limits(call: Call, wish: Limits) -> Changed:
    return Changed(changed=await call.desk.transfers.set_limits(wish.limits))
