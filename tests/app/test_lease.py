"""Only the box that holds the lease counts and corrects the stock; every box sells."""

from __future__ import annotations

import pytest

from edge.domain.lease import Lease, LeaseMoved, RecordLease
from edge.domain.stock import CorrectStock, Count, TakeStock
from edge.errors import Rejected
from tests.app.shop import CENTRE, MANAGER, Shop, one

OTHER = Lease(box="b2", epoch=2, mine=False)
TAKE = TakeStock(take_id="t", counts=(Count(sku="A", quantity=3),))


def test_a_box_without_the_lease_sells_and_does_not_count(shop: Shop) -> None:
    assert one(shop.act(RecordLease(lease=OTHER), CENTRE), LeaseMoved).lease == OTHER
    assert shop.act(RecordLease(lease=OTHER), CENTRE) == ()
    shop.reopen()
    for command in (TAKE, CorrectStock(ref="r", sku="A", quantity=1, reason="found")):
        with pytest.raises(Rejected, match="no_lease"):
            shop.act(command, MANAGER)
    shop.filled()
    assert shop.paid().state == "paid"
    shop.act(RecordLease(lease=Lease(box="b1", epoch=3)), CENTRE)
    shop.act(TAKE, MANAGER)
    assert shop.level("A").on_hand == 3
