"""`store-edge bench core | sync`: what this machine does, beside what it should do.

`barcodes` and `camera`: what it reads.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from edge.cli.bench import acks, barcodes, camera, catalogue, commits, drain, fleet, outage, paint, scans
from edge.cli.bench.figures import Figure, as_json, table
from edge.runtime.clock import SystemClock

CORE = {
    "commits": commits.measure,
    "scans": scans.measure,
    "paint": paint.measure,
    "acks": acks.measure,
    "catalogue": catalogue.measure,
}
SYNC = {
    "drain": drain.measure,
    "outage": outage.measure,
    "fleet": fleet.measure,
}
SIGHT = {"camera": camera.measure}
GROUPS = {"core": CORE, "sync": SYNC}
PARTS = {**CORE, **SYNC, **SIGHT}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=(*GROUPS, *PARTS, "barcodes"), help="a group, or one part of it")
    parser.add_argument(
        "pictures",
        nargs="?",
        type=Path,
        default=barcodes.PICTURES,
        metavar="DIR",
        help=f"of barcodes: a folder with labels.csv ({barcodes.PICTURES})",
    )
    parser.add_argument(
        "--fleet", type=int, default=fleet.STORES, metavar="N", help=f"stores of the fleet ({fleet.STORES})"
    )
    parser.add_argument("--json", action="store_true", help='one object {"figures": {name: number}}')
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("var/bench"),
        metavar="DIR",
        help="on the disk to measure (var/bench)",
    )


def run(options: argparse.Namespace) -> int:
    if options.what == "barcodes":
        result = barcodes.measure(options.pictures, SystemClock())
        print(as_json(result.figures()) if options.json else result.table())
        return 0
    names = GROUPS.get(options.what, (options.what,))
    figures = asyncio.run(_measure(list(names), options.data.absolute(), options.fleet))
    print(as_json(figures) if options.json else table(figures))
    return 0


async def _measure(names: list[str], data: Path, stores: int) -> list[Figure]:
    clock = SystemClock()
    figures: list[Figure] = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        folder = data / name
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if name == "fleet":
            found = await fleet.measure(folder, clock, stores)
        else:
            found = await PARTS[name](folder, clock)
        if not found:
            print(f"{name}: nothing here to measure it with", file=sys.stderr, flush=True)
        figures += found
    return figures
