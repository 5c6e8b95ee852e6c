"""What the centre tells of fulfilment and transfers is taken over: questions, confirmations, ends."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.shipping import shipping_told
from edge.app.task import accepted, enough, hold, put, rejected
from edge.app.transfer import transfer_told
from edge.app.uow import Uow
from edge.domain.ask import AskFulfilment, EndFulfilment, ShippingTold, Wanted, WithdrawFulfilment
from edge.domain.contact import Contact
from edge.domain.feed import FeedItem
from edge.domain.message import Event
from edge.domain.task import (
    LINES_MAX,
    OPEN,
    FulfilmentRejected,
    FulfilmentWithdrawn,
    Task,
    TaskChanged,
    TaskLine,
    task_id,
)
from edge.domain.transfer import TransferTold
from edge.errors import Rejected

Events = tuple[Event, ...]


def take_tasks(items: tuple[FeedItem, ...], uow: Uow, ctx: Context) -> Events:
    """Each item once or again: a repeat changes nothing."""
    events: Events = ()
    for item in items:
        if isinstance(item, AskFulfilment):
            events = (*events, *_asked(item, uow, ctx))
        elif isinstance(item, WithdrawFulfilment):
            events = (*events, *_withdrawn(item, uow, ctx))
        elif isinstance(item, EndFulfilment):
            events = (*events, *_left(item, uow, ctx))
        elif isinstance(item, ShippingTold):
            events = (*events, *shipping_told(item, uow, ctx))
        elif isinstance(item, TransferTold):
            events = (*events, *transfer_told(item, uow))
    return events


def _asked(item: AskFulfilment, uow: Uow, ctx: Context) -> Events:
    if item.contact is not None:
        _keep(item.contact, uow)
    known = uow.tasks.get(task_id(item.order_id, item.attempt))
    if known is not None:
        return _confirmed(known, item, uow, ctx)
    try:
        lines = _lines(item.lines, uow)
    except Rejected as refused:
        return (FulfilmentRejected(order_id=item.order_id, attempt=item.attempt, reason=refused.code),)
    task = Task(
        order_id=item.order_id,
        attempt=item.attempt,
        number=item.number,
        way=item.way,
        lines=lines,
        deadline_ms=item.deadline_ms,
        asked_ms=ctx.now_ms,
        changed_ms=ctx.now_ms,
        confirmed=item.confirmed,
        contact_id=item.contact_id,
        secret=item.secret,
    )
    return _answered(task, uow, ctx)


def _answered(task: Task, uow: Uow, ctx: Context) -> Events:
    """At once where the shop's rules decide, else by the staff."""
    if task.confirmed:  # promised by this store before it lost its file
        return accepted(task, uow, ctx)
    if ctx.now_ms > task.deadline_ms:
        return rejected(task, "late", uow, ctx)
    if not enough(task, uow, spare=0):
        return rejected(task, "no_stock", uow, ctx)
    if ctx.shop.auto_accept and enough(task, uow, spare=ctx.shop.safety_stock):
        return accepted(task, uow, ctx)
    return (TaskChanged(task=put(task, uow, ctx)),)


def _confirmed(task: Task, item: AskFulfilment, uow: Uow, ctx: Context) -> Events:
    if task.confirmed or not item.confirmed:
        return ()
    kept = put(msgspec.structs.replace(task, confirmed=True), uow, ctx)
    return (TaskChanged(task=kept),)


def _withdrawn(item: WithdrawFulfilment, uow: Uow, ctx: Context) -> Events:
    """What has left cannot be withdrawn; it has been said, and must come back as a return."""
    task = uow.tasks.get(task_id(item.order_id, item.attempt))
    said = FulfilmentWithdrawn(order_id=item.order_id, attempt=item.attempt)
    if task is None:
        return (said,)
    if task.state in {"withdrawn", "rejected"}:  # told again, or heard in another order: said again
        return (said,)
    if task.state not in OPEN:
        return ()
    gone = msgspec.structs.replace(task, state="withdrawn", reason=item.reason, code_hash="", secret="")
    gone = put(gone, uow, ctx)
    return (TaskChanged(task=gone), said, *hold(gone, uow))


def _left(item: EndFulfilment, uow: Uow, ctx: Context) -> Events:
    """Sent before this file was put back: it is not sent again. Its movement comes back with the past."""
    task = uow.tasks.get(task_id(item.order_id, item.attempt))
    if task is None or task.state not in OPEN:
        return ()
    gone = msgspec.structs.replace(task, state=item.state, code_hash="", secret="")
    gone = put(gone, uow, ctx)
    return (TaskChanged(task=gone), *hold(gone, uow))


def _lines(wanted: tuple[Wanted, ...], uow: Uow) -> tuple[TaskLine, ...]:
    if not 0 < len(wanted) <= LINES_MAX:
        raise Rejected("too_many_lines", most=LINES_MAX)
    return tuple(_line(one, uow) for one in wanted)


def _line(wanted: Wanted, uow: Uow) -> TaskLine:
    variant = uow.catalog.variant(wanted.sku)
    product = uow.catalog.product(variant.product_id) if variant else None
    if variant is None or product is None:
        raise Rejected("no_product")
    return TaskLine(
        sku=wanted.sku,
        quantity=wanted.quantity,
        step=variant.step,
        product_id=product.product_id,
        gtin=variant.gtin,
        name_zh=product.name_zh,
        name_en=product.name_en,
        variant_zh=variant.words_zh,
        variant_en=variant.words_en,
    )


def _keep(contact: Contact, uow: Uow) -> None:
    known = uow.contacts.get(contact.contact_id)
    if known is None or (known.version < contact.version and not known.erased):
        uow.contacts.put(contact)
