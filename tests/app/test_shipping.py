"""The cloud shelf: what is not here is sold all the same, and another store ships it."""

from __future__ import annotations

import pytest

from edge.domain.ask import ShippingState, ShippingTold
from edge.domain.order import (
    AddToBasket,
    HandOver,
    Order,
    OrderHandedOver,
    SetWay,
    ShipOrder,
    ShippingChanged,
)
from edge.domain.payment import RefundOrder, TakeCash
from edge.errors import Rejected
from tests.app.shop import CASHIER, MANAGER, STOCK, Shop, one


@pytest.fixture
def cloud(shop: Shop) -> Shop:
    shop.join_centre()
    return shop


def paid(shop: Shop, *, take: int, ship: int) -> Order:
    """Pieces of A: some taken along, some shipped; settled in cash."""
    if ship:
        shop.act(AddToBasket(sku="A", quantity=ship))
        shop.act(SetWay(line_id=shop.basket().lines[0].line_id, way="ship"))
        shop.contact()
    if take:
        shop.act(AddToBasket(sku="A", quantity=take))
    order = shop.basket()
    shop.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen), CASHIER)
    return shop.order(order.order_id)


def told(shop: Shop, order: Order, state: ShippingState, pos: int) -> Order:
    shop.feed("task", (ShippingTold(order_id=order.order_id, state=state),), first=pos)
    return shop.order(order.order_id)


def parts(order: Order) -> list[tuple[str, str, bool]]:
    return [(part.way, part.state, part.elsewhere) for part in order.fulfilments]


def test_what_is_not_here_is_found_elsewhere_and_holds_nothing_here(cloud: Shop) -> None:
    order = paid(cloud, take=2, ship=STOCK - 1)
    assert parts(order) == [("ship", "finding", True), ("take", "waiting", False)]
    assert cloud.level("A").allocated == 2, "what is taken along comes first"


def test_what_is_here_is_shipped_from_here(cloud: Shop) -> None:
    order = paid(cloud, take=2, ship=STOCK - 2)
    assert parts(order) == [("ship", "waiting", False), ("take", "waiting", False)]
    assert cloud.level("A").allocated == STOCK


def test_a_store_that_stands_alone_ships_everything_itself(shop: Shop) -> None:
    assert parts(paid(shop, take=0, ship=STOCK + 1)) == [("ship", "waiting", False)]


def test_promised_is_the_word_of_the_centre_and_the_order_ends_with_its_last_part(cloud: Shop) -> None:
    order = paid(cloud, take=1, ship=STOCK)
    with pytest.raises(Rejected, match="nothing_to_ship"):
        cloud.act(ShipOrder(order_id=order.order_id), CASHIER)
    assert parts(told(cloud, order, "promised", 1))[0] == ("ship", "promised", True)
    version = cloud.order(order.order_id).version
    assert told(cloud, order, "promised", 2).version == version, "told again changes nothing"
    cloud.act(HandOver(order_id=order.order_id), CASHIER)
    assert cloud.order(order.order_id).state == "paid"
    assert told(cloud, order, "done", 3).state == "done"
    assert told(cloud, order, "finding", 4).state == "done"
    assert cloud.level("A").on_hand == STOCK - 1
    kinds = [row[0] for row in cloud.connection.execute("select kind from log where kind like 'Ship%'")]
    assert kinds == [ShippingChanged.__name__] * 2


def test_a_refund_brings_back_only_what_left_from_here(cloud: Shop) -> None:
    order = paid(cloud, take=1, ship=STOCK)
    cloud.act(HandOver(order_id=order.order_id), CASHIER)
    cloud.act(RefundOrder(order_id=order.order_id, reason="changed mind", restock=True), MANAGER)
    assert cloud.level("A").on_hand == STOCK
    assert parts(cloud.order(order.order_id))[0] == ("ship", "cancelled", True)


def test_a_parked_basket_is_looked_at_again_when_it_is_paid(cloud: Shop) -> None:
    cloud.filled("B", 1)
    cloud.act(SetWay(line_id=cloud.basket().lines[0].line_id, way="ship"))
    cloud.contact()
    payment = cloud.asked()
    assert parts(cloud.order(payment.order_id)) == [("ship", "waiting", False)]
    cloud.say_paid(payment)
    assert one(cloud.act(ShipOrder(order_id=payment.order_id), CASHIER), OrderHandedOver).way == "ship"
