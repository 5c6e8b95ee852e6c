"""One suite over the centres: logs told a second time, a store's lease, what a box is told of its past."""

import msgspec
import pytest

from edge.domain.contact import Contact, ContactKept
from edge.domain.past import Backing, Mark
from sync import wire
from sync.hub.ports import Hub
from sync.log.lease import LEASE_MS
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival, hello, told
from tests.sync.shop import Log, Shop
from tests.sync.writers import Hubs, amid


def moved_to(log: Log, origin: str, after: int) -> Log:
    """The same events as another log tells them."""
    other = Log(origin)
    for entry in log.entries[after:]:
        other.retell(entry)
    return other


async def acked(hub: Hub, log: Log) -> int:
    (verdict,) = (await hub.ingest([arrival(log, 1, len(log.entries))])).verdicts
    assert isinstance(verdict.answer, wire.Ack)
    return verdict.answer.acked


async def test_an_event_told_by_another_log_counts_once_and_its_cursor_moves(hub: Hub, shop: Shop) -> None:
    for _ in range(3):
        shop.sell("P1-0")
    await hub.hello("s001", hello(shop.log))
    await hub.ingest([arrival(shop.log, 1, 6)])
    other = moved_to(shop.log, "origin-2", 3)
    await hub.hello("s001", hello(other))
    assert await acked(hub, other) == 6
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-3]
    assert len(await hub.orders()) == 3
    for word in (hello(other), half(other, 2)):
        welcome = await hub.hello("s001", word)
        assert (welcome.acked, welcome.forked) == (6, False)
        assert welcome.chain_at_acked == other.origin.chain
    assert await acked(hub, other) == 6


def half(log: Log, seq: int) -> wire.Hello:
    """As a box would say it whose file ends there."""
    return msgspec.structs.replace(hello(log), max_seq=seq, chain=log.chain_at(seq))


async def test_a_box_learns_what_its_other_logs_told(hub: Hub, shop: Shop, clock: SetClock) -> None:
    for _ in range(250):
        shop.sell("P1-0")
    kept = Contact(contact_id="c1", version=1, name="周晚晴", phone="15400001037", address="栖云路88号")
    shop.append(ContactKept(contact_id="c1", version=1))
    await hub.hello("s001", hello(shop.log))
    for first in range(1, 752, 500):
        await hub.ingest([arrival(shop.log, first, min(751, first + 499), kept)])
    other = moved_to(shop.log, "origin-2", 748)
    await told(hub, shop_of(other, clock))
    marks = {"origin-1": 100}
    facts: list[wire.Fact] = []
    contacts: list[Contact] = []
    while (found := await ask(hub, marks)).origin:
        assert found.first == marks.get(found.origin, 0) + 1
        marks[found.origin] = found.last
        facts += found.events
        contacts += found.contacts
        assert found.left == 754 - sum(marks.values())
    assert marks == {"origin-1": 751, "origin-2": 3}
    bodies = [bytes(fact.body) for fact in facts]
    assert bodies == [entry.body for entry in (*shop.log.entries[100:], *other.entries)]
    assert contacts == [kept, kept]  # both logs name it


async def ask(hub: Hub, marks: dict[str, int], current: str = "now", box: str = "b1") -> wire.PastRange:
    known = tuple(Mark(origin=origin, seq=seq) for origin, seq in marks.items())
    return await hub.past("s001", wire.PullPast(box=box, current=current, marks=known))


def shop_of(log: Log, clock: SetClock) -> Shop:
    shop = Shop(clock, log.origin.origin)
    shop.logs[log.origin.origin] = log
    return shop


async def test_a_box_is_told_nothing_of_its_current_log_of_another_box_or_another_store(
    hub: Hub, shop: Shop
) -> None:
    shop.sell("P1-0")
    await told(hub, shop)
    assert (await ask(hub, {}, current="origin-1")).origin == ""
    assert (await ask(hub, {}, box="b2")).origin == ""
    assert (await hub.past("s002", wire.PullPast(box="b1", current="now", marks=()))).origin == ""
    assert len((await ask(hub, {})).events) == 3


async def test_the_lease_is_given_at_hello_kept_by_renewal_and_moves_when_its_holder_is_silent(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    welcome = await hub.hello("s001", hello(shop.log))
    given = wire.Lease(
        box="b1", epoch=1, for_ms=LEASE_MS, hub_gen=hub.gen, backup=Backing(), now_ms=clock.now_ms()
    )
    assert welcome.lease == given
    assert welcome.window_s == pytest.approx(1 / 200)
    other = msgspec.structs.replace(hello(shop.log), box="b2", origin="origin-2")
    welcome = await hub.hello("s001", other)
    assert welcome.lease is not None
    assert (welcome.lease.box, welcome.lease.epoch) == ("b1", 1)
    clock.now_s += LEASE_MS / 2000
    kept = await hub.renew("s001", wire.Renew(box="b1"))
    assert (kept.for_ms, kept.now_ms) == (LEASE_MS, clock.now_ms())
    clock.now_s += LEASE_MS / 1000 - 1
    assert (await hub.renew("s001", wire.Renew(box="b2"))).box == "b1"
    clock.now_s += 1
    taken = await hub.renew("s001", wire.Renew(box="b2"))
    assert (taken.box, taken.epoch, taken.for_ms) == ("b2", 2, LEASE_MS)
    assert (await hub.renew("s001", wire.Renew(box="b1"))).box == "b2"
    assert (await hub.renew("s002", wire.Renew(box="b1"))).epoch == 1


@pytest.mark.process
async def test_of_two_boxes_that_ask_two_hubs_at_once_one_has_the_lease(
    hubs: Hubs, shop: Shop, clock: SetClock
) -> None:
    one, other = hubs
    await one.hello("s001", hello(shop.log))
    clock.now_s += LEASE_MS / 1000
    words = await amid(
        one,
        "select from lease for update",
        one.renew("s001", wire.Renew(box="b2")),
        other.renew("s001", wire.Renew(box="b3")),
    )
    assert [(word.box, word.epoch) for word in words] == [("b2", 2), ("b2", 2)]
