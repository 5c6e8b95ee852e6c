"""`store-edge hub`: the centre, its backups, and what is decided there by hand: a price, a correction."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from edge.cli import order as cloud
from edge.cli.hub import enrolling, keeping, serving
from edge.compose.document import wire_document
from edge.compose.hub import opened_centre
from edge.config import HubConfig, load_hub
from edge.runtime.clock import SystemClock
from sync.hub.desk import PriceChange

WITHIN_MS = 3_600_000
VERBS: Mapping[str, Callable[[HubConfig, argparse.Namespace], None]] = {
    "enroll": enrolling.enroll,
    "backup": keeping.back_up_centre,
    "restore": keeping.restore_centre,
}


def add(parser: argparse.ArgumentParser) -> None:
    _config(parser)
    serving.add(parser)
    names = "wire | enroll | backup | restore | stores | price | correct | order"
    verbs = parser.add_subparsers(dest="verb", metavar=names)
    price = verbs.add_parser("price", help="change a price from now on")
    price.add_argument("sku")
    price.add_argument("price_fen", type=int)
    price.add_argument("--list-fen", type=int, default=0, help="the crossed-out price")
    price.add_argument("--store", default="", help="for one store; else for the chain")
    correct = verbs.add_parser("correct", help="ask a store to correct its stock")
    correct.add_argument("store")
    correct.add_argument("sku")
    correct.add_argument("quantity", type=int, help="signed: what to add to the shelf, or to take off it")
    correct.add_argument("--reason", default="correction")
    order = verbs.add_parser("order", help="place an order of a cloud store and watch which store ships it")
    cloud.add(order)
    stores = verbs.add_parser("stores", help="the stores, and how far behind they are")
    verbs.add_parser("wire", help="print what stores and centre say, as an AsyncAPI document")
    for one in (price, correct, order, stores, enrolling.add(verbs), *keeping.add(verbs)):
        _config(one, argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    if options.verb == "wire":
        sys.stdout.buffer.write(wire_document())
        return 0
    config = load_hub(options.config)
    if options.verb is None:
        return serving.serve(config, options)
    if options.verb in VERBS:
        VERBS[options.verb](config, options)
        return 0
    asyncio.run(_decide(config, options))
    return 0


async def _decide(config: HubConfig, options: argparse.Namespace) -> None:
    async with opened_centre(config, SystemClock()) as centre:
        if options.verb == "price":
            change = PriceChange(
                sku=options.sku,
                price_fen=options.price_fen,
                list_price_fen=options.list_fen,
                store=options.store,
            )
            print(f"{await centre.set_prices([change], by=_who())} prices changed")
        elif options.verb == "correct":
            asked = await centre.ask_correction(
                options.store,
                sku=options.sku,
                quantity=options.quantity,
                reason=options.reason,
                within_ms=WITHIN_MS,
                by=_who(),
            )
            print(f"asked of {options.store} as {asked.command_id}; the answer comes with its log")
        elif options.verb == "order":
            await cloud.place(centre, options, SystemClock())
        else:
            state = await centre.backup_state()
            if not state.made_ms:
                print("no backup of the centre: stores may forget what it acknowledged")
            for row in await centre.stores():
                print(f"{row.store:<8} acknowledged {row.acked:>8}  waiting {row.waiting:>6}  {row.name_en}")


def _who() -> str:
    """Who types this, for what is written down."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return "store-edge hub"


def _config(parser: argparse.ArgumentParser, default: object = Path("hub.toml")) -> None:
    parser.add_argument(
        "--config", type=Path, default=default, metavar="FILE", help="the centre's TOML (hub.toml)"
    )
