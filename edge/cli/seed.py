"""`store-edge seed DIR`: catalogue, prices, stores, staff and members from CSV files into the centre."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from edge.cli.entry import say
from edge.compose.hub import opened_centre
from edge.config import HubConfig, load_hub
from edge.runtime.clock import SystemClock
from sync.hub import seed


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="CSV files, as seeds/README.md describes them"
    )
    parser.add_argument("--strict", action="store_true", help="one bad row, and nothing is loaded")
    parser.add_argument(
        "--config", type=Path, default=Path("hub.toml"), metavar="FILE", help="the centre's TOML (hub.toml)"
    )


def run(options: argparse.Namespace) -> int:
    config = load_hub(options.config)
    reading = seed.read(options.folder, strict=options.strict)
    for problem in reading.problems:
        say(f"{problem}; left out")
    changed = asyncio.run(_load(config, reading.seed))
    loaded = reading.seed
    print(
        f"{len(loaded.products)} products, {len(loaded.variants)} variants, {len(loaded.prices)} prices, "
        f"{len(loaded.staff)} staff, {len(loaded.members)} members read; {changed} items changed"
    )
    return 0


async def _load(config: HubConfig, loaded: seed.Seed) -> int:
    async with opened_centre(config, SystemClock()) as centre:
        return await centre.load(loaded)
