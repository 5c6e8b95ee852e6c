"""The usual way, to be measured against: one event a message, each message a transaction of its own.

`python -m edge.cli.bench.naive DSN BROKER` is its centre: the same tables and read models, no batches.
"""

from __future__ import annotations

import asyncio
import sys

from edge.runtime.clock import SystemClock
from sync import topics, wire
from sync.hub.centre import PostgresHub
from sync.hub.ports import Arrival
from sync.mqtt import MqttBroker, address


async def take_in(dsn: str, broker: str) -> None:
    hub = await PostgresHub.open(dsn, SystemClock())
    async with MqttBroker(address(broker)).connect("naive") as link:
        await link.subscribe(*topics.hub_filters(None))
        await link.publish("store-edge-bench/ready", b"", retain=True)
        while True:
            message = await link.receive()
            store = topics.sender(message.topic)
            said = wire.decode(wire.SAID, message.payload)
            if isinstance(said, wire.Hello):
                await hub.hello(store, said)
            else:
                await hub.ingest([Arrival(store=store, batch=said)])


if __name__ == "__main__":
    asyncio.run(take_in(*sys.argv[1:3]))
