"""From a committed order to the centre's acknowledgement of it, through a broker and PostgreSQL."""

from __future__ import annotations

import asyncio
from pathlib import Path

from edge.app.ports import Subscription
from edge.cli.bench.centre import running_centre
from edge.cli.bench.disk import fsync_ms
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import fill, sku
from edge.cli.bench.shop import bench_config
from edge.compose.centre import line_to_centre
from edge.compose.file_house import open_house
from edge.compose.house import House
from edge.domain.logbook import LogAcked
from edge.domain.message import Actor
from edge.domain.order import AddToBasket, ParkOrder
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock
from edge.runtime.health import HealthRegistry
from sync.hub.broker import LocalBroker
from sync.mqtt import MqttBroker

ORDERS = 200
WARM_UP = 10
TRIPS = 100
ACK_S = 20.0
PAUSE_S = 0.01
FSYNCS_ALLOWED, ALLOWED_MS = 4, 12
SHOPPER = Actor(role="shopper", place="kiosk-1", channel="kiosk")
TOPIC = "store-edge-bench/echo"


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    """One order after the other, each waited for until the centre has it."""
    async with running_centre(folder) as there:
        trips_ms = await _round_trips(there.broker, clock)
        config = bench_config(folder, kiosks=1, centre=there.toml)
        async with open_house(config, clock) as house:
            await fill(house, 40)
            centre = line_to_centre(config, house, clock=clock, report=HealthRegistry(clock))
            if centre is None:
                raise EdgeError("the bench has no line to the centre")
            house.on_append(centre.appended)
            line = asyncio.create_task(centre.line.run())
            try:
                times_ms = await _orders(house, clock, line)
            finally:
                line.cancel()
                await asyncio.gather(line, return_exceptions=True)
    fsync_p50_ms = percentile(await asyncio.to_thread(fsync_ms, folder, clock), 50)
    p50_ms = percentile(times_ms, 50)
    return [
        Figure(name="commit_to_ack_p50_ms", value=p50_ms, unit="ms"),
        Figure(name="commit_to_ack_p99_ms", value=percentile(times_ms, 99), unit="ms"),
        Figure(name="ack_over_limit", value=p50_ms / (FSYNCS_ALLOWED * fsync_p50_ms + ALLOWED_MS), most=1),
        Figure(name="mqtt_round_trip_p50_ms", value=percentile(trips_ms, 50), unit="ms"),
    ]


async def _orders(house: House, clock: SystemClock, line: asyncio.Task[None]) -> list[float]:
    times_ms: list[float] = []
    async with house.events.subscribe(LogAcked) as acks:
        for turn in range(ORDERS + WARM_UP):
            await house.dispatch(AddToBasket(sku=sku(turn % 40)), actor=SHOPPER, key=clock.new_id())
            await asyncio.sleep(PAUSE_S)
            await house.dispatch(ParkOrder(), actor=SHOPPER, key=clock.new_id())
            began_s = clock.monotonic()
            seq = max(origin.max_seq for origin in await house.log.origins() if origin.current)
            await _acked(acks, seq, line)
            if turn >= WARM_UP:
                times_ms.append(1000 * (clock.monotonic() - began_s))
    return times_ms


async def _acked(acks: Subscription, seq: int, line: asyncio.Task[None]) -> None:
    try:
        async with asyncio.timeout(ACK_S):
            async for event in acks:
                if isinstance(event, LogAcked) and event.acked >= seq:
                    return
    except TimeoutError:
        why = line.exception() if line.done() and not line.cancelled() else "the centre is silent"
        raise EdgeError(f"an order was not acknowledged in {ACK_S:.0f} s: {why}") from None


async def _round_trips(broker: LocalBroker, clock: SystemClock) -> list[float]:
    times_ms: list[float] = []
    async with MqttBroker(broker.address).connect("bench") as link:
        await link.subscribe(TOPIC)
        for _ in range(TRIPS):
            began_s = clock.monotonic()
            await link.publish(TOPIC, b"echo")
            await link.receive()
            times_ms.append(1000 * (clock.monotonic() - began_s))
    return times_ms
