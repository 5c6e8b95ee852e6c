"""Store and centre in one process: logs go up, streams come down, whatever link or broker does."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from edge.domain.contact import Contact, ContactKept
from edge.domain.feed import SwapSnapshot
from edge.domain.lease import Lease
from edge.domain.logbook import RecordAck
from edge.errors import SyncError
from sync import topics
from sync.hub.desk import PriceChange
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from sync.switch import UplinkSwitch
from tests.sync.clock import RealClock
from tests.sync.hubs import seed
from tests.sync.pair import Report, eventually, line, running, worker
from tests.sync.shop import Shop


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker()


@pytest.fixture
async def hub() -> MemoryHub:
    hub = MemoryHub(RealClock())
    await hub.load(seed())
    return hub


@pytest.fixture
def shop() -> Shop:
    return Shop(RealClock())


@pytest.fixture
async def both(broker: MemoryBroker, hub: MemoryHub, shop: Shop) -> AsyncIterator[Report]:
    report = Report()
    async with running(worker(hub, broker), line(shop, broker, report=report)):
        yield report


def arrived(hub: MemoryHub, shop: Shop) -> bool:
    """The centre has exactly what the store committed, in order."""
    return [row.body for row in hub.logs.of(shop.current)] == [entry.body for entry in shop.log.entries]


async def test_what_is_sold_is_acknowledged(both: Report, hub: MemoryHub, shop: Shop) -> None:
    shop.sell("P1-0")
    await shop.all_acked()
    assert arrived(hub, shop)
    assert ("uplink", "ok", "") in both.said
    shop.sell("P1-0")
    await shop.all_acked()
    assert len(await hub.orders()) == 2


async def test_a_backlog_drains_in_large_batches(hub: MemoryHub, shop: Shop, broker: MemoryBroker) -> None:
    for _ in range(1500):
        shop.sell("P1-0")
    async with running(worker(hub, broker), line(shop, broker)):
        await shop.all_acked()
        assert arrived(hub, shop)
    acks = [command for command in shop.applied if isinstance(command, RecordAck)]
    assert len(acks) < 40


async def test_contacts_travel_beside_the_log_as_they_are_when_sent(
    both: Report, hub: MemoryHub, shop: Shop
) -> None:
    shop.contact_book["c1"] = Contact(contact_id="c1", version=2, erased=True)
    shop.append(ContactKept(contact_id="c1", version=1))
    await shop.all_acked()
    assert hub.shop.contacts["c1"] == ("s001", Contact(contact_id="c1", version=2, erased=True))


async def test_former_logs_drain_too(hub: MemoryHub, shop: Shop, broker: MemoryBroker) -> None:
    shop.sell("P1-0")
    former, fresh = shop.log, Shop(RealClock(), "origin-2")
    fresh.sell("P1-1")
    shop.logs["origin-2"] = fresh.log
    shop.current = "origin-2"
    async with running(worker(hub, broker), line(shop, broker)):
        await shop.all_acked()
    assert len(hub.logs.of("origin-1")) == len(former.entries) == 3
    assert len(hub.logs.of("origin-2")) == 3


async def test_the_streams_come_whole_and_then_live(both: Report, hub: MemoryHub, shop: Shop) -> None:
    await shop.until(lambda: {"catalog", "price", "staff"} <= set(shop.kept_cursors))
    assert len(shop.items["catalog"]) == 5
    assert len(shop.items["price"]) == 2
    swaps = len([command for command in shop.applied if isinstance(command, SwapSnapshot)])
    await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000)])
    await shop.until(lambda: shop.kept_cursors["price"].pos == 4)
    assert [p.price_fen for p in shop.items["price"].values() if p.sku == "P1-0"] == [5000]  # type: ignore[union-attr]
    await hub.set_prices([PriceChange(sku="P1-0", price_fen=1, store="s003")])
    await hub.set_prices([PriceChange(sku="P1-0", price_fen=4000)])
    await shop.until(lambda: shop.kept_cursors["price"].pos >= 6)
    assert [p.price_fen for p in shop.items["price"].values() if p.sku == "P1-0"] == [4000]  # type: ignore[union-attr]
    assert len([command for command in shop.applied if isinstance(command, SwapSnapshot)]) == swaps


async def test_a_correction_asked_by_the_centre_comes_back_as_a_movement(
    both: Report, hub: MemoryHub, shop: Shop
) -> None:
    await shop.until(lambda: "price" in shop.kept_cursors)
    await hub.ask_correction("s001", sku="P1-0", quantity=-3, reason="damaged", within_ms=60_000)
    await shop.until(lambda: len(shop.log.entries) == 2)
    await shop.all_acked()
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-3]
    assert [asked.state for asked in await hub.commands()] == ["done"]


async def test_another_stores_stock_is_told(
    both: Report, hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    """Also what could not be read at first."""
    other = Shop(RealClock(), "origin-of-2")
    other.append(other.moved("P1-0", 7, "stock_take", "t"))
    strange, place = msgspec.structs.replace(other.log.entries[0], kind="OrderPaid"), ("origin-of-2", 1)
    other.log.entries[0] = strange
    async with running(line(other, broker, store="s002")):
        await shop.until(lambda: "elsewhere" in shop.kept_cursors and place in hub.logs.dead)
        hub.logs.rows[place] = msgspec.structs.replace(hub.logs.rows[place], kind="StockMoved")
        await hub.retry_dead_letter(*place, by="许")
        await shop.until(lambda: bool(shop.items.get("elsewhere")))
        (item,) = shop.items["elsewhere"].values()
        assert (item.store_id, item.available) == ("s002", 7)  # type: ignore[union-attr]
        other.sell("P1-0")
        await shop.until(lambda: [i.available for i in shop.items["elsewhere"].values()] == [6])  # type: ignore[union-attr]


async def test_a_cut_uplink_holds_back_and_loses_nothing(
    hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    switch = UplinkSwitch()
    async with running(worker(hub, broker), line(shop, broker.through(switch))):
        shop.sell("P1-0")
        await shop.all_acked()
        await switch.set(plugged=False)
        for _ in range(100):
            shop.sell("P1-0")
        await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000)])
        assert (await shop.waiting()).entries == 300
        await switch.set(plugged=True)
        await shop.all_acked()
        assert arrived(hub, shop)
        await shop.until(lambda: shop.kept_cursors["price"].pos == 4)


async def test_a_broker_that_forgets_everything_costs_nothing(
    both: Report, hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    for _ in range(5):
        for _ in range(20):
            shop.sell("P1-0")
        broker.kill()
        shop.sell("P1-0")
        broker.start()
    await shop.all_acked()
    assert arrived(hub, shop)


async def test_lost_acks_are_asked_for_again(
    both: Report, hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    shop.sell("P1-0")
    await shop.all_acked()
    broker.lose.add(topics.ack("s001"))
    shop.sell("P1-0")
    await eventually(lambda: arrived(hub, shop))
    broker.lose.clear()
    await shop.all_acked()
    assert arrived(hub, shop)


async def test_garbage_from_anybody_is_passed_over(
    both: Report, hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    async with broker.connect("stranger") as stranger:
        for topic in (
            topics.ack("s001"),
            topics.down("price"),
            topics.reply("s001", "b1"),
            topics.up("s001"),
            topics.ask("s001"),
            f"{topics.ROOT}/up/7/s001",
        ):
            for payload in (b"", b"\x78garbage", b'{"type":"ack"}', b"[]", b"\xff" * 100):
                await stranger.publish(topic, payload)
    shop.sell("P1-0")
    await shop.all_acked()
    assert arrived(hub, shop)


async def test_a_copied_file_goes_on_in_a_new_log_and_learns_what_it_missed(
    hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    shop.sell("P1-0")
    copy, report = deepcopy_of(shop), Report()
    async with running(worker(hub, broker), line(shop, broker)):
        await shop.all_acked()
        shop.sell("P1-0")
        await shop.all_acked()
    copy.sell("P1-1")
    async with running(worker(hub, broker), line(copy, broker, report=report)):
        await copy.until(lambda: len(copy.facts) == 3)
        copy.sell("P1-1")
        await copy.all_acked()
    assert ("log", "degraded", "log_forked") in report.said
    told = [row.event_id for row in hub.logs.rows.values()]
    assert len(told) == len(set(told)) == 12
    assert arrived(hub, copy)
    assert [entry.body for entry in copy.facts.values()] == [entry.body for entry in shop.log.entries[3:]]
    assert len(await hub.orders()) == 4


def deepcopy_of(shop: Shop) -> Shop:
    """The same file on another machine."""
    copy = Shop(RealClock(), shop.current)
    for entry in shop.log.entries:
        copy.log.retell(entry)
    return copy


async def test_of_two_boxes_one_answers_and_the_other_sells_and_says_so(
    hub: MemoryHub, broker: MemoryBroker
) -> None:
    shops = {"b1": Shop(RealClock(), "origin-1"), "b2": Shop(RealClock(), "origin-2")}
    reports = {box: Report() for box in shops}
    lines = [line(shop, broker, box=box, report=reports[box]) for box, shop in shops.items()]
    async with running(worker(hub, broker), *lines):
        for shop in shops.values():
            shop.sell("P1-0")
            await shop.all_acked()
            await shop.until(lambda shop=shop: bool(shop.lease.box))  # type: ignore[misc]
        await hub.ask_correction("s001", sku="P1-0", quantity=-3, reason="damaged", within_ms=60_000)
        holder = shops["b1"].lease.box
        await shops[holder].until(lambda: "command" in shops[holder].kept_cursors)
        await shops[holder].all_acked()
    other = "b2" if holder == "b1" else "b1"
    assert shops[holder].lease == Lease(box=holder, epoch=1, mine=True)
    assert shops[other].lease == Lease(box=holder, epoch=1, mine=False)
    assert ("lease", "degraded", "no_lease") in reports[other].said
    assert "command" not in shops[other].kept_cursors
    assert [asked.state for asked in await hub.commands()] == ["done"]
    assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-5]


async def test_an_acknowledged_log_that_the_centre_lost_is_sent_again(
    hub: MemoryHub, shop: Shop, broker: MemoryBroker
) -> None:
    shop.sell("P1-0")
    async with running(worker(hub, broker), line(shop, broker)):
        await shop.all_acked()
    restored = MemoryHub(RealClock())
    async with running(worker(restored, broker), line(shop, broker)):
        shop.sell("P1-0")
        await shop.until(lambda: arrived(restored, shop))
        await shop.all_acked()
    assert any(isinstance(command, RecordAck) and command.rewound for command in shop.applied)
    assert msgspec.structs.asdict(shop.log.origin)["acked"] == 6


async def test_a_silent_centre_is_reported(shop: Shop, broker: MemoryBroker) -> None:
    report = Report()
    shop.sell("P1-0")
    async with running(line(shop, broker, report=report)), asyncio.timeout(10):
        await eventually(lambda: ("uplink", "degraded", "centre_silent") in report.said)


@pytest.mark.parametrize("turns", range(12))
async def test_a_cancel_in_the_moment_of_a_failure_is_not_swallowed(
    hub: MemoryHub, shop: Shop, broker: MemoryBroker, turns: int
) -> None:
    for part in (line(shop, broker), worker(hub, broker)):
        task = asyncio.ensure_future(part.run())
        for _ in range(10):
            await asyncio.sleep(0)
        broker.kill()
        for _ in range(turns):
            await asyncio.sleep(0)
        failed = task.done()
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(outcome, SyncError if failed else asyncio.CancelledError)
        broker.start()
