"""What happens now is told beside the history that drains: heard at once, counted once, acked in its turn."""

import msgspec
import pytest

from edge.domain.contact import Contact, ContactKept
from edge.domain.order import OrderPaid, OrderRefunded
from edge.domain.past import Mark
from sync import wire
from sync.hub.ports import Arrival, Hub
from sync.log.up_store import AHEAD_MAX, UpStore
from sync.wire import EVENTS_MAX
from tests.sync.chain import Chain, sold
from tests.sync.clock import SetClock
from tests.sync.hubs import ahead, arrival, clock, hello, hub, shop
from tests.sync.shop import Log, Shop
from tests.sync.writers import Hubs, amid

__all__ = ["clock", "hub", "shop"]


async def test_an_early_word_is_applied_once_and_moves_no_cursor(hub: Hub, shop: Shop) -> None:
    for _ in range(4):
        shop.sell("P1-0")
    log = shop.log
    await hub.hello("s001", hello(log))
    for _ in range(2):  # the second is a repeat
        assert (await hub.ingest([ahead(log, 10, 12)])).verdicts == ()
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-1]
    assert len(await hub.orders()) == 1
    (verdict,) = (await hub.ingest([arrival(log, 1, 12)])).verdicts
    assert verdict.answer.acked == 12
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-4]
    assert len(await hub.orders()) == 4
    await hub.ingest([ahead(log, 10, 12)])  # late, and already here
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-4]


async def test_an_early_word_whose_file_is_lost_is_told_back_until_another_log_brings_it(
    hub: Hub, shop: Shop
) -> None:
    for _ in range(4):
        shop.sell("P1-0")
    kept = Contact(contact_id="c1", version=1, name="周晚晴", phone="15400001037", address="栖云路88号")
    shop.append(ContactKept(contact_id="c1", version=1))
    log = shop.log
    await hub.hello("s001", hello(log))
    early = ahead(log, 10, 13)
    await hub.ingest([arrival(log, 1, 6), msgspec.structs.replace(early, batch=beside(early.batch, kept))])
    lost = wire.PullPast(box="b1", current="anew", marks=(Mark(origin="origin-1", seq=6),))
    found = await hub.past("s001", lost)
    assert [fact.id for fact in found.events] == [entry.event_id for entry in log.entries[9:]]
    assert [bytes(fact.body) for fact in found.events] == [entry.body for entry in log.entries[9:]]
    assert (found.origin, found.contacts, found.left) == ("", (kept,), 0)
    rest = await hub.past("s001", msgspec.structs.replace(lost, early=found.events[1].id))
    assert rest.events == found.events[2:]
    assert (await hub.past("s001", msgspec.structs.replace(lost, box="b2"))).events == ()
    assert (await hub.past("s002", lost)).events == ()
    anew = Log("anew")
    for entry in log.entries[9:]:
        anew.retell(entry)
    await hub.hello("s001", hello(anew))
    await hub.ingest([arrival(anew, 1, 4)])
    assert (await hub.past("s001", lost)).events == ()
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-3]
    assert len(await hub.orders()) == 3


def beside(batch: wire.Batch | wire.Ahead, contact: Contact) -> wire.Batch | wire.Ahead:
    return msgspec.structs.replace(batch, contacts=(contact,))


async def test_early_word_and_history_meet_in_one_transaction(hub: Hub, shop: Shop) -> None:
    for _ in range(2):
        shop.sell("P1-0")
    await hub.hello("s001", hello(shop.log))
    await hub.ingest([ahead(shop.log, 4, 6), arrival(shop.log, 1, 6), ahead(shop.log, 4, 6)])
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-2]


@pytest.mark.process
@pytest.mark.parametrize("begins", ["history", "early"])
async def test_early_word_and_history_of_two_hubs_take_turns(hubs: Hubs, shop: Shop, begins: str) -> None:
    """Neither sees what the other has not committed; a note beside its own entry would be told back."""
    one, other = hubs
    shop.sell("P1-0")
    shop.sell("P1-0")
    await one.hello("s001", hello(shop.log))
    heard = [arrival(shop.log, 1, 6), ahead(shop.log, 4, 6)]
    first, second = heard if begins == "history" else reversed(heard)
    await amid(one, "lock orders", one.ingest([first]), other.ingest([second]))
    past = wire.PullPast(box="b1", current="anew", marks=(Mark(origin="origin-1", seq=6),))
    assert (await one.past("s001", past)).events == ()
    assert [row.on_hand for row in await one.stock_of("P1-0")] == [-2]


async def test_an_early_word_is_believed_of_its_own_store_only(hub: Hub, shop: Shop) -> None:
    shop.sell("P1-0")
    await hub.ingest([ahead(shop.log, 1, 3)])  # of a log never announced
    await hub.hello("s001", hello(shop.log))
    await hub.ingest([ahead(shop.log, 1, 3, store="s002")])
    assert await hub.orders() == ()


async def test_what_cannot_be_applied_early_is_buried_in_its_turn(hub: Hub, shop: Shop) -> None:
    shop.sell("P1-0")
    shop.sell("P1-0")
    log = shop.log
    log.entries[4] = msgspec.structs.replace(log.entries[4], kind="OrderPaid", body=b'{"order":1}')
    good = ahead(log, 4, 6)
    await hub.hello("s001", hello(log))
    await hub.ingest([Arrival(store="s001", batch=good.batch)])
    assert await hub.dead_letters() == ()
    assert len(await hub.orders()) == 1


def test_only_what_would_wait_behind_history_is_told_early() -> None:
    log = Log("o")
    end = UpStore(msgspec.structs.replace(log.origin, max_seq=10_000), store="s", box="b", turns=lambda: "t")
    assert end.ahead(10_001) is None  # not greeted yet
    end.hello(log.origin, 0.0)
    welcome = wire.Welcome(origin="o", turn="t", acked=0, chain_at_acked="", safe=0, hub_gen="g")
    end.welcome(welcome, origin=msgspec.structs.replace(log.origin, max_seq=10_001), chain_here="", now_s=0.0)
    span = end.ahead(10_001)
    assert span is not None
    assert span.after == 10_000
    assert end.ahead(10_001) is None
    many = end.ahead(10_000 + 10 * AHEAD_MAX)
    assert many is not None
    assert (many.after, many.limit) == (10_000 + 9 * AHEAD_MAX, AHEAD_MAX)


def test_a_log_that_keeps_up_tells_nothing_early() -> None:
    log = Log("o")
    end = UpStore(log.origin, store="s", box="b", turns=lambda: "t")
    end.hello(log.origin, 0.0)
    welcome = wire.Welcome(origin="o", turn="t", acked=0, chain_at_acked="", safe=0, hub_gen="g")
    end.welcome(welcome, origin=log.origin, chain_here="", now_s=0.0)
    assert end.ahead(EVENTS_MAX) is None


async def test_a_refund_told_ahead_of_its_sale_has_nothing_shipped(hub: Hub, clock: SetClock) -> None:
    chain = Chain(hub, clock)
    await chain.open(s001=1, s002=9)
    log = chain.shops["s001"].log
    chain.shops["s001"].append(
        OrderPaid(order=sold()), OrderRefunded(order=sold(state="refunded", version=2), reason="changed mind")
    )
    await hub.ingest([ahead(log, 3, 3)])
    for last in (2, 3):
        await hub.ingest([arrival(log, last, last)])
        await hub.route()
    (row,) = await hub.orders()
    assert (row.state, await hub.demands()) == ("refunded", ())
    for store in ("s001", "s002"):
        assert await chain.tasks(store) == ()
