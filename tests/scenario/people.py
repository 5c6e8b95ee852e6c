"""Those who come to the shop: shoppers at kiosks, a cashier, cars at the gate."""

from __future__ import annotations

import asyncio
import random

from edge.domain.message import Actor
from edge.domain.order import AddToBasket, CancelOrder, ClearBasket, HandOver, ParkOrder
from edge.domain.parking import PlateSeen
from edge.domain.payment import AskPayment, Payment, RefundOrder, StopPayment, TakeCash
from edge.errors import Rejected, TenderError
from tests.scenario.town import GTIN, LOOK_S, MANAGER, PRICED, Town

CAMERA = Actor(role="device", place="in", channel="gate")
PATIENCE_S = 200.0
NOBODY = "0000000000000"


def shopper_at(place: str) -> Actor:
    return Actor(role="shopper", place=place, channel="kiosk")


async def shopper(town: Town, place: str, chance: random.Random) -> None:
    """Buys one thing after another at one kiosk until the shop closes."""
    while not town.closed.is_set():
        try:
            await _visit(town, place, chance)
        except Rejected:
            await asyncio.sleep(LOOK_S)
        await asyncio.sleep(chance.choice([0.1, 1.0, 10.0]))


async def _visit(town: Town, place: str, chance: random.Random) -> None:
    actor = shopper_at(place)
    await _leave(town, place, chance)
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.5 and town.box is not None:
            await town.box.bench.scan(place, chance.choice([*GTIN.values(), NOBODY]))
            await asyncio.sleep(LOOK_S)
        else:
            await town.act(AddToBasket(sku=chance.choice(PRICED), quantity=chance.randint(1, 2)), actor)
    roll = chance.random()
    if roll < 0.2:
        await town.act(ParkOrder(), actor)
    elif roll < 0.9:
        await town.act(AskPayment(), actor)
        await _pay(town, place, chance)


async def _leave(town: Town, place: str, chance: random.Random) -> None:
    """The place is free again; what is being paid there is paid or stopped first."""
    while True:
        try:
            await town.act(ClearBasket(), shopper_at(place))
        except Rejected:
            await _pay(town, place, chance)
        else:
            return


async def _pay(town: Town, place: str, chance: random.Random) -> None:
    """At the phone, or not; after a while the shopper turns back."""
    wish = chance.random()
    shelf = await town.ask(lambda reads: reads.at(place))
    began_s = town.clock.monotonic()
    while True:
        file = await town.order(shelf.order_id)
        town.note(file.order)
        if file.order.state != "paying":
            return
        for payment in file.payments:
            if payment.state == "asked" and wish < 0.8:
                await press(town, payment, chance)
            elif wish > 0.9 or town.clock.monotonic() - began_s > PATIENCE_S:
                await _stop(town, payment, place)
        await asyncio.sleep(LOOK_S)


async def press(town: Town, payment: Payment, chance: random.Random) -> None:
    """The button on the phone, once or twice."""
    for _ in range(chance.randint(1, 2)):
        try:
            town.wallet.confirm(payment.payment_id)
        except TenderError:
            return
    await asyncio.sleep(chance.choice([0.0, 0.2]))


async def _stop(town: Town, payment: Payment, place: str) -> None:
    try:
        await town.act(StopPayment(payment_id=payment.payment_id), shopper_at(place))
    except Rejected:
        return


async def cashier(town: Town, chance: random.Random) -> None:
    """Takes parked orders to an end, hands paid ones over, gives some back."""
    while not town.closed.is_set():
        try:
            await _serve(town, chance)
        except Rejected:
            await asyncio.sleep(LOOK_S)
        await asyncio.sleep(chance.choice([0.5, 3.0, 15.0]))


async def _serve(town: Town, chance: random.Random) -> None:
    queue = await town.ask(lambda reads: reads.queue(("parked", "paid", "done"), limit=100))
    if not queue:
        return
    order = chance.choice(queue).order
    roll = chance.random()
    if order.state == "done" and roll < 0.3:
        await town.act(RefundOrder(order_id=order.order_id, reason="too small", restock=roll < 0.2), MANAGER)
    elif order.state == "paid":
        back = RefundOrder(order_id=order.order_id, reason="changed her mind")
        await town.act(back if roll < 0.1 else HandOver(order_id=order.order_id), MANAGER)
    elif order.state == "parked" and roll < 0.1:
        await town.act(CancelOrder(order_id=order.order_id, reason="nobody came"), MANAGER)
    elif order.state == "parked" and roll < 0.7:
        await town.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen + 100), MANAGER)
    elif order.state == "parked":
        await town.act(AskPayment(order_id=order.order_id), MANAGER)
        await _at_the_till(town, order.order_id, chance)


async def _at_the_till(town: Town, order_id: str, chance: random.Random) -> None:
    """A phone or, when it takes too long, cash."""
    began_s = town.clock.monotonic()
    limit_s = chance.choice([3.0, 30.0, PATIENCE_S])
    while True:
        file = await town.order(order_id)
        if file.order.state != "paying":
            return
        for payment in file.payments:
            if payment.state == "asked" and chance.random() < 0.3:
                await press(town, payment, chance)
        if town.clock.monotonic() - began_s > limit_s:
            await town.act(TakeCash(order_id=order_id, given_fen=file.order.due_fen), MANAGER)
            return
        await asyncio.sleep(LOOK_S)


async def cars(town: Town, chance: random.Random) -> None:
    while not town.closed.is_set():
        await town.act(PlateSeen(lane="in", plate=f"浙A{chance.randrange(10_000, 99_999)}"), CAMERA)
        await asyncio.sleep(chance.choice([5.0, 60.0]))
