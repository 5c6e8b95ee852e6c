"""Opening the file: durability, migrations whole or not at all, backup and restore."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import sqlite_utils

from edge.errors import Retry, StoreError
from edge.store.schema import MIGRATIONS

BUSY_MS = 5_000
CACHE_KIB = 16_384
WAL_PAGES = 2_000
Value = str | int | bytes | None
Row = tuple[Any, ...]


class Cursor(Protocol):
    """What the store needs of a cursor; sqlite3's and apsw's both have it."""

    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


class Connection(Protocol):
    """What the store needs of a connection; a test puts another file system under it."""

    def execute(self, sql: str, parameters: Sequence[Value] = ..., /) -> Cursor: ...
    def close(self) -> None: ...


def open_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes; makes or migrates the file. `StoreError` names the cure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    if fresh:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        configure(connection)
        _migrate(connection, path, fresh=fresh)
    except StoreError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(
            f"{path} cannot be used ({error}); restore a backup: store-edge restore FILE", retry=Retry.FATAL
        ) from error
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"pragma busy_timeout={BUSY_MS}")
    connection.execute(f"pragma cache_size=-{CACHE_KIB}")
    connection.execute("pragma query_only=1")
    return connection


def configure(connection: Connection) -> None:
    """WAL, and an answer only after the disk has it."""
    connection.execute(f"pragma busy_timeout={BUSY_MS}").fetchall()
    connection.execute("pragma journal_mode=wal").fetchall()
    connection.execute("pragma synchronous=full").fetchall()
    connection.execute(f"pragma wal_autocheckpoint={WAL_PAGES}").fetchall()
    connection.execute(f"pragma cache_size=-{CACHE_KIB}").fetchall()
    connection.execute("pragma foreign_keys=on").fetchall()
    connection.execute("pragma secure_delete=on").fetchall()  # what is erased is overwritten, not unlinked


def emptied(connection: Connection) -> bool:
    """Whether the WAL could be written back and cut to nothing now; waits for no reader."""
    connection.execute("pragma busy_timeout=0").fetchall()
    try:
        row = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    finally:
        connection.execute(f"pragma busy_timeout={BUSY_MS}").fetchall()
    return row is not None and row[0] == 0


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
    begun = version_of(connection)
    if begun > len(MIGRATIONS):
        raise StoreError(
            f"{path} was written by a newer program (schema {begun}, this one knows {len(MIGRATIONS)}); "
            "install that program again, or restore an older backup",
            retry=Retry.FATAL,
        )
    if begun == len(MIGRATIONS):
        return
    if not fresh and begun > 0:
        copy_to(connection, path.with_name(f"{path.name}.before-{len(MIGRATIONS)}"))
    database = sqlite_utils.Database(connection)
    with database.atomic():
        for script in MIGRATIONS[begun:]:
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"pragma user_version={len(MIGRATIONS)}")
    _check(connection, path)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    said = connection.execute("pragma integrity_check").fetchone()[0]
    if said != "ok":
        raise StoreError(f"{path} is damaged: {said}; restore a backup", retry=Retry.FATAL)


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """An online copy of the whole file, complete or absent."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part)
    try:
        connection.backup(copy, pages=2_000)
        copy.execute("pragma journal_mode=delete")
    finally:
        copy.close()
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)


def sound(path: Path, *, quick: bool) -> str:
    """'' when the file can be used, else a sentence."""
    try:
        connection = open_reader(path)
        try:
            if version_of(connection) > len(MIGRATIONS):
                return f"{path} was written by a newer program"
            check = "quick_check(1)" if quick else "integrity_check(1)"
            said = str(connection.execute(f"pragma {check}").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return f"{path} cannot be read: {error}"
    return "" if said == "ok" else f"{path} is damaged: {said}"


def restore(backup: Path, path: Path) -> Path | None:
    """Put a backup in the file's place; the file that was there is kept beside it.

    The box goes on under a new origin: its old numbers may be at the centre already. `StoreError` and nothing
    done when the backup cannot be used. Returns where the former file went.
    """
    said = sound(backup, quick=False) if backup.exists() else f"{backup} is not there"
    if said:
        raise StoreError(said, retry=Retry.FATAL)
    part = path.with_name(f".{path.name}.restored")
    part.unlink(missing_ok=True)
    source, target = open_reader(backup), sqlite3.connect(part)
    try:
        source.backup(target)
        target.execute("update origin set current=0")
        target.commit()
    except sqlite3.Error as error:
        raise StoreError(f"{backup} cannot be restored: {error}", retry=Retry.FATAL) from error
    finally:
        source.close()
        target.close()
    part.chmod(0o600)
    kept = _kept_aside(path) if path.exists() else None
    for leftover in (f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.highwater"):
        path.with_name(leftover).unlink(missing_ok=True)
    part.replace(path)
    return kept


def _kept_aside(path: Path) -> Path:
    kept = path.with_name(f"{path.name}.before-restore")
    try:
        source = open_reader(path)
        try:
            copy_to(source, kept)
        finally:
            source.close()
    except sqlite3.Error:  # damaged: keep its bytes as they are
        path.replace(kept)
    return kept
