"""The account finds what is planted: without this, a calm storm proves nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing

import msgspec
import pytest

from edge.domain.order import AddToBasket
from edge.domain.payment import AskPayment, Payment
from edge.runtime.virtual import VirtualLoop
from edge.tender.bill import Movement
from tests.scenario.account import wrong_in
from tests.scenario.people import shopper_at
from tests.scenario.storm import file_place
from tests.scenario.town import Town

Plant = Callable[[Town, Payment], None]


async def sold(town: Town) -> Payment:
    """One order paid at the wallet, calm again."""
    await town.open()
    actor = shopper_at("k1")
    await town.act(AddToBasket(sku="P1-0"), actor)
    await town.act(AskPayment(), actor)
    shelf = await town.ask(lambda reads: reads.at("k1"))

    async def shown() -> bool:
        return (await town.order(shelf.order_id)).payments[0].state == "asked"

    await town.until(shown)
    file = await town.order(shelf.order_id)
    town.wallet.confirm(file.payments[0].payment_id)
    await town.settle()
    file = await town.order(shelf.order_id)
    town.note(file.order)
    return file.payments[0]


def sql(town: Town, *statements: str) -> None:
    with closing(sqlite3.connect(town.path, isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)


def lost_order(town: Town, _: Payment) -> None:
    sql(town, "delete from orders")


def lost_at_the_centre(town: Town, payment: Payment) -> None:
    del town.hub.shop.told_orders[payment.order_id]


def lost_entry(town: Town, _: Payment) -> None:
    del town.hub.logs.rows[max(town.hub.logs.rows)]


def doubled_charge(town: Town, payment: Payment) -> None:
    again = Movement(n=99, bill_id=payment.payment_id, fen=payment.amount_fen, at_ms=0)
    town.wallet._purse._book.movements.append(again)


def strange_charge(town: Town, payment: Payment) -> None:
    town.wallet._purse._book.movements.append(Movement(n=99, bill_id="nobody's", fen=1, at_ms=0))


def broken_chain(town: Town, _: Payment) -> None:
    sql(town, "update log set chain='00' where seq=2")


def level_off(town: Town, _: Payment) -> None:
    sql(town, "update level set on_hand=on_hand+1 where sku='P1-0'")


def hold_off(town: Town, _: Payment) -> None:
    sql(town, "update level set allocated=allocated+1 where sku='P1-0'")


def movement_missed(town: Town, _: Payment) -> None:
    key = ("s001", "P1-0")
    row = town.hub.shop.stock[key]
    town.hub.shop.stock[key] = msgspec.structs.replace(row, on_hand=row.on_hand - 1)


def not_acked(town: Town, _: Payment) -> None:
    sql(town, "update origin set acked=acked-1")


PLANTS: dict[Plant, str] = {
    lost_order: "was shown, and is lost",
    lost_at_the_centre: "is not so at the centre",
    lost_entry: "entries at the centre",
    doubled_charge: "was charged 2 times",
    strange_charge: "unknown here",
    broken_chain: "is broken at 2",
    level_off: "on hand, but movements make",
    hold_off: "allocated, 1 held",
    movement_missed: "the centre says",
    not_acked: "acknowledged",
}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(getattr(plant, "__name__", "")))
def test_what_is_planted_is_found(plant: Plant) -> None:
    async def story() -> tuple[list[str], list[str]]:
        with file_place() as path:
            town = Town(1, path)
            payment = await sold(town)
            before = await wrong_in(town)
            plant(town, payment)
            after = await wrong_in(town)
            await town.close()
            return before, after

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        before, after = runner.run(story())
    assert before == []
    assert any(PLANTS[plant] in sentence for sentence in after), after
