"""Goods that come back, to whichever store of the chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from edge.domain.allocation import merged
from edge.domain.ask import Wanted
from edge.domain.message import Command, Event

ReturnReason = Literal["size", "dislike", "quality", "wrong", "other"]


class SoldLine(msgspec.Struct, frozen=True, kw_only=True):
    """`left` of the bought pieces are out of a house, `sent` of these by a store that was asked to."""

    sku: str
    quantity: int
    left: int = 0
    sent: int = 0


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What came back once, to which store."""

    return_id: str
    order_id: str
    store: str
    lines: tuple[Wanted, ...]
    at_ms: int


class SoldOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the centre knows it, each SKU in one line. `store` took it, or is near whoever ordered
    from a cloud or flagship shop. `over`: no money is owed for it any more.
    """

    order_id: str
    number: str
    source: Literal["store", "cloud", "flagship"]
    store: str
    store_zh: str
    store_en: str
    made_ms: int
    lines: tuple[SoldLine, ...]
    returns: tuple[GivenBack, ...] = ()
    over: Literal["", "refunded", "cancelled"] = ""

    def taken_by(self, store: str) -> bool:
        return self.source == "store" and self.store == store


class TakeReturn(Command, frozen=True, kw_only=True):
    """Goods of an order come back here, whoever sent them; the money stays with who took it. `order` is the
    centre's word of just now.
    """

    return_id: str
    order: SoldOrder
    lines: tuple[Wanted, ...]
    reason: ReturnReason
    sellable: bool = True


class Returned(Event, frozen=True, kw_only=True):
    """What is not `sellable` goes into no stock. `by`: whose hands took it."""

    return_id: str
    order_id: str
    lines: tuple[Wanted, ...]
    reason: str
    sellable: bool = True
    by: str = ""


def may_come_back(order: SoldOrder, here: str, own: Iterable[GivenBack]) -> dict[str, int]:
    """Pieces by SKU that this store may take: out of a house, and not back by the centre's word nor `own`,
    which it may not have heard yet. What this store itself sold and handed over comes back with its refund.
    """
    ours = order.taken_by(here)
    before = {(one.store, one.return_id): one for one in (*order.returns, *own)}
    back = merged(
        [
            line
            for one in before.values()
            if not (ours and one.return_id == order.order_id)  # a refund's own goods
            for line in one.lines
        ]
    )
    gone = {line.sku: line.quantity for line in back}
    return {
        line.sku: max(0, (line.sent if ours else line.left) - gone.get(line.sku, 0)) for line in order.lines
    }
