"""Goods come back over any counter of the chain."""

from __future__ import annotations

import pytest

from edge.domain.ask import Wanted
from edge.domain.returned import Returned, TakeReturn
from edge.errors import Rejected
from tests.app.shop import CASHIER, STOCK, Shop, one


def test_goods_come_back_over_any_counter_once(shop: Shop) -> None:
    back = TakeReturn(
        return_id="r1", order_id="elsewhere", lines=(Wanted(sku="A", quantity=2),), reason="too small"
    )
    events = shop.act(back, CASHIER)
    assert one(events, Returned).lines == back.lines
    assert shop.act(back, CASHIER) == ()
    assert shop.level("A").on_hand == STOCK + 2
    for lines in ((), (Wanted(sku="A", quantity=0),)):
        with pytest.raises(Rejected, match="nothing_returned"):
            shop.act(TakeReturn(return_id="r2", order_id="x", lines=lines, reason="x"), CASHIER)
    for line, refusal in (
        (Wanted(sku="Z", quantity=1), "no_product"),
        (Wanted(sku="A", quantity=5_000), "quantity"),
    ):
        with pytest.raises(Rejected, match=refusal):
            shop.act(TakeReturn(return_id="r3", order_id="x", lines=(line,), reason="x"), CASHIER)
