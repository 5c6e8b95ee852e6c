"""Tasks of the store: asked, promised, picked, packed and out of the house, each step once."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.ask import AskFulfilment, EndFulfilment, TaskWay, Wanted, WithdrawFulfilment
from edge.domain.contact import Contact
from edge.domain.lease import Lease, RecordLease
from edge.domain.message import Event
from edge.domain.order import HandOver
from edge.domain.pickup import (
    CODE_LENGTH,
    HandToShopper,
    PickedUp,
    PickupRefused,
    ReadyForPickup,
    pickup_code,
)
from edge.domain.staff import TRIES_FREE
from edge.domain.stock import CorrectStock, StockMoved
from edge.domain.task import (
    AcceptTask,
    FulfilmentAccepted,
    FulfilmentPicked,
    FulfilmentRejected,
    FulfilmentWithdrawn,
    HandToCarrier,
    Packed,
    PackTask,
    PickItem,
    RejectTask,
    Shipped,
    ShortPick,
    ShortPicked,
    Task,
)
from edge.errors import Rejected
from tests.app.shop import CASHIER, CENTRE, GTIN, MANAGER, STOCK, Shop, one

HOUR_MS = 3_600_000
FAR = Contact(contact_id="c9", version=1, name="周", phone="13900001234", address="江岸路 1")


class Asking:
    """The centre's stream `task`, item after item."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.pos = shop, 0

    def tell(self, item: AskFulfilment | WithdrawFulfilment | EndFulfilment) -> tuple[Event, ...]:
        self.pos += 1
        return self.shop.feed("task", (item,), first=self.pos)

    def ask(self, *lines: tuple[str, int], way: TaskWay = "ship", **fields: object) -> tuple[Event, ...]:
        return self.tell(self.item(*lines, way=way, **fields))

    def item(self, *lines: tuple[str, int], way: TaskWay = "ship", **fields: object) -> AskFulfilment:
        base = AskFulfilment(
            order_id="o1",
            attempt=1,
            number="CLD-0001",
            way=way,
            lines=tuple(Wanted(sku=sku, quantity=quantity) for sku, quantity in lines or (("A", 2),)),
            deadline_ms=self.shop.clock.now_ms() + HOUR_MS,
            secret="s3cret",
        )
        return msgspec.structs.replace(base, **fields)

    def task(self) -> Task:
        task = self.shop.rows.tasks.get("o1.1")
        assert task is not None
        return task

    def confirmed(self, *lines: tuple[str, int], way: TaskWay = "ship") -> None:
        """Accepted here and known to the centre."""
        self.ask(*lines, way=way)
        self.shop.act(AcceptTask(task_id="o1.1"), CASHIER)
        self.ask(*lines, way=way, confirmed=True)


@pytest.fixture
def asking(shop: Shop) -> Asking:
    return Asking(shop)


def test_a_parcel_goes_its_whole_way_and_leaves_the_ledger_once(shop: Shop, asking: Asking) -> None:
    asking.ask(contact_id="c9", contact=FAR)
    assert asking.task().state == "asked"
    assert shop.level("A").allocated == 0, "nothing is held before it is promised"
    one(shop.act(AcceptTask(task_id="o1.1"), CASHIER), FulfilmentAccepted)
    assert shop.act(AcceptTask(task_id="o1.1"), CASHIER) == ()
    assert shop.level("A").allocated == 2
    asking.ask(confirmed=True)
    assert one(shop.act(PickItem(task_id="o1.1", code=GTIN["A"]), CASHIER), FulfilmentPicked).picked == 1
    with pytest.raises(Rejected, match="not_picked"):
        shop.act(PackTask(task_id="o1.1"), CASHIER)
    assert one(shop.act(PickItem(task_id="o1.1", code="A"), CASHIER), FulfilmentPicked).picked == 2
    for code, refusal in ((GTIN["A"], "enough"), (GTIN["B"], "not_asked"), ("nothing", "no_product")):
        with pytest.raises(Rejected, match=refusal):
            shop.act(PickItem(task_id="o1.1", code=code), CASHIER)
    one(shop.act(PackTask(task_id="o1.1"), CASHIER), Packed)
    events = shop.act(HandToCarrier(task_id="o1.1", tracking=" SF1 "), CASHIER)
    assert one(events, Shipped).tracking == "SF1"
    (movement,) = one(events, StockMoved).movements
    assert (movement.quantity, movement.reason, movement.ref) == (-2, "ship", "o1.1")
    assert shop.act(HandToCarrier(task_id="o1.1"), CASHIER) == ()
    level = shop.level("A")
    assert (level.on_hand, level.allocated) == (STOCK - 2, 0)
    assert shop.rows.contacts.get("c9") == FAR
    bodies = b"".join(row[0] for row in shop.connection.execute("select body from log"))
    assert b"13900001234" not in bodies


def test_what_is_told_again_changes_nothing(shop: Shop, asking: Asking) -> None:
    asking.ask()
    shop.act(AcceptTask(task_id="o1.1"), CASHIER)
    logged = shop.writer.seq
    asking.ask()
    asking.ask(confirmed=True)
    asking.ask(confirmed=True)
    assert (shop.writer.seq, asking.task().confirmed) == (logged, True)
    assert shop.level("A").allocated == 2


def test_a_promise_the_centre_has_not_confirmed_does_not_leave(shop: Shop, asking: Asking) -> None:
    asking.ask(("A", 1))
    shop.act(AcceptTask(task_id="o1.1"), CASHIER)
    shop.act(PickItem(task_id="o1.1", code="A"), CASHIER)
    shop.act(PackTask(task_id="o1.1"), CASHIER)
    with pytest.raises(Rejected, match="unconfirmed"):
        shop.act(HandToCarrier(task_id="o1.1"), CASHIER)
    gone = asking.tell(WithdrawFulfilment(order_id="o1", attempt=1, reason="late"))
    one(gone, FulfilmentWithdrawn)
    assert shop.level("A").allocated == 0
    again = asking.tell(WithdrawFulfilment(order_id="o1", attempt=1, reason="late"))
    one(again, FulfilmentWithdrawn)
    with pytest.raises(Rejected, match="task_state"):
        shop.act(HandToCarrier(task_id="o1.1"), CASHIER)


def test_a_counter_sale_beats_what_is_not_promised(shop: Shop, asking: Asking) -> None:
    asking.ask(("A", STOCK))
    shop.filled("A", 1)
    shop.paid()
    assert (asking.task().state, asking.task().reason) == ("rejected", "no_stock")
    kinds = [row[0] for row in shop.connection.execute("select kind from log order by seq")]
    assert kinds.index("OrderPaid") < kinds.index("FulfilmentRejected")


def test_pieces_in_a_basket_being_paid_cannot_be_promised(shop: Shop, asking: Asking) -> None:
    asking.ask(("A", STOCK))
    shop.filled("A", 1)
    shop.asked()
    refused = one(shop.act(AcceptTask(task_id="o1.1"), CASHIER), FulfilmentRejected)
    assert refused.reason == "no_stock"
    assert shop.level("A").allocated == 1


def test_a_promise_beats_the_counter(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", STOCK))
    shop.filled("A", 1)
    with pytest.raises(Rejected, match="not_enough"):
        shop.asked()


def test_what_is_not_here_is_given_back_at_once(shop: Shop, asking: Asking) -> None:
    assert one(asking.ask(("A", STOCK + 1)), FulfilmentRejected).reason == "no_stock"
    late = asking.item(("A", 1), attempt=2, deadline_ms=shop.clock.now_ms() - 1)
    assert one(asking.tell(late), FulfilmentRejected).reason == "late"
    strange = asking.item(("Z", 1), attempt=3)
    assert one(asking.tell(strange), FulfilmentRejected).reason == "no_product"


def test_a_shop_may_promise_by_itself_but_keeps_a_few_for_the_counter(shop: Shop, asking: Asking) -> None:
    shop.promise_alone(safety_stock=3)
    one(asking.ask(("A", STOCK - 3)), FulfilmentAccepted)
    events = asking.tell(asking.item(("B", STOCK - 2), attempt=2))
    assert not any(isinstance(event, FulfilmentAccepted) for event in events)
    second = shop.rows.tasks.get("o1.2")
    assert second is not None
    assert second.state == "asked", "the staff decides"


def test_short_pieces_are_let_go_and_the_rest_goes_on(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 3), ("B", 1))
    shop.act(PickItem(task_id="o1.1", code="A"), CASHIER)
    events = shop.act(ShortPick(task_id="o1.1", sku="A", reason="damaged"), CASHIER)
    assert one(events, ShortPicked).quantity == 2
    assert (shop.level("A").allocated, shop.level("B").allocated) == (1, 1)
    with pytest.raises(Rejected, match="not_asked"):
        shop.act(ShortPick(task_id="o1.1", sku="A", reason="damaged"), CASHIER)
    shop.act(PickItem(task_id="o1.1", code="B"), CASHIER)
    shop.act(PackTask(task_id="o1.1"), CASHIER)
    shop.act(HandToCarrier(task_id="o1.1"), CASHIER)
    assert (shop.level("A").on_hand, shop.level("B").on_hand) == (STOCK - 1, STOCK - 1)


def test_a_task_of_which_nothing_is_there_is_given_back(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 2))
    one(shop.act(ShortPick(task_id="o1.1", sku="A", reason="not_found"), CASHIER), ShortPicked)
    assert asking.task().state == "rejected"
    assert shop.level("A").allocated == 0


def test_staff_may_say_no_even_after_yes_until_it_is_packed(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 1))
    one(shop.act(RejectTask(task_id="o1.1", reason="damaged"), CASHIER), FulfilmentRejected)
    assert shop.act(RejectTask(task_id="o1.1", reason="damaged"), CASHIER) == ()
    assert shop.level("A").allocated == 0
    with pytest.raises(Rejected, match="task_state"):
        shop.act(AcceptTask(task_id="o1.1"), CASHIER)
    with pytest.raises(Rejected, match="no_task"):
        shop.act(AcceptTask(task_id="o1.9"), CASHIER)


def waiting(shop: Shop, asking: Asking) -> str:
    """Ready at the counter; the code that the centre tells the shopper."""
    asking.confirmed(("A", 1), way="pickup")
    shop.act(PickItem(task_id="o1.1", code="A"), CASHIER)
    turn = one(shop.act(PackTask(task_id="o1.1"), CASHIER), ReadyForPickup).turn
    return pickup_code(shop.rows.logbook.current, "s3cret", turn)


def test_a_pick_up_code_opens_once_and_stands_in_no_row_and_no_log(shop: Shop, asking: Asking) -> None:
    code = waiting(shop, asking)
    assert (len(code), code.isdigit()) == (CODE_LENGTH, True)
    everything = "\n".join(shop.connection.iterdump())
    assert code not in everything
    events = shop.act(HandToShopper(code=f"{code[:4]} {code[4:]}"), CASHIER)
    one(events, PickedUp)
    assert one(events, StockMoved).movements[0].reason == "sale"
    assert shop.level("A").on_hand == STOCK - 1
    one(shop.act(HandToShopper(code=code), CASHIER), PickupRefused)


def test_guessing_codes_makes_the_counter_wait(shop: Shop, asking: Asking) -> None:
    code = waiting(shop, asking)
    wrong = f"{(int(code) + 1) % 10**CODE_LENGTH:0{CODE_LENGTH}d}"
    tries = [one(shop.act(HandToShopper(code=wrong), CASHIER), PickupRefused) for _ in range(TRIES_FREE)]
    assert tries[-1].next_ms > shop.clock.now_ms()
    with pytest.raises(Rejected, match="wait"):
        shop.act(HandToShopper(code=code), CASHIER)
    shop.clock.advance(HOUR_MS)
    one(shop.act(HandToShopper(code=code), CASHIER), PickedUp)


def test_two_boxes_mark_their_codes(shop: Shop) -> None:
    codes = {pickup_code(origin, "s", 0)[:3] for origin in ("box-a", "box-b", "box-c")}
    assert len(codes) == 3


def test_a_store_that_lost_its_file_takes_its_promise_over_again(shop: Shop, asking: Asking) -> None:
    asking.ask(confirmed=True)
    assert asking.task().state == "accepted"
    assert shop.level("A").allocated == 2


def test_a_withdrawal_of_what_has_left_is_too_late(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 1))
    shop.act(PickItem(task_id="o1.1", code="A"), CASHIER)
    shop.act(PackTask(task_id="o1.1"), CASHIER)
    shop.act(HandToCarrier(task_id="o1.1"), CASHIER)
    asking.tell(WithdrawFulfilment(order_id="o1", attempt=1, reason="cancelled"))
    assert asking.task().state == "shipped"


def test_a_file_put_back_to_before_a_parcel_left_does_not_send_it_again(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 2))
    for order_id in ("o1", "o1", "o2"):
        asking.tell(EndFulfilment(order_id=order_id, attempt=1, state="shipped"))
    assert (asking.task().state, shop.rows.tasks.get("o2.1")) == ("shipped", None)
    assert (shop.level("A").on_hand, shop.level("A").allocated) == (STOCK, 0)
    with pytest.raises(Rejected, match="task_state"):
        shop.act(PickItem(task_id="o1.1", code=GTIN["A"]), CASHIER)


def test_a_correction_that_takes_the_last_piece_gives_the_question_back(shop: Shop, asking: Asking) -> None:
    asking.ask(("A", STOCK))
    events = shop.act(CorrectStock(ref="c1", sku="A", quantity=-1, reason="broken"), MANAGER)
    assert one(events, FulfilmentRejected).reason == "no_stock"


def test_a_box_that_lost_the_lease_promises_nothing_and_rejects_nothing(shop: Shop, asking: Asking) -> None:
    asking.ask(("A", STOCK))
    shop.act(RecordLease(lease=Lease(box="b2", epoch=2, mine=False)), CENTRE)
    with pytest.raises(Rejected, match="no_lease"):
        shop.act(AcceptTask(task_id="o1.1"), CASHIER)
    shop.filled("A", 1)
    shop.paid()
    assert asking.task().state == "asked", "the box that has the lease answers"


def test_an_order_of_the_counter_goes_beside_a_task(shop: Shop, asking: Asking) -> None:
    asking.confirmed(("A", 2))
    shop.filled("A", 1)
    shop.act(HandOver(order_id=shop.paid().order_id), CASHIER)
    level = shop.level("A")
    assert (level.on_hand, level.allocated) == (STOCK - 1, 2)
