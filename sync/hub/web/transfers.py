"""Goods between stores, over HTTP."""

from __future__ import annotations

from typing import Final, get_args

from edge.domain.transfer import Transfer, TransferState
from edge.errors import Rejected
from sync.hub.desk import NewTransfer
from sync.hub.web.route import Call
from sync.hub.web.transfer_answers import CancelTransfer, TransferFile, Transfers

STATES: Final = ("", *get_args(TransferState))


async def transfers(call: Call) -> Transfers:
    state, store = call.query("state"), call.query("store")
    if state not in STATES:
        raise Rejected("state")
    return Transfers(transfers=await call.desk.transfers.rows(state=state, store=store, limit=call.limit()))


async def look(call: Call) -> TransferFile:
    found = await call.desk.transfers.look(call.part("transfer_id"))
    items = await call.desk.items({line.sku for line in found.lines})
    return TransferFile(transfer=found, items=items)


async def ask(call: Call, wish: NewTransfer) -> Transfer:
    return await call.desk.transfers.ask(wish, by=call.by)


async def cancel(call: Call, wish: CancelTransfer) -> Transfer:
    return await call.desk.transfers.cancel(call.part("transfer_id"), why=wish.why, by=call.by)
