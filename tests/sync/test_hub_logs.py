"""One suite over the centres, in memory and on PostgreSQL: what the stores tell."""

from itertools import permutations

import msgspec
import pytest

from edge.domain.contact import Contact, ContactErased, ContactKept
from edge.domain.message import Event
from edge.domain.order import OrderPaid
from edge.domain.payment import Payment, PaymentChanged, PaymentState
from edge.errors import Rejected
from sync import wire
from sync.hub.centre import PostgresHub
from sync.hub.memory import MemoryHub
from sync.hub.ports import Arrival, Hub
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello, told
from tests.sync.shop import Shop
from tests.sync.writers import Hubs, amid


async def test_a_log_is_welcomed_where_it_stands(hub: Hub, shop: Shop) -> None:
    shop.sell("P1-0")
    log = shop.log
    welcome = await hub.hello("s001", hello(log))
    assert (welcome.acked, welcome.chain_at_acked, welcome.forked, welcome.turn) == (0, "", False, "t")
    await hub.ingest([arrival(log, 1, 2)])
    welcome = await hub.hello("s001", hello(log, "u"))
    assert (welcome.acked, welcome.chain_at_acked, welcome.safe) == (2, log.entries[1].chain, 2)
    assert welcome.hub_gen == hub.gen


async def test_batches_are_taken_once_and_in_order(hub: Hub, shop: Shop) -> None:
    for _ in range(4):
        shop.sell("P1-0")
    log = shop.log
    unknown = await hub.ingest([arrival(log, 1, 3)])
    assert [verdict.answer for verdict in unknown.verdicts] == [
        wire.Nack(origin="origin-1", acked=0, hub_gen=hub.gen, reason="unknown")
    ]
    await hub.hello("s001", hello(log))
    for first, last, expected in ((1, 3, 3), (1, 3, 3), (2, 6, 6), (4, 5, 6), (7, 12, 12)):
        done = await hub.ingest([arrival(log, first, last)])
        (verdict,) = done.verdicts
        assert isinstance(verdict.answer, wire.Ack)
        assert verdict.answer.acked == expected
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-4]
    assert len(await hub.orders()) == 4


async def test_a_gap_and_a_broken_chain_are_refused(hub: Hub, shop: Shop) -> None:
    for _ in range(3):
        shop.sell("P1-0")
    await hub.hello("s001", hello(shop.log))
    gap = await hub.ingest([arrival(shop.log, 1, 2), arrival(shop.log, 4, 6)])
    (verdict,) = gap.verdicts
    chain = shop.log.chain_at(2)
    assert verdict.answer == wire.Nack(origin="origin-1", acked=2, hub_gen=hub.gen, reason="gap", chain=chain)
    good = arrival(shop.log, 3, 4)
    bad = Arrival(store="s001", batch=msgspec.structs.replace(good.batch, chain="00"))
    (verdict,) = (await hub.ingest([bad])).verdicts
    assert verdict.answer == wire.Nack(origin="origin-1", acked=2, hub_gen=hub.gen, reason="chain")
    (verdict,) = (await hub.ingest([good])).verdicts
    assert isinstance(verdict.answer, wire.Ack)


async def test_many_stores_and_batches_come_in_one_transaction(hub: Hub, clock: SetClock) -> None:
    shops = [Shop(clock, f"origin-{n}") for n in range(3)]
    arrivals = []
    for n, shop in enumerate(shops):
        for _ in range(5):
            shop.sell("P1-0", quantity=n + 1)
        await hub.hello(f"s00{n}", hello(shop.log))
        arrivals += [arrival(shop.log, first, first + 2, store=f"s00{n}") for first in range(1, 15, 3)]
    done = await hub.ingest(arrivals)
    assert {v.store: v.answer.acked for v in done.verdicts} == {"s000": 15, "s001": 15, "s002": 15}
    assert [(row.store, row.on_hand) for row in await hub.stock_of("P1-0")] == [
        ("s000", -5),
        ("s001", -10),
        ("s002", -15),
    ]


async def test_the_topic_names_the_store_and_a_log_stays_with_it(hub: Hub, shop: Shop) -> None:
    shop.sell("P1-0")
    await hub.hello("s001", hello(shop.log))
    with pytest.raises(Rejected, match="foreign_log"):
        await hub.hello("s002", hello(shop.log))
    (verdict,) = (await hub.ingest([arrival(shop.log, 1, 3, store="s002")])).verdicts
    assert verdict.store == "s002"
    assert isinstance(verdict.answer, wire.Nack)
    assert await hub.orders() == ()


async def test_a_copied_file_is_found_out_at_hello(hub: Hub, clock: SetClock) -> None:
    one, other = Shop(clock, "same"), Shop(clock, "same")
    one.sell("P1-0")
    other.sell("P1-1")
    await told(hub, one)
    assert (await hub.hello("s001", hello(other.log))).forked
    assert not (await hub.hello("s001", hello(one.log))).forked


async def test_what_is_sold_and_still_here_is_allocated(hub: Hub, shop: Shop) -> None:
    shop.append(shop.moved("P1-0", 10, "stock_take", "take-1"))
    order = shop.sell("P1-0", quantity=3)
    await hub.hello("s001", hello(shop.log))
    await hub.ingest([arrival(shop.log, 1, 2)])
    (row,) = await hub.stock_of("P1-0")
    assert (row.on_hand, row.allocated) == (10, 3)
    await hub.ingest([arrival(shop.log, 3, 4)])
    (row,) = await hub.stock_of("P1-0")
    assert (row.on_hand, row.allocated) == (7, 0)
    (line,) = await hub.orders(store="s001")
    assert (line.order_id, line.state, line.version, line.paid_fen) == (order.order_id, "done", 2, 5970)


async def test_a_movement_said_again_by_another_event_counts_once(hub: Hub, shop: Shop) -> None:
    shop.append(shop.moved("P1-0", 5, "stock_take", "t"), shop.moved("P1-0", 5, "stock_take", "t"))
    await told(hub, shop)
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [5]


@pytest.mark.parametrize("words", list(permutations([("asked", 0), ("paid", 5), ("reversed", 9)])))
async def test_a_payment_stands_where_it_reached_furthest_whichever_log_says_so_last(
    hub: Hub, shop: Shop, words: tuple[tuple[PaymentState, int], ...]
) -> None:
    order = shop.sell("P1-0")
    payment = Payment(payment_id="pay-1", order_id=order.order_id, tender="wallet", amount_fen=1990)
    for state, settled_ms in words:
        word = msgspec.structs.replace(payment, state=state, settled_ms=settled_ms)
        shop.append(PaymentChanged(payment=word))
        await told(hub, shop)
    (stands,) = msgspec.json.decode(await hub.order(order.order_id))["payments"]
    assert stands["state"] == "reversed"


async def test_a_payment_keeps_its_latest_word(hub: Hub, shop: Shop) -> None:
    order = shop.sell("P1-0")
    payment = Payment(payment_id="pay-1", order_id=order.order_id, tender="wallet", amount_fen=1990)
    for state in ("intent", "asked", "paid"):
        shop.append(PaymentChanged(payment=msgspec.structs.replace(payment, state=state)))
    await told(hub, shop)
    whole = msgspec.json.decode(await hub.order(order.order_id))
    assert [one["state"] for one in whole["payments"]] == ["paid"]
    assert whole["store"] == "s001"
    assert whole["order"]["number"] == order.number
    with pytest.raises(Rejected, match="no_order"):
        await hub.order("nothing")


async def test_contacts_are_kept_apart_and_can_be_erased(hub: Hub, shop: Shop) -> None:
    kept = Contact(contact_id="c1", version=1, name="周晚晴", phone="15400001037", address="栖云路88号")
    shop.append(ContactKept(contact_id="c1", version=1))
    await told(hub, shop, kept)
    assert (await phones(hub)) == ["15400001037"]
    shop.append(ContactErased(contact_id="c1", version=2))
    gone = Contact(contact_id="c1", version=2, erased=True, name="left by mistake")
    await hub.ingest([arrival(shop.log, 2, 2, gone)])
    assert await phones(hub) == [""]
    shop.append(ContactKept(contact_id="c1", version=3))
    await hub.ingest([arrival(shop.log, 3, 3, msgspec.structs.replace(kept, version=3))])
    assert await phones(hub) == [""]


async def phones(hub: Hub) -> list[str]:
    if isinstance(hub, MemoryHub):
        return [contact.phone for _, contact in hub.shop.contacts.values()]
    assert isinstance(hub, PostgresHub)
    async with hub._db.transaction() as conn:
        return [record["phone"] for record in await conn.fetch("select phone from contact")]


class Strange(Event, frozen=True, kw_only=True):
    """An event of a store newer than this centre."""

    word: str


async def test_poison_is_buried_alone_and_the_rest_goes_on(hub: Hub, shop: Shop) -> None:
    order = shop.sell("P1-0")
    shop.append(shop.moved("P1-0", 1 << 70, "correction", "too much"))
    shop.append(OrderPaid(order=msgspec.structs.replace(order, order_id="nul", number="a\0b")))
    entry = shop.log.append(Strange(word="new"), shop.clock)
    shop.log.entries[-1] = msgspec.structs.replace(entry, kind="StockMoved")
    shop.append(Strange(word="unknown kinds only stand in the log"))
    shop.sell("P1-0")
    done = await told(hub, shop)
    (verdict,) = done.verdicts
    assert isinstance(verdict.answer, wire.Ack)
    assert (verdict.answer.acked, sorted(verdict.answer.dead)) == (10, [4, 5, 6])
    letters = await hub.dead_letters()
    assert sorted((letter.seq, letter.kind) for letter in letters) == [
        (4, "StockMoved"),
        (5, "OrderPaid"),
        (6, "StockMoved"),
    ]
    assert all(letter.reason for letter in letters)
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-2]
    (store,) = await hub.stores()
    assert (store.store, store.acked, store.dead, store.logs) == ("s001", 10, 3, 1)


@pytest.mark.process
async def test_two_hubs_cannot_both_move_a_cursor(hubs: Hubs, shop: Shop) -> None:
    """The second has judged by the cursor that the first was about to move: it must judge again."""
    one, other = hubs
    shop.sell("P1-0")
    shop.sell("P1-0")
    await one.hello("s001", hello(shop.log))
    done = await amid(
        one, "lock log", one.ingest([arrival(shop.log, 1, 6)]), other.ingest([arrival(shop.log, 1, 3)])
    )
    assert [verdict.answer.acked for found in done for verdict in found.verdicts] == [6, 6]
    (store,) = await one.stores()
    assert store.acked == 6
    assert [row.on_hand for row in await one.stock_of("P1-0")] == [-2]


@pytest.mark.process
async def test_of_two_copies_of_a_file_only_one_is_taken_in(hubs: Hubs, clock: SetClock) -> None:
    one, other = hubs
    first, copy = Shop(clock, "same"), Shop(clock, "same")
    first.sell("P1-0")
    copy.sell("P1-1")
    copy.sell("P1-1")
    await one.hello("s001", hello(first.log))
    done = await amid(
        one, "lock log", one.ingest([arrival(first.log, 1, 3)]), other.ingest([arrival(copy.log, 1, 6)])
    )
    taken, refused = [verdict.answer for found in done for verdict in found.verdicts]
    assert taken.acked == 3
    assert refused == wire.Nack(origin="same", acked=3, hub_gen=one.gen, reason="chain")
    assert [len(await one.stock_of(sku)) for sku in ("P1-0", "P1-1")] == [1, 0]
