"""Where a command finds its store, and how it asks: the running agent, or the file when none runs."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from edge.compose.file_house import open_house
from edge.compose.loading import load_config
from edge.compose.operations import operations
from edge.config import Config
from edge.errors import Rejected
from edge.runtime.admin import ask, socket_path
from edge.runtime.clock import SystemClock
from edge.runtime.lifecycle import holder, only_agent_of


def add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=Path("store.toml"),
        metavar="FILE",
        help="the store's TOML (store.toml)",
    )


def configured(options: argparse.Namespace) -> Config:
    path: Path = options.config
    return load_config(path)


def do(config: Config, operation: str, *, timeout_s: float = 120.0, **args: object) -> dict[str, Any]:
    """An operation of the agent, done by it where it runs and on the file itself where it does not."""
    return asyncio.run(_do(config, operation, timeout_s, args))


async def _do(config: Config, operation: str, timeout_s: float, args: dict[str, object]) -> dict[str, Any]:
    database = Path(config.store.data)
    if holder(database) is not None:
        return await ask(socket_path(database), operation, timeout_s=timeout_s, **args)
    with only_agent_of(database):
        async with open_house(config, SystemClock()) as house:
            wanted = operations(house).get(operation)
            if wanted is None:
                raise Rejected("unknown", sentence=f"{operation} needs the running agent: store-edge run")
            return dict(await wanted(args))
