"""`store-edge restore FILE`: a backup in the place of a stopped database, as a new origin of its log."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.cli.asking import add_config, configured
from edge.compose.file_house import restore
from edge.runtime.lifecycle import only_agent_of


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what `backup` made")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    config = configured(options)
    database = Path(config.store.data)
    with only_agent_of(database):
        kept = restore(options.file, database)
    print(
        f"{database} is the backup now, and opens as a new origin: what it sells from here on is told apart"
    )
    if kept is not None:
        print(f"what was there before is kept as {kept}")
    return 0
