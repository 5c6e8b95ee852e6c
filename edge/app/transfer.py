"""Goods to and from other stores: sent, refused, counted in. The ledger moves with the word."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.lease import must_own_stock
from edge.app.stock import moved
from edge.app.uow import Uow
from edge.domain.message import Event
from edge.domain.transfer import (
    REASON_MAX,
    ReceiveTransfer,
    RefuseTransfer,
    SendTransfer,
    Transfer,
    TransferChanged,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferTold,
    TransferWished,
    WishTransfer,
    further,
    received,
    refused,
    same_wish,
    sent,
    wished,
)
from edge.errors import Rejected

Events = tuple[Event, ...]
WISHES_MAX = 100  # of this store that nobody answered yet


def transfer_told(item: TransferTold, uow: Uow) -> Events:
    """Each word once or again, in any order: the one that is further on stands."""
    known = uow.transfers.get(item.transfer.transfer_id)
    now = further(known, item.transfer)
    return () if now == known else _put(now, uow)


def wish_transfer(command: WishTransfer, uow: Uow, ctx: Context) -> Events:
    """Asked at once here, and at the other store when the log has brought it to the centre."""
    person = uow.staff.get(ctx.actor.person)
    wish = wished(command, ctx.shop.store_id, person.name if person else ctx.actor.person, ctx.now_ms)
    known = uow.transfers.get(wish.transfer_id)
    if known is not None:
        if not same_wish(known, wish):
            raise Rejected("key_reused")
        return ()
    if not ctx.shop.centre:
        raise Rejected("no_centre")
    for line in wish.lines:
        if uow.catalog.variant(line.sku) is None:
            raise Rejected("no_product")
    if sum(one.target == wish.target for one in uow.transfers.asked()) >= WISHES_MAX:
        raise Rejected("wishes_open", most=WISHES_MAX)
    return (*_put(wish, uow), TransferWished(transfer=wish))


def send_transfer(command: SendTransfer, uow: Uow, ctx: Context) -> Events:
    """Only what is here and promised to nobody. The stock is told before the word, so that the centre never
    counts on pieces twice.
    """
    must_own_stock(uow)
    transfer = _of(command.transfer_id, uow)
    _side(transfer.source, ctx)
    if transfer.state in {"sent", "received"}:
        return ()
    gone = sent(transfer, command.counts, ctx.now_ms, reason=command.reason.strip()[:REASON_MAX])
    for line in gone.lines:
        if line.sent > max(0, uow.stock.level(line.sku).available):
            raise Rejected("transfer_short", sku=line.sku)
    quantities = {line.sku: -line.sent for line in gone.lines}
    left = moved(uow, ctx, quantities, reason="transfer", ref=gone.transfer_id)
    return (*left, *_put(gone, uow), TransferSent(transfer=gone))


def refuse_transfer(command: RefuseTransfer, uow: Uow, ctx: Context) -> Events:
    transfer = _of(command.transfer_id, uow)
    _side(transfer.source, ctx)
    if transfer.state == "refused":
        return ()
    over = refused(transfer, command.reason.strip()[:REASON_MAX])
    return (*_put(over, uow), TransferRefused(transfer=over))


def receive_transfer(command: ReceiveTransfer, uow: Uow, ctx: Context) -> Events:
    must_own_stock(uow)
    transfer = _of(command.transfer_id, uow)
    _side(transfer.target, ctx)
    if transfer.state == "received":
        return ()
    here = received(transfer, command.counts, ctx.now_ms)
    quantities = {line.sku: line.received for line in here.lines}
    came = moved(uow, ctx, quantities, reason="transfer", ref=here.transfer_id)
    return (*came, *_put(here, uow), TransferReceived(transfer=here))


def _put(transfer: Transfer, uow: Uow) -> Events:
    uow.transfers.put(transfer)
    return (TransferChanged(transfer=transfer),)


def _of(transfer_id: str, uow: Uow) -> Transfer:
    transfer = uow.transfers.get(transfer_id)
    if transfer is None:
        raise Rejected("no_transfer")
    return transfer


def _side(store: str, ctx: Context) -> None:
    """Who sends does not receive, and the other way round."""
    if store != ctx.shop.store_id:
        raise Rejected("transfer_side", store=store)
