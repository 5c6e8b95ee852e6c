"""One suite over both centres: a store is asked to refund or cancel an order that it took."""

from __future__ import annotations

import msgspec
import pytest

from edge.domain.feed import AskCancel, AskRefund, CommandAnswered
from edge.errors import Rejected
from sync import wire
from sync.hub.command_sheet import OrderAsk
from sync.hub.ports import Hub
from tests.sync.clock import SetClock
from tests.sync.hubs import seed, since, told
from tests.sync.shop import Shop

REFUND = OrderAsk(command_id="c1", kind="refund", reason="recalled", restock=True, within_s=60)


async def test_a_refund_is_told_to_the_store_of_the_order_and_its_first_answer_counts(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    await hub.load(seed())
    order = shop.sell("P1-0")
    await told(hub, shop)
    asked = await hub.ask_of_order(order.order_id, REFUND, by="许")
    assert (asked.store, asked.kind, asked.order_id, asked.asked_by) == (
        "s001",
        "refund",
        order.order_id,
        "许",
    )
    heard = AskRefund(
        command_id="c1",
        order_id=order.order_id,
        reason="recalled",
        restock=True,
        deadline_ms=clock.now_ms() + 60_000,
    )
    assert wire.items_of((await since(hub, "s001", "command", 0)).items) == (heard,)
    shop.append(CommandAnswered(command_id="c1", done=True))
    shop.append(CommandAnswered(command_id="c1", done=False, reason="unsettled"))
    await told(hub, shop)
    (row,) = await hub.asked_of(order.order_id)
    assert (row.state, row.answer, row.restock) == ("done", "", True)
    assert row.answered_ms > 0
    assert wire.items_of((await since(hub, "s001", "command", 0)).items) == ()
    assert await hub.commands() == ()
    assert await hub.asked_of("another") == ()
    assert await hub.asked_of("") == ()


async def test_a_cancellation_is_refused_with_the_stores_reason(hub: Hub, shop: Shop) -> None:
    await hub.load(seed())
    order = shop.sell("P1-0")
    await told(hub, shop)
    ask = OrderAsk(command_id="c2", kind="cancel", reason=" out of stock ", restock=True)
    asked = await hub.ask_of_order(order.order_id, ask)
    assert (asked.reason, asked.restock) == ("out of stock", False)
    (item,) = wire.items_of((await since(hub, "s001", "command", 0)).items)
    assert isinstance(item, AskCancel)
    shop.append(CommandAnswered(command_id="c2", done=False, reason="order_state"))
    await told(hub, shop)
    assert [(one.state, one.answer) for one in await hub.asked_of(order.order_id)] == [
        ("refused", "order_state")
    ]


async def test_what_is_asked_of_an_order_is_asked_once_an_id(hub: Hub, shop: Shop, clock: SetClock) -> None:
    await hub.load(seed())
    order, other = shop.sell("P1-0"), shop.sell("P1-0")
    await told(hub, shop)
    asked = await hub.ask_of_order(order.order_id, REFUND, by="许")
    clock.now_s += 5
    assert await hub.ask_of_order(order.order_id, REFUND, by="沈") == asked
    with pytest.raises(Rejected, match="key_reused"):
        await hub.ask_of_order(other.order_id, REFUND)
    changes: tuple[dict[str, object], ...] = (
        {"kind": "cancel"}, {"restock": False}, {"reason": "lost"}, {"within_s": 61}
    )  # fmt: skip
    for change in changes:
        with pytest.raises(Rejected, match="key_reused"):
            await hub.ask_of_order(order.order_id, msgspec.structs.replace(REFUND, **change))
    assert await hub.asked_of(order.order_id) == (asked,)


async def test_what_cannot_be_asked_is_told_to_nobody(hub: Hub, shop: Shop) -> None:
    await hub.load(seed())
    order = shop.sell("P1-0")
    await told(hub, shop)
    with pytest.raises(Rejected, match="no_order"):
        await hub.ask_of_order("none", REFUND)
    for reason in ("", "  ", "a\nb"):
        with pytest.raises(Rejected, match="reason"):
            await hub.ask_of_order(order.order_id, msgspec.structs.replace(REFUND, reason=reason))
    assert await hub.asked_of(order.order_id) == ()
