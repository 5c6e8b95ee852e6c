"""A hub worker as a process of its own: `python -m tests.sync.hub_process DSN PORT`; says `ready` each time
it is.
"""

import asyncio
import sys

from sync.hub.centre import PostgresHub
from sync.mqtt import BrokerAddress, MqttBroker
from tests.sync.clock import RealClock
from tests.sync.pair import running, worker


async def serve(dsn: str, port: int) -> None:
    hub = await PostgresHub.open(dsn, RealClock())
    part = worker(hub, MqttBroker(BrokerAddress(host="127.0.0.1", port=port)))
    async with running(part):
        await part.ready.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
