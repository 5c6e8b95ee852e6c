"""Effect rows: written with what caused them, claimed once, and never left without a word."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.effect import (
    MONEY_MS,
    PRINT_MS,
    Charge,
    Effect,
    EffectDone,
    EffectDue,
    EffectFailed,
    EffectStarted,
    FinishEffect,
    GiveBack,
    OpenBarrier,
    Payload,
    Print,
    QueryPayment,
    ReviewEffects,
    StartEffect,
)
from edge.domain.message import Event
from edge.domain.order import Order, OrderPaid, PrintReceipt
from edge.domain.parking import BarrierOpened, GateDidNotOpen
from edge.domain.payment import Payment, PaymentChanged
from edge.errors import Rejected

Events = tuple[Event, ...]
REVIEW_MAX = 200  # of either kind in one command
FAR_MS = 1 << 60


def due(uow: Uow, ctx: Context, target: str, payload: Payload, *, deadline_ms: int) -> Events:
    """A new effect row."""
    effect = Effect(
        effect_id=ctx.new_id(), target=target, payload=payload, due_ms=ctx.now_ms, deadline_ms=deadline_ms
    )
    uow.effects.put(effect)
    return (EffectDue(effect=effect),)


def undo(payment: Payment, uow: Uow, ctx: Context) -> Events:
    """Reverse a charge, whatever became of it; a charge still to be asked is withdrawn."""
    turning = msgspec.structs.replace(payment, state="reversing")
    uow.payments.put(turning)
    back = QueryPayment(payment=turning, undo=True)
    return (
        PaymentChanged(payment=turning),
        *due(uow, ctx, payment.tender, back, deadline_ms=ctx.now_ms + MONEY_MS),
    )


def receipt(order: Order, printer: str, uow: Uow, ctx: Context, *, again: bool = False) -> Events:
    payload = Print(
        order=order,
        payments=tuple(one for one in uow.payments.of(order.order_id) if one.state == "paid"),
        store_zh=ctx.shop.name_zh,
        store_en=ctx.shop.name_en,
        zone=ctx.shop.zone.key,
        again=again,
    )
    return due(uow, ctx, printer, payload, deadline_ms=ctx.now_ms + PRINT_MS)


def print_receipt(command: PrintReceipt, uow: Uow, ctx: Context) -> Events:
    order = uow.orders.get(command.order_id)
    if order is None:
        raise Rejected("no_order")
    if order.state not in {"paid", "done", "refunded"}:
        raise Rejected("not_paid")
    printer = ctx.shop.printers.get(ctx.actor.place)
    if printer is None:
        raise Rejected("no_printer")
    return receipt(order, printer, uow, ctx)


def print_when_paid(event: OrderPaid, uow: Uow, ctx: Context) -> Events:
    """A reaction: the place where it was paid prints the receipt, if it has a printer."""
    printer = ctx.shop.printers.get(ctx.actor.place) or ctx.shop.printers.get(event.order.place)
    return receipt(event.order, printer, uow, ctx) if printer else ()


def start_effect(command: StartEffect, uow: Uow, ctx: Context) -> Events:
    effect = _effect(command.effect_id, uow)
    if effect.state != "due" or ctx.now_ms >= effect.deadline_ms:
        raise Rejected("effect_state")
    started = msgspec.structs.replace(effect, state="started")
    uow.effects.put(started)
    return (EffectStarted(effect=started),)


def finish_effect(command: FinishEffect, uow: Uow, ctx: Context) -> Events:
    effect = _effect(command.effect_id, uow)
    if effect.state != "started":
        raise Rejected("effect_state")
    if command.outcome == "done":
        done = msgspec.structs.replace(effect, state="done", note=command.note)
        uow.effects.put(done)
        payload = effect.payload
        if isinstance(payload, OpenBarrier):
            opened = BarrierOpened(lane=payload.lane, plate=payload.plate, at_ms=ctx.now_ms)
            return (EffectDone(effect=done), opened)
        return (EffectDone(effect=done),)
    return failed(effect, command.outcome, command.note, uow, ctx)


def review_effects(command: ReviewEffects, uow: Uow, ctx: Context) -> Events:
    """What was cut short is unknown, what is past its deadline missed; each is said, money is asked after."""
    events: Events = ()
    if command.restarted:
        for effect in uow.effects.among(("started",), deadline_ms=FAR_MS, limit=REVIEW_MAX):
            events = (*events, *failed(effect, "unknown", "restarted", uow, ctx))
    for effect in uow.effects.among(("due",), deadline_ms=ctx.now_ms, limit=REVIEW_MAX):
        events = (*events, *failed(effect, "missed", "deadline", uow, ctx))
    return events


def failed(effect: Effect, state: str, note: str, uow: Uow, ctx: Context) -> Events:
    """The effect's last word, and what follows from it."""
    ended = msgspec.structs.replace(effect, state=state, note=note)
    uow.effects.put(ended)
    return (EffectFailed(effect=ended), *_after(ended, uow, ctx))


def _after(effect: Effect, uow: Uow, ctx: Context) -> Events:
    payload = effect.payload
    if isinstance(payload, OpenBarrier):
        at_ms = ctx.now_ms
        return (
            GateDidNotOpen(
                lane=payload.lane, plate=payload.plate, reason=effect.note or effect.state, at_ms=at_ms
            ),
        )
    if isinstance(payload, Print):
        again = effect.state == "unknown" and effect.note == "restarted" and not payload.again
        return receipt(payload.order, effect.target, uow, ctx, again=True) if again else ()
    return _ask_after(effect, payload, uow, ctx)


def _ask_after(effect: Effect, payload: Charge | QueryPayment | GiveBack, uow: Uow, ctx: Context) -> Events:
    """Money without an answer is asked after again, until there is one."""
    payment = uow.payments.get(payload.payment.payment_id)
    if payment is None or not payment.unsettled:
        return ()
    if isinstance(payload, Charge) and payment.state not in {"intent", "asked"}:
        return ()  # unknown or reversing: its own query runs
    deadline_ms = ctx.now_ms + MONEY_MS
    if isinstance(payload, GiveBack):
        return due(uow, ctx, effect.target, payload, deadline_ms=deadline_ms)
    undone = isinstance(payload, QueryPayment) and payload.undo
    query = QueryPayment(payment=payment, undo=undone or payment.state == "reversing")
    return due(uow, ctx, effect.target, query, deadline_ms=deadline_ms)


def _effect(effect_id: str, uow: Uow) -> Effect:
    effect = uow.effects.get(effect_id)
    if effect is None:
        raise Rejected("no_effect")
    return effect
