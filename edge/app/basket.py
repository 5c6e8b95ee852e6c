"""The basket of a place: an order that is still open."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.contact import Contact, ContactKept, KeepContact, checked
from edge.domain.message import Event
from edge.domain.money import line_amount
from edge.domain.order import (
    LINES_MAX,
    QUANTITY_MAX,
    AddToBasket,
    BasketChanged,
    ClearBasket,
    Fulfilment,
    Line,
    Order,
    OrderCancelled,
    SetContact,
    SetQuantity,
    SetWay,
    SwapVariant,
)
from edge.domain.points import discounted, goods_fen, most
from edge.domain.shelf import Shelf, ShelfChanged
from edge.errors import Rejected

Events = tuple[Event, ...]


def add_to_basket(command: AddToBasket, uow: Uow, ctx: Context) -> Events:
    order, opened = ensure_open(uow, ctx)
    return (*opened, *add(order, command.sku, command.quantity, uow, ctx, scanned=False))


def set_quantity(command: SetQuantity, uow: Uow, ctx: Context) -> Events:
    order = open_order(uow, ctx)
    line = line_of(order, command.line_id)
    if command.quantity == 0:
        return put(uow, order, tuple(one for one in order.lines if one is not line))
    return put(uow, order, replaced(order, line, _counted(line, command.quantity)))


def swap_variant(command: SwapVariant, uow: Uow, ctx: Context) -> Events:
    order = open_order(uow, ctx)
    old = line_of(order, command.line_id)
    fresh = make_line(uow, ctx, command.sku, old.quantity)
    if fresh.product_id != old.product_id:
        raise Rejected("no_product")
    kept = msgspec.structs.replace(fresh, line_id=old.line_id, way=old.way)
    return put(uow, order, replaced(order, old, kept))


def set_way(command: SetWay, uow: Uow, ctx: Context) -> Events:
    order = open_order(uow, ctx)
    line = line_of(order, command.line_id)
    return put(uow, order, replaced(order, line, msgspec.structs.replace(line, way=command.way)))


def set_contact(command: SetContact, uow: Uow, ctx: Context) -> Events:
    order = open_order(uow, ctx)
    name, phone, address = checked(
        KeepContact(name=command.name, phone=command.phone, address=command.address)
    )
    before = uow.contacts.get(order.contact_id) if order.contact_id else None
    contact = Contact(
        contact_id=before.contact_id if before else ctx.new_id(),
        version=before.version + 1 if before else 1,
        name=name,
        phone=phone,
        address=address,
    )
    uow.contacts.put(contact)
    kept = ContactKept(contact_id=contact.contact_id, version=contact.version)
    order = msgspec.structs.replace(order, contact_id=contact.contact_id)
    return (kept, *put(uow, order, order.lines))


def clear_basket(_: ClearBasket, uow: Uow, ctx: Context) -> Events:
    """The place forgets; a basket nobody parked or pays is cancelled."""
    shelf = uow.shelves.get(ctx.actor.place)
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    if order is not None and order.state == "paying":
        raise Rejected("paying")
    events: Events = ()
    if order is not None and order.state == "open":
        gone = touched(order, state="cancelled", closed_ms=ctx.now_ms)
        uow.orders.put(gone)
        events = (OrderCancelled(order=gone, reason="left"),) if gone.lines else (BasketChanged(order=gone),)
    fresh = Shelf(place=shelf.place, version=shelf.version + 1)
    uow.shelves.put(fresh)
    return (*events, ShelfChanged(shelf=fresh))


def ensure_open(uow: Uow, ctx: Context) -> tuple[Order, Events]:
    """The place's open basket, a new one where there is none or the last was placed."""
    shelf = uow.shelves.get(ctx.actor.place)
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    if order is not None and order.state == "open":
        return order, ()
    if order is not None and order.state == "paying":
        raise Rejected("paying")
    fresh = Order(
        order_id=ctx.new_id(),
        place=ctx.actor.place,
        channel="kiosk" if ctx.actor.channel == "device" else ctx.actor.channel,
        opened_ms=ctx.now_ms,
        business_day=ctx.today,
        member_id=shelf.member_id,
    )
    uow.orders.put(fresh)
    kept = msgspec.structs.replace(shelf, order_id=fresh.order_id, version=shelf.version + 1)
    uow.shelves.put(kept)
    return fresh, (ShelfChanged(shelf=kept),)


def open_order(uow: Uow, ctx: Context) -> Order:
    """The basket of the actor's place, while it may be changed."""
    shelf = uow.shelves.get(ctx.actor.place)
    order = uow.orders.get(shelf.order_id) if shelf.order_id else None
    if order is None:
        raise Rejected("no_basket")
    if order.state != "open":
        raise Rejected("paying" if order.state == "paying" else "order_closed")
    return order


def add(order: Order, sku: str, quantity: int, uow: Uow, ctx: Context, *, scanned: bool) -> Events:
    """One more line, or more of the same one. A piece in the shopper's hand is sold, whatever the ledger."""
    same = next((line for line in order.lines if line.sku == sku and line.way == "take"), None)
    if same is not None:
        grown = msgspec.structs.replace(
            _counted(same, same.quantity + quantity), scanned=same.scanned or scanned
        )
        return put(uow, order, replaced(order, same, grown))
    if len(order.lines) >= LINES_MAX:
        raise Rejected("basket_full", most=LINES_MAX)
    line = msgspec.structs.replace(make_line(uow, ctx, sku, quantity), scanned=scanned)
    return put(uow, order, (*order.lines, line))


def make_line(uow: Uow, ctx: Context, sku: str, quantity: int) -> Line:
    """A line with today's name and price pinned to it."""
    variant = uow.catalog.variant(sku)
    product = uow.catalog.product(variant.product_id) if variant else None
    if variant is None or product is None:
        raise Rejected("no_product")
    price = uow.catalog.price(sku, ctx.now_ms)
    if price is None:
        raise Rejected("no_price")
    line = Line(
        line_id=ctx.new_id(),
        sku=sku,
        product_id=product.product_id,
        name_zh=product.name_zh,
        name_en=product.name_en,
        variant_zh=variant.words_zh,
        variant_en=variant.words_en,
        quantity=quantity,
        step=variant.step,
        price_fen=price.price_fen,
        list_price_fen=price.list_price_fen,
        price_version=price.version,
        amount_fen=0,
        tax_code=product.tax_code,
        tax_rate_bp=product.tax_rate_bp,
    )
    return _counted(line, quantity)


def put(uow: Uow, order: Order, lines: tuple[Line, ...]) -> Events:
    """The basket with these lines; what points and coupon take off is shared out anew."""
    goods = sum(goods_fen(line) for line in lines)
    coupon_fen = order.coupon_fen if order.coupon_id and goods >= order.coupon_least_fen else 0
    points = min(order.points, most(max(0, goods - coupon_fen)))
    if order.points and not points:
        uow.points.release(order.order_id)
    lines = discounted(lines, coupon_fen=coupon_fen, points=points)
    kept = touched(order, lines=lines, points=points, total_fen=sum(line.amount_fen for line in lines))
    uow.orders.put(kept)
    return (BasketChanged(order=kept),)


def touched(order: Order, **fields: object) -> Order:
    """The order after one more change."""
    return msgspec.structs.replace(order, version=order.version + 1, **fields)


def with_fulfilments(order: Order, ctx: Context) -> Order:
    """One fulfilment for each way the lines go, and for what comes from elsewhere."""
    ways = dict.fromkeys((line.way, line.elsewhere) for line in order.lines)
    parts = tuple(
        Fulfilment(
            fulfilment_id=ctx.new_id(),
            way=way,
            state="finding" if elsewhere else "waiting",
            contact_id=order.contact_id if way == "ship" else "",
            elsewhere=elsewhere,
        )
        for way, elsewhere in ways
    )
    return msgspec.structs.replace(order, fulfilments=parts)


def line_of(order: Order, line_id: str) -> Line:
    for line in order.lines:
        if line.line_id == line_id:
            return line
    raise Rejected("no_line")


def replaced(order: Order, old: Line, new: Line) -> tuple[Line, ...]:
    return tuple(new if line is old else line for line in order.lines)


def _counted(line: Line, quantity: int) -> Line:
    if not 0 < quantity <= QUANTITY_MAX * line.step:
        raise Rejected("quantity", most=QUANTITY_MAX * line.step)
    amount = line_amount(price_fen=line.price_fen, quantity=quantity, step=line.step)
    return msgspec.structs.replace(line, quantity=quantity, amount_fen=amount - line.discount_fen)
