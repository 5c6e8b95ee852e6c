"""Facts of a former log: taken over as they are, each once, without asking the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from edge.app.context import Context
from edge.app.order import hold_the_rest
from edge.app.uow import Uow
from edge.domain.contact import Contact
from edge.domain.feed import CommandAnswered
from edge.domain.ids import id_ms
from edge.domain.logbook import Entry
from edge.domain.message import Event
from edge.domain.order import (
    Order,
    OrderCancelled,
    OrderHandedOver,
    OrderPaid,
    OrderParked,
    OrderRefunded,
)
from edge.domain.parking import CarSeen, Lane
from edge.domain.past import ApplyPast, PastApplied
from edge.domain.payment import Payment, PaymentChanged
from edge.domain.stock import Movement, StockHeld, StockMoved

Events = tuple[Event, ...]
FACTS: Final[tuple[type[Event], ...]] = (
    OrderParked,
    OrderPaid,
    OrderHandedOver,
    OrderCancelled,
    OrderRefunded,
    PaymentChanged,
    StockMoved,
    CarSeen,
    CommandAnswered,
)
INT_MAX = (1 << 63) - 1
TAKEN_BACK = "past:"
_DECODERS: Final = {kind.__name__: msgspec.json.Decoder(kind) for kind in FACTS}


def apply_past(command: ApplyPast, uow: Uow, ctx: Context) -> Events:
    """What the file knows already is passed over. What the centre may still lose is told again."""
    events: Events = ()
    orders: dict[str, None] = {}
    skus: dict[str, None] = {}
    for contact in command.contacts:
        _contact(contact, uow)
    for entry in command.entries:
        if uow.logbook.knows(entry.event_id):
            continue
        events = (*events, *_fact(entry, uow, ctx, orders, skus))
        if entry.seq > command.safe:
            uow.logbook.retell(entry)
    if command.origin:
        uow.logbook.put_past(command.origin, command.last)
    held = (StockHeld(skus=tuple(skus)),) if skus else ()
    return (*events, *held, PastApplied(left=command.left, orders=tuple(orders)))


def _fact(entry: Entry, uow: Uow, ctx: Context, orders: dict[str, None], skus: dict[str, None]) -> Events:
    event = _readable(entry)
    if isinstance(event, PaymentChanged):
        _payment(event.payment, uow)
        orders[event.payment.order_id] = None
    elif isinstance(event, StockMoved):
        skus.update(dict.fromkeys(movement.sku for movement in event.movements))
        return _counted_since(_moved(event.movements, uow), uow, ctx)
    elif isinstance(event, CarSeen):
        lane = Lane(lane=event.lane, plate=event.plate, color=event.color, at_ms=event.at_ms)
        uow.parking.add_car(entry.event_id, lane, day=ctx.shop.business_day(event.at_ms))
    elif isinstance(event, CommandAnswered):
        uow.feeds.put_answer(event, entry.at_ms)
    elif isinstance(event, OrderParked | OrderPaid | OrderHandedOver | OrderCancelled | OrderRefunded):
        skus.update(dict.fromkeys(_order(event.order, uow)))
        orders[event.order.order_id] = None
    return ()


def _readable(entry: Entry) -> Event | None:
    """None for what changes nothing here, and for what no file could hold: the centre buried it too."""
    decoder = _DECODERS.get(entry.kind)
    if decoder is None:
        return None
    try:
        event: Event = decoder.decode(entry.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    fits = all(abs(number) <= INT_MAX for number in _numbers(msgspec.to_builtins(event)))
    return event if fits else None


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)


def _order(told: Order, uow: Uow) -> tuple[str, ...]:
    """Of two words of one version the centre's stands; the SKUs whose holds changed."""
    here = uow.orders.get(told.order_id)
    if here is not None and here.version > told.version:
        return ()
    uow.orders.put(told)
    uow.stock.release(told.order_id)
    if told.state == "paid":
        hold_the_rest(told, uow)
    return tuple(line.sku for line in told.lines)


def _payment(told: Payment, uow: Uow) -> None:
    here = uow.payments.get(told.payment_id)
    if here is None or told.reach > here.reach:
        uow.payments.put(told)


def _contact(told: Contact, uow: Uow) -> None:
    here = uow.contacts.get(told.contact_id)
    if here is None or (not here.erased and (told.erased or here.version < told.version)):
        uow.contacts.put(told)


def _moved(movements: tuple[Movement, ...], uow: Uow) -> list[Movement]:
    return [movement for movement in movements if uow.stock.move(movement)]


def _counted_since(movements: list[Movement], uow: Uow, ctx: Context) -> Events:
    """A stock-take since the file was replaced saw the shelf as it is: what is learnt later moves it not.
    What another machine of this name took back is left as it is, or the two would take turns for ever.
    """
    since_ms = id_ms(uow.logbook.current)
    undone: list[Movement] = []
    for movement in movements:
        if movement.ref.startswith(TAKEN_BACK):
            continue
        if movement.at_ms < since_ms and uow.stock.taken_since(movement.sku, since_ms):
            back = msgspec.structs.replace(
                movement,
                movement_id=ctx.new_id(),
                quantity=-movement.quantity,
                reason="correction",
                ref=f"{TAKEN_BACK}{movement.movement_id}",
                at_ms=ctx.now_ms,
            )
            uow.stock.move(back)
            undone.append(back)
    if not undone:
        return ()
    levels = tuple(uow.stock.level(movement.sku) for movement in undone)
    return (StockMoved(movements=tuple(undone), levels=levels),)
