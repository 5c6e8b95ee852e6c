"""The ledger's writers: sales, stock-takes, corrections."""

from __future__ import annotations

from collections.abc import Mapping

from edge.app.context import Context
from edge.app.lease import must_own_stock
from edge.app.uow import Uow
from edge.domain.message import Event
from edge.domain.stock import (
    QUANTITY_MAX,
    CorrectStock,
    ExpireHolds,
    Level,
    Movement,
    MoveReason,
    StockHeld,
    StockMoved,
    TakeStock,
)
from edge.errors import Rejected

Events = tuple[Event, ...]
COUNTS_MAX = 5_000  # of one stock-take command
HOLDS_MAX = 100  # orders freed in one command
EVENT_MAX = 500  # ledger lines told in one event


def take_stock(command: TakeStock, uow: Uow, ctx: Context) -> Events:
    """What was counted replaces what was thought."""
    must_own_stock(uow)
    if len(command.counts) > COUNTS_MAX:
        raise Rejected("too_many_counts", most=COUNTS_MAX)
    quantities: dict[str, int] = {}
    for count in command.counts:
        if not 0 <= count.quantity <= QUANTITY_MAX:
            raise Rejected("quantity", most=QUANTITY_MAX)
        quantities[count.sku] = count.quantity - uow.stock.level(count.sku).on_hand
    return moved(uow, ctx, quantities, reason="stock_take", ref=command.take_id)


def correct_stock(command: CorrectStock, uow: Uow, ctx: Context) -> Events:
    """Signed pieces more or less, with whose word it was as `ref`."""
    must_own_stock(uow)
    if uow.catalog.variant(command.sku) is None:
        raise Rejected("no_product")
    if not 0 < abs(command.quantity) <= QUANTITY_MAX:
        raise Rejected("quantity", most=QUANTITY_MAX)
    return moved(uow, ctx, {command.sku: command.quantity}, reason="correction", ref=command.ref)


def expire_holds(_: ExpireHolds, uow: Uow, ctx: Context) -> Events:
    freed = [
        hold.sku
        for order_id in uow.stock.expired(ctx.now_ms, limit=HOLDS_MAX)
        for hold in uow.stock.release(order_id)
    ]
    return (StockHeld(skus=tuple(dict.fromkeys(freed))),) if freed else ()


def moved(uow: Uow, ctx: Context, quantities: Mapping[str, int], *, reason: MoveReason, ref: str) -> Events:
    """Ledger lines for these SKUs (zeros make none), told in bounded events."""
    movements: list[Movement] = []
    levels: list[Level] = []
    for sku, quantity in quantities.items():
        if quantity == 0 and reason != "stock_take":  # a right count is kept, so that its repeat does nothing
            continue
        movement = Movement(
            movement_id=ctx.new_id(), sku=sku, quantity=quantity, reason=reason, ref=ref, at_ms=ctx.now_ms
        )
        if uow.stock.move(movement) and quantity != 0:
            movements.append(movement)
            levels.append(uow.stock.level(sku))
    return tuple(
        StockMoved(movements=tuple(movements[at : at + EVENT_MAX]), levels=tuple(levels[at : at + EVENT_MAX]))
        for at in range(0, len(movements), EVENT_MAX)
    )
