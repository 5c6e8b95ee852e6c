"""Room on the disk: a reserve that is given up when the disk is full, and copies that may go first."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from edge.runtime.chores import Usage

RESERVE_BYTES = 32 << 20  # some 20,000 orders while a person makes room
_FULL = {sqlite3.SQLITE_FULL, 13}


def is_full(error: Exception) -> bool:
    """Whether SQLite says that there is no more room."""
    return getattr(error, "sqlite_errorcode", getattr(error, "result", None)) in _FULL


class Room:
    """The reserve beside a database file. Implements `edge.runtime.chores.Room`."""

    def __init__(self, database: Path, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._database = database
        self._reserve = database.with_name(f"{database.name}.reserve")
        self._bytes = reserve_bytes
        self.given_up = False

    def usage(self) -> Usage:
        usage = shutil.disk_usage(self._database.parent)
        return Usage(total=usage.total, free=usage.free)

    def keep(self) -> None:
        """Take the reserve where it is missing and there is room for it three times over."""
        if self._reserve.exists() or self.usage().free < 3 * self._bytes:
            return
        part = self._reserve.with_name(f".{self._reserve.name}.part")
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._bytes)
            part.replace(self._reserve)
            self.given_up = False
        except OSError:  # the room went meanwhile
            part.unlink(missing_ok=True)
        finally:
            os.close(handle)

    def give_up(self) -> bool:
        """Free the reserve; False when it was gone already."""
        try:
            self._reserve.unlink()
        except OSError:
            return False
        self.given_up = True
        return True

    def drop_copies(self) -> None:
        """The copies made before a migration; the file that a restore replaced stays."""
        for copy in self._database.parent.glob(f"{self._database.name}.before-[0-9]*"):
            with contextlib.suppress(OSError):
                copy.unlink()
