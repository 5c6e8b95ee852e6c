"""`store-edge labels`: the shelf labels of a catalogue as a PDF at true size."""

from __future__ import annotations

import argparse
from pathlib import Path

from devices.pos.shelf_label import LABELS_MAX, ShelfLabel, sheets
from edge.cli.entry import say
from edge.compose.folders import SEEDS
from edge.errors import ConfigError
from edge.runtime.clock import SystemClock
from sync.hub import seed
from sync.hub.pricing import Listed, in_force


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, nargs="?", default=SEEDS, metavar="DIR", help="CSV files (those of the demo)"
    )
    parser.add_argument("--store", default="", metavar="ID", help="the store whose prices are printed")
    parser.add_argument("--sku", action="append", default=[], help="only this one; may be said again")
    parser.add_argument(
        "--output", type=Path, default=Path("labels.pdf"), metavar="FILE", help="(labels.pdf)"
    )


def run(options: argparse.Namespace) -> int:
    reading = seed.read(options.folder)
    for problem in reading.problems:
        say(f"{problem}; left out")
    labels = labels_of(reading.seed, store=options.store, only=set(options.sku), at_ms=SystemClock().now_ms())
    if not labels:
        raise ConfigError([(str(options.folder), "has no priced variant that was asked for")])
    if len(labels) > LABELS_MAX:
        say(f"only the first {LABELS_MAX} of {len(labels)} labels; name some with --sku")
    options.output.write_bytes(sheets(labels))
    print(f"{min(len(labels), LABELS_MAX)} labels in {options.output}; print them at 100 %")
    return 0


def labels_of(loaded: seed.Seed, *, store: str, only: set[str], at_ms: int) -> list[ShelfLabel]:
    """A label for every variant that has a price now: the store's own, else the chain's."""
    products = {product.product_id: product for product in loaded.products}
    rows: dict[str, list[Listed]] = {}
    for row in loaded.prices:
        if row.store in ("", store):
            rows.setdefault(row.price.sku, []).append(row)
    found: list[ShelfLabel] = []
    for variant in loaded.variants:
        listed = rows.get(variant.sku, [])
        own = in_force([row for row in listed if row.store], at_ms)
        price = own or in_force([row for row in listed if not row.store], at_ms)
        if price is None or (only and variant.sku not in only):
            continue
        if not variant.gtin.startswith("0"):
            say(f"{variant.sku}: {variant.gtin} is a case's number and fits no EAN-13; left out")
            continue
        product = products[variant.product_id]
        found.append(
            ShelfLabel(
                name_zh=product.name_zh,
                name_en=product.name_en,
                variant=" ".join(part for part in (variant.color_zh, variant.size) if part),
                gtin=variant.gtin,
                price_fen=price.price.price_fen,
                list_price_fen=price.price.list_price_fen,
            )
        )
    return found
