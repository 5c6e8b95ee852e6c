"""Items, their stock everywhere, their prices, and corrections asked of the stores."""

from __future__ import annotations

from edge.domain.feed import AskCorrection
from edge.errors import Rejected
from sync.hub.web.answers import Changed, Correction, Corrections, ItemFile, Items, Prices, Stock
from sync.hub.web.route import Call


async def items(call: Call) -> Items:
    return Items(items=await call.desk.find(call.query("q"), limit=call.limit()))


async def item(call: Call) -> ItemFile:
    sku = call.part("sku")
    found = next((one for one in await call.desk.find(sku, limit=1) if one.sku == sku), None)
    if found is None:
        raise Rejected("no_item", sku=sku)
    return ItemFile(item=found, stock=await call.desk.stock_of(sku), prices=await call.desk.prices_of(sku))


async def stock(call: Call) -> Stock:
    return Stock(stock=await call.desk.stock_of(call.part("sku")))


async def prices(call: Call, wish: Prices) -> Changed:
    return Changed(changed=await call.desk.set_prices(wish.changes, by=call.by))


async def corrections(call: Call) -> Corrections:
    return Corrections(corrections=await call.desk.commands(limit=call.limit()))


async def ask_correction(call: Call, wish: Correction) -> AskCorrection:
    return await call.desk.ask_correction(
        wish.store,
        sku=wish.sku,
        quantity=wish.quantity,
        reason=wish.reason,
        within_ms=wish.within_s * 1000,
        command_id=wish.command_id,
        by=call.by,
    )
