"""Queues that are full: a broker that drops what it has acknowledged, and all of it arrives once; in memory,
with a real Mosquitto, and at the worker's own end.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync.hub.broker import mosquitto
from sync.hub.child import LOOPBACK, Child, free_port
from sync.hub.memory import MemoryHub
from sync.memory import MemoryBroker
from sync.mqtt import BrokerAddress, MqttBroker
from sync.mqtt_link import INBOUND_MAX, MqttLink
from tests.process.programs import UP_S
from tests.sync.clock import RealClock
from tests.sync.pair import eventually, line, running, worker
from tests.sync.shop import Shop

SALES, STORES, HOUR_S = 1_000, 5, 3600
QUEUE_MAX = 2  # a window is eight batches
DRAINED_S, TOLD_S = 180, 30


@pytest.mark.parametrize("oldest", [False, True], ids=["the newest goes", "the oldest goes"])
def test_a_full_queue_costs_time_and_nothing_else(oldest: bool) -> None:  # noqa: FBT001
    async def drained() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        broker, hub = MemoryBroker(queue_max=QUEUE_MAX, oldest=oldest), MemoryHub(clock)
        shops = {f"s{n:03}": Shop(clock, f"origin-{n}") for n in range(STORES)}
        for shop in shops.values():
            for _ in range(SALES):
                shop.sell("P1-0")
        lines = [line(shop, broker, store, aside=False) for store, shop in shops.items()]
        async with running(worker(hub, broker), *lines):
            for shop in shops.values():
                await shop.all_acked(timeout_s=HOUR_S)
        assert broker.dropped
        for shop in shops.values():
            assert [row.body for row in hub.logs.of(shop.current)] == [one.body for one in shop.log.entries]
        assert len(await hub.orders(limit=SALES * STORES)) == SALES * STORES

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(drained())


@contextlib.asynccontextmanager
async def narrow(folder: Path) -> AsyncIterator[MqttBroker]:
    """A Mosquitto that holds two messages for a client and throws the rest away, acknowledged or not."""
    port, child = free_port(), Child("narrow broker", folder)
    conf = folder / "mosquitto.conf"
    conf.write_text(
        f"listener {port} {LOOPBACK}\nallow_anonymous true\npersistence false\n"
        f"max_inflight_messages 1\nmax_queued_messages {QUEUE_MAX}\nsys_interval 1\n",
        "utf-8",
    )
    await child.start((mosquitto() or "mosquitto", "-c", str(conf)), env={})
    try:
        await child.ready_at(port, UP_S)
        yield MqttBroker(BrokerAddress(host=LOOPBACK, port=port))
    finally:
        await child.stop()


@pytest.mark.process
async def test_a_mosquitto_whose_queue_is_full_costs_time_and_nothing_else(tmp_path: Path) -> None:
    clock = RealClock()
    hub = MemoryHub(clock)
    shops = {f"s{n:03}": Shop(clock, f"origin-{n}") for n in range(STORES)}
    for shop in shops.values():
        for _ in range(SALES):
            shop.sell("P1-0")
    async with narrow(tmp_path) as broker:
        lines = [line(shop, broker, store, aside=False) for store, shop in shops.items()]
        async with running(worker(hub, broker), *lines):
            for shop in shops.values():
                await shop.all_acked(timeout_s=DRAINED_S)
            assert await dropped(broker) > 0
    for shop in shops.values():
        assert [row.body for row in hub.logs.of(shop.current)] == [one.body for one in shop.log.entries]


async def dropped(broker: MqttBroker) -> int:
    """What the broker says that it threw away, which it tells a while later."""
    async with broker.connect("looker") as link, asyncio.timeout(TOLD_S):
        await link.subscribe("$SYS/broker/publish/messages/dropped")
        while not (told := int((await link.receive()).payload)):
            pass
        return told


@pytest.mark.process
async def test_what_a_worker_cannot_take_is_dropped_and_counted(tmp_path: Path) -> None:
    """A broker that does not wait for acknowledgements, and a worker whose loop was busy."""
    port, child = free_port(), Child("broad broker", tmp_path)
    conf = tmp_path / "mosquitto.conf"
    conf.write_text(
        f"listener {port} {LOOPBACK}\nallow_anonymous true\npersistence false\n"
        "max_inflight_messages 0\nmax_queued_messages 0\n",
        "utf-8",
    )
    await child.start((mosquitto() or "mosquitto", "-c", str(conf)), env={})
    try:
        await child.ready_at(port, UP_S)
        broker = MqttBroker(BrokerAddress(host=LOOPBACK, port=port))
        async with broker.connect("hears") as hears, broker.connect("says") as says:
            await hears.subscribe("t")
            for number in range(INBOUND_MAX + 50):
                await says.publish("t", str(number).encode())
            await eventually(lambda: full(hears))
            taken = [int((await hears.receive()).payload) for _ in range(INBOUND_MAX)]
            assert taken == list(range(INBOUND_MAX))
            assert hears.dropped == 50
    finally:
        await child.stop()


def full(link: MqttLink) -> bool:
    return link._inbound.qsize() + link.dropped == INBOUND_MAX + 50
