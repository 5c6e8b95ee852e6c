"""Goods come back over any counter of the chain: never more than left, and one return once."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.ask import Wanted
from edge.domain.returned import GivenBack, Returned, SoldLine, SoldOrder, TakeReturn
from edge.domain.stock import StockMoved
from edge.errors import Rejected
from tests.app.shop import CASHIER, STOCK, Shop, one

ELSEWHERE = SoldOrder(
    order_id="o9",
    number="K7P-0042",
    source="store",
    store="s2",
    store_zh="江岸店",
    store_en="Riverbank",
    made_ms=1,
    lines=(SoldLine(sku="A", quantity=4, left=3), SoldLine(sku="B", quantity=1)),
)


def back(return_id: str, quantity: int, sku: str = "A", **fields: object) -> TakeReturn:
    whole = TakeReturn(
        return_id=return_id, order=ELSEWHERE, lines=(Wanted(sku=sku, quantity=quantity),), reason="size"
    )
    return msgspec.structs.replace(whole, **fields)


def test_goods_come_back_over_any_counter_once(shop: Shop) -> None:
    events = shop.act(back("r1", 2), CASHIER)
    said = one(events, Returned)
    assert (said.order_id, said.lines, said.reason) == ("o9", (Wanted(sku="A", quantity=2),), "size")
    assert (said.sellable, said.by) == (True, "c1")
    assert shop.act(back("r1", 2), CASHIER) == ()
    assert shop.level("A").on_hand == STOCK + 2
    with pytest.raises(Rejected, match="key_reused"):
        shop.act(back("r1", 1), CASHIER)


def test_what_cannot_be_sold_again_goes_on_no_shelf(shop: Shop) -> None:
    events = shop.act(back("r1", 1, sellable=False), CASHIER)
    assert not one(events, Returned).sellable
    assert not any(isinstance(event, StockMoved) for event in events)
    assert shop.act(back("r1", 1, sellable=False), CASHIER) == ()
    assert shop.level("A").on_hand == STOCK


def test_no_more_comes_back_than_left_whatever_the_centre_has_heard(shop: Shop) -> None:
    """Two of three came back here a moment ago: the centre may know of them by now, or not yet."""
    shop.act(back("r1", 2), CASHIER)
    told = GivenBack(return_id="r1", order_id="o9", store="s1", lines=(Wanted(sku="A", quantity=2),), at_ms=1)
    for returns in ((), (told,)):
        order = msgspec.structs.replace(ELSEWHERE, returns=returns)
        with pytest.raises(Rejected, match="returned_more") as refused:
            shop.act(back("r2", 2, order=order), CASHIER)
        assert refused.value.detail == {"most": 1}
    there = msgspec.structs.replace(told, return_id="r7", store="s3", lines=(Wanted(sku="A", quantity=1),))
    with pytest.raises(Rejected, match="returned_more"):
        shop.act(back("r2", 1, order=msgspec.structs.replace(ELSEWHERE, returns=(told, there))), CASHIER)
    shop.act(back("r2", 1), CASHIER)
    assert shop.level("A").on_hand == STOCK + 3


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "nothing_returned"),
        ((Wanted(sku="A", quantity=0),), "nothing_returned"),
        ((Wanted(sku="Z", quantity=1),), "not_of_order"),
        ((Wanted(sku="B", quantity=1),), "returned_more"),  # bought, and never handed over
    ],
)
def test_what_is_refused(shop: Shop, lines: tuple[Wanted, ...], code: str) -> None:
    with pytest.raises(Rejected, match=code):
        shop.act(back("r1", 1, lines=lines), CASHIER)


def test_goods_that_no_catalogue_knows_are_refused(shop: Shop) -> None:
    order = msgspec.structs.replace(ELSEWHERE, lines=(SoldLine(sku="Z", quantity=1, left=1),))
    with pytest.raises(Rejected, match="no_product"):
        shop.act(back("r1", 1, sku="Z", order=order), CASHIER)


def test_of_its_own_order_only_what_another_store_sent_comes_back_here(shop: Shop) -> None:
    """The rest comes back with the refund, whose goods are in the centre's ledger under the order itself."""
    refund = GivenBack(
        return_id="o9", order_id="o9", store="s1", lines=(Wanted(sku="A", quantity=2),), at_ms=1
    )
    own = msgspec.structs.replace(
        ELSEWHERE, store="s1", lines=(SoldLine(sku="A", quantity=3, left=3, sent=1),), returns=(refund,)
    )
    with pytest.raises(Rejected, match="returned_more"):
        shop.act(back("r1", 2, order=own), CASHIER)
    assert one(shop.act(back("r1", 1, order=own), CASHIER), Returned).lines[0].quantity == 1
