"""The proof finds every kind of loss: it is shown each one once."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.payment import Payment
from edge.tender.wire import Moved
from tests.process.proof import CentreBooks, Found, OrderRow, agreed, proven
from tests.process.shoppers import Record, Told

ORDER = OrderRow(order_id="o", state="paid", number="K7P-0001", total_fen=900, paid_fen=900)
PAYMENT = Payment(payment_id="p", order_id="o", tender="wallet", amount_fen=900, state="paid")
MONEY = Moved(n=1, bill_id="p", fen=900)
CHANGED = msgspec.structs.replace


def shown(*, number: str = "K7P-0001", paid: bool = True) -> Record:
    record = Record()
    record.told["o"] = Told(order_id="o", number=number, paid=paid, total_fen=900)
    return record


def store(
    order: OrderRow = ORDER, *payments: Payment, logged: int = 1, broken: tuple[str, ...] = ()
) -> Found:
    return Found(
        orders={order.order_id: order},
        payments={payment.payment_id: payment for payment in payments or (PAYMENT,)},
        logged_paid={"o": logged} if logged else {},
        log=[("origin", 1, b"{}")],
        broken=broken,
    )


def test_a_sound_store_is_not_accused() -> None:
    assert proven(shown(), store(), [MONEY]) == []


@pytest.mark.parametrize(
    ("record", "there", "money", "says"),
    [
        (shown(), store(CHANGED(ORDER, order_id="x"), CHANGED(PAYMENT, order_id="x")), [MONEY], "is lost"),
        (shown(), store(CHANGED(ORDER, number="K7P-0002")), [MONEY], "is K7P-0002"),
        (shown(), store(CHANGED(ORDER, state="open")), [MONEY], "shown as paid, and is open"),
        (shown(), store(CHANGED(ORDER, state="open")), [MONEY], "were taken for it"),
        (shown(), store(CHANGED(ORDER, paid_fen=0)), [MONEY], "its payments make 900"),
        (shown(), store(ORDER, PAYMENT, CHANGED(PAYMENT, payment_id="q")), [MONEY], "payments make 1800"),
        (shown(), store(ORDER, CHANGED(PAYMENT, state="declined")), [MONEY], "the wallet says otherwise"),
        (shown(), store(), [], "the wallet says otherwise"),
        (shown(), store(), [MONEY, MONEY], "the wallet says otherwise"),
        (shown(), store(), [MONEY, CHANGED(MONEY, bill_id="q")], "unknown here"),
        (shown(), store(logged=2), [MONEY], "2 times paid in the log"),
        (shown(), store(logged=0), [MONEY], "0 times paid in the log"),
        (shown(), store(broken=("the file is damaged",)), [MONEY], "the file is damaged"),
    ],
)
def test_each_loss_is_found(record: Record, there: Found, money: list[Moved], says: str) -> None:
    assert any(says in sentence for sentence in proven(record, there, money))


CENTRE = CentreBooks(log=[("origin", 1, b"{}")], orders={"o": ("paid", 900)}, payments={"p": "paid"}, dead=0)


def test_a_centre_that_agrees_is_not_accused() -> None:
    assert list(agreed(store(), CENTRE)) == []


@pytest.mark.parametrize(
    ("centre", "says"),
    [
        (CHANGED(CENTRE, dead=1), "could not use"),
        (CHANGED(CENTRE, log=[]), "0 and 1 entries"),
        (CHANGED(CENTRE, log=[("origin", 1, b"{ }")]), "is not the store's"),
        (CHANGED(CENTRE, orders={}), "at the centre None"),
        (CHANGED(CENTRE, orders={"o": ("parked", 0)}), "at the centre ('parked', 0)"),
        (CHANGED(CENTRE, orders={"o": ("paid", 900), "x": ("done", 1)}), "x is paid at the centre alone"),
        (CHANGED(CENTRE, payments={"p": "asked"}), "at the centre asked"),
    ],
)
def test_each_disagreement_is_found(centre: CentreBooks, says: str) -> None:
    assert any(says in sentence for sentence in agreed(store(), centre))
