"""Who was erased, in a file beside the database: a restore reads it where the database itself is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from edge.errors import Retry, SyncError
from sync.hub.accounts import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sync.hub.ports import Keeping

LOOK_S = 5.0


class ErasedFile:
    """Implements `edge.app.ports.Part`: keeps the file as the centre's ledger; nobody is taken out of it."""

    name = "hub.erased"

    def __init__(self, hub: Keeping, path: Path) -> None:
        self._hub, self._path = hub, path

    async def run(self) -> None:
        known = await asyncio.to_thread(erased_in, self._path)
        while True:
            found = await self._hub.erased()
            if not found.keys() <= known.keys():
                known = {**found, **known}
                await asyncio.to_thread(_write, self._path, known)
            await asyncio.sleep(LOOK_S)


def erased_in(path: Path) -> dict[str, int]:
    """Contact id -> when; nobody where there is no file yet."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unsound(path, str(error)) from error
    words = [line.rsplit(" ", 1) for line in lines]
    if any(len(one) != 2 or not one[1].isdigit() for one in words):  # noqa: PLR2004 - id, moment
        raise _unsound(path, "a line is not an id and a moment")
    return {contact_id: int(at_ms) for contact_id, at_ms in words}


def _write(path: Path, erased: Mapping[str, int]) -> None:
    try:
        write(path, "".join(f"{contact_id} {at_ms}\n" for contact_id, at_ms in sorted(erased.items())))
    except OSError as error:
        raise _unsound(path, str(error)) from error


def _unsound(path: Path, why: str) -> SyncError:
    return SyncError(f"the file of who was erased, {path}: {why}", retry=Retry.PERMANENT)
