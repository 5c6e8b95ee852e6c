"""`store-edge run`: one store, until a signal."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys

from edge.cli.asking import add_config, configured
from edge.compose.agent import Agent
from edge.compose.file_house import open_house
from edge.config import Config
from edge.runtime import logs
from edge.runtime.clock import SystemClock
from edge.runtime.lifecycle import stopping_on_signals
from edge.runtime.supervisor import PartFailed


def add(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--demo", action="store_true", help="open the lab of the virtual devices")
    parser.add_argument("--verbose", action="store_true", help="log more")


def run(options: argparse.Namespace) -> int:
    logs.configure(level=logging.DEBUG if options.verbose else logging.INFO)
    config = configured(options)
    try:
        asyncio.run(_run(config, demo=options.demo))
    except PartFailed as failed:
        print(f"store-edge: {failed}; it is started again where systemd runs it", file=sys.stderr)
        return failed.code
    return 0


async def _run(config: Config, *, demo: bool) -> None:
    stop = asyncio.Event()
    with stopping_on_signals(stop):
        await Agent(config, opened=open_house, tell=_tell, clock=SystemClock(), demo=demo).run(stop)


def _tell(sentence: str) -> None:
    print(sentence, flush=True)
