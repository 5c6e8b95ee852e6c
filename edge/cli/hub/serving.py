"""`store-edge hub [--worker-only]`: the centre's pages and its worker processes, or one worker alone."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys

from edge.cli.entry import say
from edge.compose.hub import run_centre, run_worker
from edge.config import HubConfig
from edge.runtime import logs
from edge.runtime.clock import SystemClock
from edge.runtime.lifecycle import stopping_on_signals
from edge.runtime.supervisor import PartFailed


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--worker-only", action="store_true", help="one more worker, beside those [centre] workers names"
    )
    parser.add_argument("--piped", action="store_true", help=argparse.SUPPRESS)  # ends with its input


def serve(config: HubConfig, options: argparse.Namespace) -> int:
    logs.configure(level=logging.INFO)
    try:
        asyncio.run(_run(config, options))
    except PartFailed as failed:
        say(f"{failed}; it is started again where systemd runs it")
        return failed.code
    return 0


async def _run(config: HubConfig, options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    with stopping_on_signals(stop):
        if not options.worker_only:
            await run_centre(config, SystemClock(), stop, _tell, worker=_worker(options))
            return
        if options.piped:
            asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
        await run_worker(config, SystemClock(), stop)


def _worker(options: argparse.Namespace) -> tuple[str, ...]:
    """The command of a worker process of this centre."""
    config = str(options.config.absolute())
    return (sys.executable, "-m", "edge.cli", "hub", "--config", config, "--worker-only", "--piped")


def _tell(sentence: str) -> None:
    print(sentence, flush=True)
