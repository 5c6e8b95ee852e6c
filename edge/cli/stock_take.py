"""`store-edge stock-take FILE`: what was counted replaces what was thought, by movements."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.cli.asking import add_config, configured, do
from edge.cli.count_sheet import read_counts
from edge.cli.entry import say


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV with sku and quantity, or a folder with a stock.csv")
    parser.add_argument(
        "--take", default="", metavar="ID", help="name of this stock-take; one of a name counts once"
    )
    parser.add_argument("--strict", action="store_true", help="one bad row, and nothing is counted")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    config = configured(options)
    counts, flaws = read_counts(options.file, store_id=config.store.id, strict=options.strict)
    for where, why in flaws:
        say(f"{where}: {why}; left out")
    lines = [{"sku": count.sku, "quantity": count.quantity} for count in counts]
    done = do(config, "stock.take", take_id=options.take, counts=lines)
    print(f"{len(counts)} SKUs counted, {done['moved']} differed")
    return 0
