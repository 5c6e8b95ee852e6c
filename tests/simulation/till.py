"""What people do at a box: sell, hand over, count, keep and erase contacts; and a poisoned entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge.domain.contact import ContactErased, ContactKept, EraseContact, KeepContact
from edge.domain.message import Actor
from edge.domain.order import AddToBasket, HandOver, OrderParked, ParkOrder
from edge.domain.payment import RefundOrder, TakeCash
from edge.domain.stock import Count, Movement, StockMoved, TakeStock
from edge.errors import Rejected
from tests.simulation.disk import SKUS

if TYPE_CHECKING:
    from tests.simulation.box import Box

CASHIER = Actor(role="cashier", place="till-1", channel="till", person="c1")
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m1")
SYSTEM = Actor(role="system", place="", channel="cli")
REFUSALS = frozenset({"no_lease", "not_paid", "unsettled"})
PHONE = "13800000000"


def busy(box: Box) -> None:
    """One thing that people do; a refusal is an answer."""
    roll = box.chance.random()
    try:
        if roll < 0.65:
            sell(box)
        elif roll < 0.75:
            hand_over(box)
        elif roll < 0.82:
            count(box)
        elif roll < 0.90:
            keep_contact(box)
        elif roll < 0.95:
            erase_contact(box)
        elif roll < 0.98:
            refund(box)
        else:
            poison(box)
    except Rejected as refused:
        if refused.code not in REFUSALS:
            raise


def sell(box: Box) -> None:
    box.act(AddToBasket(sku=box.chance.choice(SKUS), quantity=box.chance.randint(1, 3)), CASHIER)
    parked = box.act(ParkOrder(), CASHIER)
    (order,) = (event.order for event in parked if isinstance(event, OrderParked))
    if box.chance.random() < 0.8:
        box.act(TakeCash(order_id=order.order_id, given_fen=order.total_fen), CASHIER)


def order_in(box: Box, state: str) -> str | None:
    rows = box.db.execute("select order_id from orders where state=? order by order_id", (state,)).fetchall()
    return box.chance.choice(rows)[0] if rows else None


def hand_over(box: Box) -> None:
    if (order_id := order_in(box, "paid")) is not None:
        box.act(HandOver(order_id=order_id), CASHIER)


def refund(box: Box) -> None:
    if (order_id := order_in(box, "done")) is not None:
        box.act(RefundOrder(order_id=order_id, reason="broken"), MANAGER)


def count(box: Box) -> None:
    counts = tuple(Count(sku=sku, quantity=box.chance.randint(0, 30)) for sku in SKUS)
    box.act(TakeStock(take_id=box.clock.new_id(), counts=counts), MANAGER)


def keep_contact(box: Box) -> None:
    events = box.act(KeepContact(name="林", phone=PHONE, address="街 1"), CASHIER)
    assert any(isinstance(event, ContactKept) for event in events)


def erase_contact(box: Box) -> None:
    rows = box.db.execute("select contact_id from contact where erased=0 order by contact_id").fetchall()
    if rows:
        (contact_id,) = box.chance.choice(rows)
        events = box.act(EraseContact(contact_id=contact_id), MANAGER)
        box.world.watch.erased.update(
            event.contact_id for event in events if isinstance(event, ContactErased)
        )


def poison(box: Box) -> None:
    """An entry that no centre can apply, as a faulty store would write it."""
    moved = Movement(
        movement_id=box.clock.new_id(),
        sku=SKUS[0],
        quantity=1 << 70,
        reason="correction",
        ref="poison",
        at_ms=box.clock.now_ms(),
    )
    box.db.execute("begin immediate")
    box.writer._logbook.append(StockMoved(movements=(moved,), levels=()), now_ms=box.clock.now_ms())
    box.writer._logbook.close_batch()
    box.db.execute("commit")
    box.tell_watch()
    place = (box.writer._logbook.current, box.writer.seq)
    row = box.db.execute("select event_id from log where origin=? and seq=?", place).fetchone()
    box.world.watch.poison.add(row[0])
    for end in box.ends.values():
        end.appended()
