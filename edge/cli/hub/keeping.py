"""`store-edge hub backup | restore`: the centre in one file, and a centre out of it."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edge.config import HubConfig, dsn
from edge.runtime.clock import SystemClock
from sync.hub.backup import back_up, restore
from sync.hub.erased_file import erased_in


def add(verbs: Any) -> tuple[argparse.ArgumentParser, ...]:  # noqa: ANN401 - argparse gives this no public name
    backup = verbs.add_parser("backup", help="copy the centre into a file while it works")
    backup.add_argument(
        "file", type=Path, help="where the copy goes; a folder gets a file named by its moment"
    )
    back = verbs.add_parser("restore", help="a centre out of a backup, into an empty database")
    back.add_argument("file", type=Path, help="what `hub backup` made: the newest there is")
    back.add_argument("--replace", action="store_true", help="in the place of the stopped centre there")
    return backup, back


def back_up_centre(config: HubConfig, options: argparse.Namespace) -> None:
    file: Path = options.file.absolute()
    clock = SystemClock()
    if file.is_dir():
        moment = datetime.fromtimestamp(clock.now_ms() / 1000, UTC)
        file /= f"centre-{moment:%Y%m%d-%H%M%S}.zip"
    done = asyncio.run(back_up(dsn(config.database), file, clock))
    print(f"{done.file}: {done.rows} rows of {done.tables} tables, {done.bytes} bytes, on the disk")
    print(f"{done.logs} logs are safe as far as it has them")


def restore_centre(config: HubConfig, options: argparse.Namespace) -> None:
    file: Path = options.file.absolute()
    path = config.backup.erased_file
    erased = erased_in(Path(path)) if path else None
    done = asyncio.run(
        restore(dsn(config.database), file, SystemClock(), replace=options.replace, erased=erased)
    )
    moment = datetime.fromtimestamp(done.made_ms / 1000, UTC)
    print(
        f"the centre is that of {moment:%Y-%m-%d %H:%M:%S} UTC again: {done.rows} rows, generation {done.gen}"
    )
    print(f"{done.erased} people stay erased; the stores say again what came after, once it runs")
