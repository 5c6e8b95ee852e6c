"""What one store says stops nobody else and hides nobody's word: it holds for every centre."""

import asyncio
import logging
from pathlib import Path

import msgspec
import pytest

from edge.domain.order import Order, OrderPaid
from edge.domain.payment import Payment, PaymentChanged
from edge.errors import SyncError
from sync import topics, wire
from sync.hub import crew
from sync.hub.memory import MemoryHub
from sync.hub.ports import Hub
from sync.memory import MemoryBroker
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello, told
from tests.sync.pair import eventually, running, worker
from tests.sync.shop import Shop

CHANGED = msgspec.structs.replace
PAYMENT = Payment(payment_id="p", order_id="o", tender="wallet", amount_fen=900, state="asked")


class Whole(msgspec.Struct):
    """What the centre tells of an order."""

    store: str
    order: Order
    payments: tuple[Payment, ...]


async def test_an_entry_that_names_no_contact_is_buried_and_its_log_can_be_asked_for(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    entry = shop.log.append(PaymentChanged(payment=PAYMENT), shop.clock)
    shop.log.entries[-1] = CHANGED(entry, kind="ContactKept")
    done = await told(hub, shop)
    (verdict,) = done.verdicts
    assert isinstance(verdict.answer, wire.Ack)
    assert verdict.answer.dead == (1,)
    other = Shop(clock, "origin-after")
    await hub.hello("s001", hello(other.log))
    found = await hub.past("s001", wire.PullPast(box="b1", current="origin-after", marks=()))
    assert [fact.kind for fact in found.events] == ["ContactKept"]
    assert found.contacts == ()


@pytest.mark.parametrize("first", ["s001", "s002"])
async def test_a_word_about_anothers_order_hides_nothing(hub: Hub, clock: SetClock, first: str) -> None:
    mine, theirs = Shop(clock, "origin-mine"), Shop(clock, "origin-theirs")
    order = mine.sell("P1-0")
    payment = CHANGED(PAYMENT, order_id=order.order_id)
    mine.append(PaymentChanged(payment=payment))
    await told(hub, mine)
    await hub.hello("s002", hello(theirs.log))
    before, version = len(mine.log.entries), order.version
    mine.append(OrderPaid(order=CHANGED(order, version=version + 1, total_fen=2)))
    mine.append(PaymentChanged(payment=CHANGED(payment, state="paid", settled_ms=5)))
    theirs.append(OrderPaid(order=CHANGED(order, version=version + 9, total_fen=666)))
    theirs.append(PaymentChanged(payment=CHANGED(payment, state="paid", settled_ms=9, amount_fen=666)))
    both = [
        arrival(mine.log, before + 1, len(mine.log.entries)),
        arrival(theirs.log, 1, len(theirs.log.entries), store="s002"),
    ]
    await hub.ingest(both if first == "s001" else both[::-1])
    whole = msgspec.json.decode(await hub.order(order.order_id), type=Whole)
    assert (whole.store, whole.order.version, whole.order.total_fen) == ("s001", version + 1, 2)
    assert [(one.state, one.amount_fen) for one in whole.payments] == [("paid", 900)]


async def test_a_question_that_breaks_an_answer_ends_no_worker(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hub, broker = MemoryHub(clock), MemoryBroker()
    serving = worker(hub, broker)
    renew = hub.renew

    async def breaks(store: str, ask: wire.Renew) -> wire.Lease:
        if store == "s001":
            raise KeyError(store)
        return await renew(store, ask)

    monkeypatch.setattr(hub, "renew", breaks)
    async with running(serving), broker.connect("s002.b1") as link:
        await serving.ready.wait()
        await link.subscribe(topics.reply("s002", "b1"))
        with caplog.at_level(logging.ERROR):
            for store in ("s001", "s002"):
                await link.publish(topics.ask(store), wire.encode(wire.Renew(box="b1")))
            async with asyncio.timeout(20):
                message = await link.receive()
    assert isinstance(wire.decode(wire.FROM_HUB, message.payload), wire.Lease)
    assert serving.garbage == 1
    assert "a question of s001 was passed over" in caplog.text


async def test_a_worker_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(crew, "AGAIN_S", 0.001)
    task = asyncio.ensure_future(crew.Crew((str(tmp_path / "nowhere"),), 1).run())
    await eventually(lambda: caplog.text.count("cannot be started") > 1)
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})


def test_no_stream_is_asked_for_more_often_than_there_are_streams() -> None:
    want = wire.Want(stream="price", hub_gen="g", after=0)
    most = wire.Pull(box="b1", wants=(want,) * wire.STREAMS_MAX)
    assert wire.decode(wire.ASK, wire.encode(most)) == most
    with pytest.raises(SyncError):
        wire.decode(wire.ASK, wire.encode(CHANGED(most, wants=(want,) * (wire.STREAMS_MAX + 1))))
