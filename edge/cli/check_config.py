"""`store-edge check-config FILE`: every problem of a store's TOML, with its dotted path."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.compose.loading import load_config


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", help="the store's TOML")
    parser.add_argument("--config", dest="named", help="the same, as the other commands name it")


def run(options: argparse.Namespace) -> int:
    path = Path(options.named or options.file or "store.toml")
    config = load_config(path)
    store = config.store
    print(
        f"{path}: sound. Store {store.id} ({store.name_zh}, {store.name_en}), box {store.box}, {store.zone}"
    )
    print(f"  pages    http://{config.server.host}:{config.server.port}")
    print(f"  centre   {config.centre.broker if config.centre else 'none: this store stands alone'}")
    print(f"  wallet   {config.tender.wallet.url if config.tender.wallet else 'none: cash only'}")
    for place in config.places:
        here = [f"{device.id} ({device.link})" for device in config.devices if device.place == place.id]
        print(f"  {place.id:<8} {place.kind}: {', '.join(here) or 'no device'}")
    return 0
