"""`store-edge backup FILE`: a sound copy of the store's database, also while it sells."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.cli.asking import add_config, configured, do

TIMEOUT_S = 3600.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="where the copy goes; a folder gets a file named by its moment"
    )
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    target: Path = options.file
    done = do(configured(options), "backup", timeout_s=TIMEOUT_S, file=str(target.absolute()))
    print(f"{done['file']}: {done['bytes']} bytes, checked")
    return 0
