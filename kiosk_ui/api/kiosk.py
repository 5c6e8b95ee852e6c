"""What a shopper may do at a kiosk."""

from __future__ import annotations

import asyncio

from edge.domain.order import (
    AddToBasket,
    ClearBasket,
    ParkOrder,
    SetContact,
    SetQuantity,
    SetWay,
    SwapVariant,
)
from edge.domain.payment import AskPayment, StopPayment
from edge.domain.shelf import ShowProduct
from kiosk_ui.answers import Done
from kiosk_ui.present.catalog import SHELVES, cards_view, elsewhere, home_view, product_view, stock_view
from kiosk_ui.refusal import NOT_FOUND, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.catalog import CardsView, HomeView, ProductView, StockView
from kiosk_ui.wishes import (
    AddWish,
    ContactWish,
    NoWish,
    QuantityWish,
    ShowWish,
    StopWish,
    SwapWish,
    WayWish,
)

ROW_CARDS = 12
PAGE_CARDS = 24
DONE = Done()


async def home(call: Call) -> HomeView:
    reads = call.desk.reads
    categories = await reads.categories()
    names = (*SHELVES, *(category.category for category in categories))
    pages = await asyncio.gather(*(reads.shelf(name, limit=ROW_CARDS) for name in names))
    return home_view(categories, dict(zip(names, pages, strict=True)))


async def shelf(call: Call) -> CardsView:
    return cards_view(
        await call.desk.reads.shelf(call.part("shelf"), after=call.query("after"), limit=PAGE_CARDS)
    )


async def search(call: Call) -> CardsView:
    text = call.query("q").strip()
    return cards_view(await call.desk.reads.search(text, limit=PAGE_CARDS)) if text else CardsView(cards=())


async def product(call: Call) -> ProductView:
    offer = await call.desk.reads.product(call.part("product_id"))
    if offer is None:
        raise Refused(NOT_FOUND, "no_product")
    return product_view(offer, call.desk.stores)


async def stock(call: Call) -> StockView:
    """The centre's word where it says one within a second, else what the store was told before."""
    sku, now_ms = call.id("sku"), call.desk.clock.now_ms()
    found = await call.desk.stock.stock(sku) if call.desk.stock is not None else None
    if found is not None:
        return stock_view(sku, found, now_ms=now_ms)
    known = await call.desk.reads.by_code(sku)
    offer = await call.desk.reads.product(known[1].product_id) if known is not None else None
    mine = next((one for one in offer.offers if one.variant.sku == sku), None) if offer is not None else None
    if mine is None:
        raise Refused(NOT_FOUND, "no_product")
    return StockView(sku=sku, asked=False, stores=elsewhere(mine, call.desk.stores), now_ms=now_ms)


async def show(call: Call, wish: ShowWish) -> Done:
    await call.order(ShowProduct(product_id=wish.product_id, sku=wish.sku))
    return DONE


async def add(call: Call, wish: AddWish) -> Done:
    await call.order(AddToBasket(sku=wish.sku, quantity=wish.quantity))
    return DONE


async def quantity(call: Call, wish: QuantityWish) -> Done:
    await call.order(SetQuantity(line_id=wish.line_id, quantity=wish.quantity))
    return DONE


async def swap(call: Call, wish: SwapWish) -> Done:
    await call.order(SwapVariant(line_id=wish.line_id, sku=wish.sku))
    return DONE


async def way(call: Call, wish: WayWish) -> Done:
    await call.order(SetWay(line_id=wish.line_id, way=wish.way))
    return DONE


async def contact(call: Call, wish: ContactWish) -> Done:
    await call.order(SetContact(name=wish.name, phone=wish.phone, address=wish.address))
    return DONE


async def pay(call: Call, _: NoWish) -> Done:
    await call.order(AskPayment())
    return DONE


async def stop(call: Call, wish: StopWish) -> Done:
    await call.order(StopPayment(payment_id=wish.payment_id))
    return DONE


async def park(call: Call, _: NoWish) -> Done:
    await call.order(ParkOrder())
    return DONE


async def leave(call: Call, _: NoWish) -> Done:
    await call.order(ClearBasket())
    return DONE
