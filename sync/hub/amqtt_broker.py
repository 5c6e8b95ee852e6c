"""amqtt as a program of its own: `python -m sync.hub.amqtt_broker PORT`, loopback, for a laptop without
Mosquitto.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from amqtt.broker import Broker

from sync.hub.child import LOOPBACK

CONNECTIONS_MAX = 500
PARENT_LOOK_S = 1.0


async def serve(port: int) -> None:
    """Runs until asked to end, or until the parent is gone."""
    broker = Broker(
        {
            "listeners": {
                "default": {
                    "type": "tcp",
                    "bind": f"{LOOPBACK}:{port}",
                    "max_connections": CONNECTIONS_MAX,
                }
            },
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    parent = os.getppid()
    await broker.start()
    while not asked.is_set() and os.getppid() == parent:
        try:
            async with asyncio.timeout(PARENT_LOOK_S):
                await asked.wait()
        except TimeoutError:
            continue
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
