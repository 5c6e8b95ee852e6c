"""A history to bring to the centre: real sales of a store whose line is cut, through the store's door."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

from edge.cli.bench.goods import fill, sku
from edge.compose.house import House
from edge.domain.message import Actor
from edge.domain.order import AddToBasket, HandOver, OrderParked, ParkOrder
from edge.domain.payment import TakeCash
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock

TILLS = 100  # at once
VARIANTS = 400
PIECES = 2
GIVEN_FEN = 1_000_000


async def sell(house: House, clock: SystemClock, *, events: int) -> int:
    """Sell until the log is at least so long; its length. An order leaves five entries and more."""
    await fill(house, VARIANTS)
    turns = itertools.count()
    async with asyncio.TaskGroup() as group:
        for number in range(TILLS):
            group.create_task(_till(house, clock, number, turns, events))
    return await length(house)


async def length(house: House) -> int:
    return next(origin.max_seq for origin in await house.log.origins() if origin.current)


async def one_sale(house: House, clock: SystemClock, number: int, turn: int) -> str:
    """Pieces into a basket, cash, and out of the door; the order's id."""
    shopper = Actor(role="shopper", place=f"kiosk-{number + 1}", channel="kiosk")
    cashier = Actor(role="cashier", place="bench-till", channel="till", person="bench")
    for piece in range(PIECES):
        code = sku((turn + 7 * piece) % VARIANTS)
        await house.dispatch(AddToBasket(sku=code), actor=shopper, key=clock.new_id())
    parked = await house.dispatch(ParkOrder(), actor=shopper, key=clock.new_id())
    order_id = next((event.order.order_id for event in parked if isinstance(event, OrderParked)), "")
    if not order_id:
        raise EdgeError("the bench could not park an order")
    paid = TakeCash(order_id=order_id, given_fen=GIVEN_FEN)
    await house.dispatch(paid, actor=cashier, key=clock.new_id())
    await house.dispatch(HandOver(order_id=order_id), actor=cashier, key=clock.new_id())
    return order_id


async def _till(house: House, clock: SystemClock, number: int, turns: Iterator[int], events: int) -> None:
    while await length(house) < events:
        await one_sale(house, clock, number, next(turns))
