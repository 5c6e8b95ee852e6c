"""`store-edge demo`: a whole chain on this machine, from the broker to the kiosks, seeded and open."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from edge.cli.demo.plan import STORES_MAX, Plan
from edge.cli.demo.shop import Demo
from edge.errors import ConfigError
from sync.hub.broker import available

PORT = 8080


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stores", type=int, default=1, metavar="N", help=f"1 to {STORES_MAX} stores")
    parser.add_argument(
        "--data", type=Path, default=Path("var/demo"), metavar="DIR", help="files of the demo (var/demo)"
    )
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="BASE", help="the centre's; the stores follow it (8080)"
    )
    parser.add_argument(
        "--seeds", type=Path, default=None, metavar="DIR", help="other seeds than the demo's own"
    )


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.stores <= STORES_MAX:
        raise ConfigError([("--stores", f"is {options.stores}, from 1 to {STORES_MAX} is needed")])
    if not 1024 <= options.port <= 65_000:  # noqa: PLR2004 - below only root may, above the stores find no room
        raise ConfigError([("--port", f"is {options.port}, from 1024 to 65000 is needed")])
    plan = Plan(
        folder=options.data.absolute(),
        base=options.port,
        stores=options.stores,
        seeds=options.seeds,
        guarded=available() == "mosquitto",
    )
    return asyncio.run(Demo(plan).run())
