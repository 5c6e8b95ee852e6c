"""The doctor: everything a store's machine needs, looked at once, each with its cure."""

from __future__ import annotations

import stat
from pathlib import Path

from edge.app.ports import Clock
from edge.compose import checkup_lines, checkup_machine
from edge.compose.file_house import sound, sqlite_version
from edge.compose.finding import Finding, doubt, fine, wrong
from edge.config import Config
from edge.runtime.lifecycle import holder

SQLITE_LEAST = (3, 37, 0)  # STRICT tables


async def checkup(config: Config, clock: Clock) -> list[Finding]:
    """Every finding, wrong or not."""
    database = Path(config.store.data)
    running = holder(database) is not None
    return [
        *machine(clock),
        *checkup_machine.disk(database),
        *_database(database, running=running),
        await checkup_lines.pages(config, running=running),
        await checkup_lines.broker(config),
        await checkup_lines.wallet(config, clock),
        *await checkup_lines.devices(config, running=running),
    ]


def machine(clock: Clock) -> list[Finding]:
    """What does not depend on the configuration."""
    return [*checkup_machine.machine(clock), _sqlite()]


def _sqlite() -> Finding:
    version = sqlite_version()
    words = ".".join(map(str, version))
    if version < SQLITE_LEAST:
        return wrong("sqlite", f"{words} lacks STRICT tables", "use a Python with SQLite 3.37 or newer")
    return fine("sqlite", words)


def _database(database: Path, *, running: bool) -> list[Finding]:
    if not database.exists():
        return [fine("store.data", f"{database} is not there yet: the first run makes it")]
    if stat.S_IMODE(database.stat().st_mode) & 0o077:
        open_to_all = [doubt("store.data", f"{database} may be read by others", f"chmod 600 {database}")]
    else:
        open_to_all = []
    said = sound(database, quick=running)
    who = f", and process {holder(database)} runs on it" if running else ""
    if said:
        return [
            *open_to_all,
            wrong("store.data", said, "restore a backup: store-edge restore FILE --config ..."),
        ]
    return [*open_to_all, fine("store.data", f"{database} is sound{who}")]
