"""Scans and what a place shows."""

from __future__ import annotations

import msgspec

from edge.app.basket import add, ensure_open
from edge.app.context import Context
from edge.app.member import show_member_code
from edge.app.uow import Uow
from edge.domain.barcode import Barcode, classify
from edge.domain.catalog import Variant
from edge.domain.member import ShowMemberCode
from edge.domain.member_code import is_code
from edge.domain.message import Event
from edge.domain.shelf import HEARD_MAX, CodeRefused, Notice, ScanCode, Shelf, ShelfChanged, ShowProduct
from edge.errors import Rejected

Events = tuple[Event, ...]
OWN_KINDS = ("member", "coupon", "pickup", "ticket")  # read, and of no use at a shelf


def scan_code(command: ScanCode, uow: Uow, ctx: Context) -> Events:
    """A product goes into a kiosk's basket, or is named to a counter's page; all else is a clear word."""
    if is_code(command.text):
        return _member(command.text, uow, ctx)
    place = ctx.actor.place
    shelf = uow.shelves.get(place)
    code = classify(command.text, command.symbology, ctx.shop.codes)
    variant = uow.catalog.by_gtin(code.gtin) if code.gtin else None
    if variant is None and code.kind == "shop":
        variant = uow.catalog.variant(code.text)
    if variant is None:
        return _no_product(code, uow, ctx, shelf)
    if place in ctx.shop.counters:  # by its SKU, whatever kind of label it was read from
        return _noticed(uow, shelf, ctx, Notice(code="item_scanned", text=variant.sku, at_ms=ctx.now_ms))
    if code.price_fen:
        return _noticed(uow, shelf, ctx, Notice(code="priced_label", text=code.text, at_ms=ctx.now_ms))
    weighs = code.weight_g if variant.unit == "gram" else 0
    return _take_in(variant, weighs or variant.step, uow, ctx, shelf)


def show_product(command: ShowProduct, uow: Uow, ctx: Context) -> Events:
    if uow.catalog.product(command.product_id) is None:
        raise Rejected("no_product")
    shelf = uow.shelves.get(ctx.actor.place)
    shown = msgspec.structs.replace(
        shelf, product_id=command.product_id, sku=command.sku, scanned_ms=0, notice=None
    )
    return _kept(uow, shown)


def _no_product(code: Barcode, uow: Uow, ctx: Context, shelf: Shelf) -> Events:
    if code.kind == "shop" and _is_number(code.text):
        return _noticed(uow, shelf, ctx, Notice(code="order_scanned", text=code.text, at_ms=ctx.now_ms))
    if code.kind in OWN_KINDS:
        return _noticed(uow, shelf, ctx, Notice(code="not_used_here", text=code.text, at_ms=ctx.now_ms))
    reason = code.reason or "unknown"
    notice = Notice(code=reason, text=code.text, at_ms=ctx.now_ms)
    return (
        *_noticed(uow, shelf, ctx, notice),
        CodeRefused(place=shelf.place, text=code.text, reason=reason),
    )


def _take_in(variant: Variant, quantity: int, uow: Uow, ctx: Context, shelf: Shelf) -> Events:
    shown = msgspec.structs.replace(
        shelf,
        product_id=variant.product_id,
        sku=variant.sku,
        scanned_ms=max(ctx.now_ms, shelf.scanned_ms + 1),
        notice=None,
    )
    try:
        order, opened = ensure_open(uow, ctx)
        changed = add(order, variant.sku, quantity, uow, ctx, scanned=True)
    except Rejected as refused:
        return _noticed(uow, shown, ctx, Notice(code=refused.code, text=variant.sku, at_ms=ctx.now_ms))
    shown = msgspec.structs.replace(shown, order_id=order.order_id)
    return (*opened, *changed, *_kept(uow, shown))


def _member(text: str, uow: Uow, ctx: Context) -> Events:
    """A refused code is a word on the page; its text is shown nowhere."""
    try:
        return show_member_code(ShowMemberCode(text=text), uow, ctx)
    except Rejected as refused:
        shelf = uow.shelves.get(ctx.actor.place)
        return _noticed(uow, shelf, ctx, Notice(code=refused.code, at_ms=ctx.now_ms))


def _noticed(uow: Uow, shelf: Shelf, ctx: Context, notice: Notice) -> Events:
    before = max((one.at_ms for one in (*shelf.heard, shelf.notice) if one), default=-1)
    told = msgspec.structs.replace(notice, at_ms=max(ctx.now_ms, before + 1))
    counter = shelf.place in ctx.shop.counters
    heard = (*shelf.heard, told)[-HEARD_MAX:] if counter else ()
    return _kept(uow, msgspec.structs.replace(shelf, notice=told, heard=heard))


def _kept(uow: Uow, shelf: Shelf) -> Events:
    kept = msgspec.structs.replace(shelf, version=shelf.version + 1)
    uow.shelves.put(kept)
    return (ShelfChanged(shelf=kept),)


def _is_number(text: str) -> bool:
    tag, dash, count = text.partition("-")
    return bool(dash) and len(tag) == 3 and count.isdigit()  # noqa: PLR2004 - as ids.order_number makes it
