"""Orders of every store, and the path of one."""

from __future__ import annotations

from sync.hub.command_sheet import OrderAsk
from sync.hub.desk import Asked
from sync.hub.web.answers import OrderAsks, Orders
from sync.hub.web.route import Call


async def orders(call: Call) -> Orders:
    store, state, text = call.query("store"), call.query("state"), call.query("q").strip()
    return Orders(orders=await call.desk.orders(store=store, state=state, text=text, limit=call.limit()))


async def order(call: Call) -> object:
    return await call.desk.order(call.part("order_id"))


async def asks(call: Call) -> OrderAsks:
    return OrderAsks(asks=await call.desk.asked_of(call.part("order_id")))


async def ask(call: Call, wish: OrderAsk) -> Asked:
    return await call.desk.ask_of_order(call.part("order_id"), wish, by=call.by)
