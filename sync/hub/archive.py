"""A backup's file: a zip with a member a table, as COPY wrote it, and a manifest with their hashes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import msgspec

from edge.errors import Retry, SyncError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
    from pathlib import Path

    Take = Callable[[bytes], Coroutine[None, None, None]]

PIECE_BYTES = 1 << 20  # held in memory at a time
MANIFEST_MAX = 16 << 20
MODE = 0o600  # it holds what people told us
_MANIFEST = "manifest.json"
_LEVEL = 1


class TableCopy(msgspec.Struct, frozen=True, kw_only=True):
    """One table as it was copied; `hash` is over the bytes of COPY."""

    table: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    hash: str


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest. `steps` are the migrations the tables stand on; `sequences` their next values."""

    backup_id: str
    gen: str
    made_ms: int
    steps: tuple[int, ...]
    sequences: dict[str, int]
    tables: tuple[TableCopy, ...]
    format: int = 1

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Writing:
    """A file being written; each table through `copied`, then `close`, which returns its size."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    async def copied(
        self,
        table: str,
        columns: tuple[str, ...],
        copy: Callable[[Take], Awaitable[int]],
    ) -> TableCopy:
        """Stream a table: `copy` is handed where to put its bytes and returns how many rows there were."""
        digest, size, held = hashlib.blake2b(), 0, bytearray()
        with self._zip.open(table, "w", force_zip64=True) as member:

            def put(piece: bytes) -> None:
                digest.update(piece)
                with _told():
                    member.write(piece)

            async def take(data: bytes) -> None:
                nonlocal size
                size += len(data)
                held.extend(data)
                if len(held) >= PIECE_BYTES:
                    await asyncio.to_thread(put, bytes(held))
                    held.clear()

            rows = await copy(take)
            await asyncio.to_thread(put, bytes(held))
        return TableCopy(table=table, columns=columns, rows=rows, bytes=size, hash=digest.hexdigest())

    def close(self, contents: Contents) -> int:
        with _told():
            self._zip.writestr(_MANIFEST, msgspec.json.encode(contents))
            self._zip.close()
            return self._stream.tell()


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A file that stands under `path` whole and on the disk, or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    with _told():
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield Writing(stream)
            with _told():
                stream.flush()
                os.fsync(stream.fileno())
        with _told():
            partial.replace(path)
            _sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


class Reading:
    """An opened backup."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self.bytes = path.stat().st_size
            self._zip = zipfile.ZipFile(path)
            with self._zip.open(_MANIFEST) as member:
                self.contents = msgspec.json.decode(member.read(MANIFEST_MAX), type=Contents)
        except FileNotFoundError:
            raise SyncError(f"{path} does not exist", retry=Retry.PERMANENT) from None
        except (OSError, KeyError, zipfile.BadZipFile, msgspec.MsgspecError) as error:
            raise self._damaged(str(error)) from None
        if self.contents.format != 1:
            raise SyncError(
                f"{path} is of format {self.contents.format}: use a newer program", retry=Retry.PERMANENT
            )

    def close(self) -> None:
        self._zip.close()

    async def pieces(self, table: TableCopy) -> AsyncIterator[bytes]:
        """The table's bytes; `SyncError` at their end when they are not those that were written."""
        digest = hashlib.blake2b()
        try:
            with self._zip.open(table.table) as member:
                while piece := await asyncio.to_thread(member.read, PIECE_BYTES):
                    digest.update(piece)
                    yield piece
        except (OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise self._damaged(f"{table.table}: {error}") from None
        if digest.hexdigest() != table.hash:
            raise self._damaged(f"{table.table} is not what was written")

    def _damaged(self, why: str) -> SyncError:
        return SyncError(f"{self._path} is no sound backup ({why}): take another", retry=Retry.PERMANENT)


@contextmanager
def _told() -> Iterator[None]:
    """A file that cannot be written, as `SyncError`: no trouble of the database."""
    try:
        yield
    except OSError as error:
        raise SyncError(f"the backup cannot be written: {error}", retry=Retry.PERMANENT) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
