"""After an outage: how fast a history reaches the centre, beside the usual way and PostgreSQL alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

from edge.cli.bench.centre import Centre, opened_hub, running_centre, unheard, until_taken
from edge.cli.bench.figures import Figure
from edge.cli.bench.sales import TILLS, sell
from edge.cli.bench.shop import bench_config
from edge.cli.bench.tape import entries_per_commit, play, taped
from edge.cli.demo.kept import Kept
from edge.compose.centre import line_to_centre
from edge.compose.file_house import open_house
from edge.compose.house import House
from edge.config import Config
from edge.domain.logbook import Origin
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock
from edge.runtime.health import HealthRegistry
from sync import topics, wire
from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.ports import Arrival
from sync.log.batch import batch
from sync.log.up_store import BATCH_BYTES
from sync.mqtt import MqttBroker
from sync.wire import EVENTS_MAX, Batch

EVENTS = 20_000
NAIVE_EVENTS = 2_000
AHEAD = 400  # events sent naively and not yet taken
WITHIN_S = 120.0
STORE = "bench"


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    async with running_centre(folder) as centre:
        config = bench_config(folder / "store", kiosks=TILLS, centre=centre.toml)
        async with open_house(config, clock) as house:
            events = await sell(house, clock, events=EVENTS)
            drain_s = await _drain(house, config, centre, clock)
            at_once = await entries_per_commit(centre.dsn, clock)
        await centre.hub.child.stop()
        async with open_house(config, clock) as house:
            origin = next(one for one in await house.log.origins() if one.current)
            batches = await _batches(house, origin)
            limit_s = await _limit_s(centre, origin, batches, at_once, clock)
            naive_s = await _naive_s(folder, centre, house, origin, clock)
    ours, naive, limit = events / drain_s, NAIVE_EVENTS / naive_s, events / limit_s
    return [
        Figure(name="drain_events_s", value=ours, unit="/s"),
        Figure(name="drain_events_per_commit", value=at_once),
        Figure(name="naive_events_s", value=naive, unit="/s"),
        Figure(name="limit_events_s", value=limit, unit="/s"),
        Figure(name="drain_ratio", value=ours / naive, least=20),
        Figure(name="drain_of_limit", value=ours / limit, least=0.4),
    ]


async def _drain(house: House, config: Config, centre: Centre, clock: SystemClock) -> float:
    """Seconds from the cable's return until the centre has everything."""
    line = line_to_centre(config, house, clock=clock, report=HealthRegistry(clock))
    if line is None:
        raise EdgeError("the bench has no line to the centre")
    wanted = max(origin.max_seq for origin in await house.log.origins())
    async with opened_hub(centre.dsn, clock) as hub:
        began_s = clock.monotonic()
        running = asyncio.create_task(line.line.run())
        try:
            await until_taken(hub, STORE, wanted, WITHIN_S)
            return clock.monotonic() - began_s
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _batches(house: House, origin: Origin) -> list[Batch]:
    found: list[Batch] = []
    after = 0
    while entries := await house.log.entries(
        origin.origin, after=after, limit=EVENTS_MAX, max_bytes=BATCH_BYTES
    ):
        found.append(batch(origin.origin, entries))
        after = entries[-1].seq
    return found


async def _limit_s(
    centre: Centre, origin: Origin, batches: list[Batch], at_once: float, clock: SystemClock
) -> float:
    """What the same rows take when nothing but the driver and PostgreSQL has anything to do."""
    database = await taped(await centre.postgres.create("taped"), clock)
    hub = PostgresHub(database, clock)
    try:
        await hub.hello(STORE, _hello(origin))
        group: list[Arrival] = []
        for number, one in enumerate(batches):
            group.append(Arrival(store=STORE, batch=one))
            if sum(len(each.batch.events) for each in group) >= at_once or number == len(batches) - 1:
                await hub.ingest(group)
                group = []
    finally:
        await hub.close()
    return await play(await centre.postgres.create("played"), database.tape, clock)


async def _naive_s(folder: Path, centre: Centre, house: House, origin: Origin, clock: SystemClock) -> float:
    dsn = await centre.postgres.create("naive")
    async with LocalBroker(folder / "naive-broker") as broker, opened_hub(dsn, clock) as hub:
        program = Kept("naive", folder, ("-m", "edge.cli.bench.naive", dsn, broker.url), tell=unheard)
        try:
            await program.start()
            async with MqttBroker(broker.address).connect("naive-store") as link:
                await link.subscribe("store-edge-bench/ready")
                await link.receive()
                entries = await house.log.entries(
                    origin.origin, after=0, limit=NAIVE_EVENTS, max_bytes=NAIVE_EVENTS * BATCH_BYTES
                )
                began_s = clock.monotonic()
                await link.publish(topics.up(STORE), wire.encode(_hello(origin)))
                for entry in entries:
                    await link.publish(topics.up(STORE), wire.encode(batch(origin.origin, (entry,))))
                    if entry.seq % AHEAD == 0:  # what a client holds untaken is bounded
                        await until_taken(hub, STORE, entry.seq - AHEAD, WITHIN_S)
                await until_taken(hub, STORE, len(entries), WITHIN_S)
                return clock.monotonic() - began_s
        finally:
            await program.child.stop()


def _hello(origin: Origin) -> wire.Hello:
    return wire.Hello(
        store=STORE,
        box="box-1",
        origin=origin.origin,
        first_seq=origin.first_seq,
        max_seq=origin.max_seq,
        chain=origin.chain,
        turn="bench",
    )
