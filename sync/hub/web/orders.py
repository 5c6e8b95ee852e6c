"""Orders of every store, and the path of one."""

from __future__ import annotations

from sync.hub.web.answers import Orders
from sync.hub.web.route import Call


async def orders(call: Call) -> Orders:
    store, state, text = call.query("store"), call.query("state"), call.query("q").strip()
    return Orders(orders=await call.desk.orders(store=store, state=state, text=text, limit=call.limit()))


async def order(call: Call) -> object:
    return await call.desk.order(call.part("order_id"))
