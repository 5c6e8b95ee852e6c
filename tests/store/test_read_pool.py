"""Readers are bounded in number and time, cannot write, and wrap what SQLite says."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.domain.staff import Tries
from edge.errors import StoreError
from edge.store import read_pool
from edge.store.database import Connection, open_writer
from edge.store.read_pool import Readers
from edge.store.reads import SqlLog, SqlReads

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "store.db"
    open_writer(file).close()
    return file


def _endless(connection: Connection) -> int:
    rows = connection.execute(
        "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n"
    )
    return len(rows.fetchall())


def _write(connection: Connection) -> None:
    connection.execute("insert into tries values ('s', 1, 1)")


async def test_a_read_that_takes_too_long_is_ended(path: Path) -> None:
    readers = Readers(path, read_s=0.05)
    with pytest.raises(StoreError, match="interrupted"):
        await readers.read(_endless)
    assert await readers.read(lambda connection: connection.execute("select 7").fetchone()) == (7,)
    await readers.close()


@pytest.mark.parametrize("inline", [False, True])
async def test_a_reader_cannot_write_and_lives_on(path: Path, *, inline: bool) -> None:
    readers = Readers(path, inline=inline)
    with pytest.raises(StoreError, match="readonly"):
        await readers.read(_write)
    reads = SqlReads(readers, now_ms=lambda: 0, zone=SHANGHAI)
    assert await reads.tries("s") == Tries()
    await reads.close()
    await reads.close()
    with pytest.raises(StoreError, match="closed"):
        await reads.tries("s")


async def test_inline_reads_in_the_callers_thread(path: Path) -> None:
    readers = Readers(path, inline=True)
    assert await readers.read(lambda _: threading.get_ident()) == threading.get_ident()
    await readers.close()


async def test_too_many_readers_are_told_so(path: Path) -> None:
    readers = Readers(path)
    gate = threading.Event()
    crowd = [
        asyncio.ensure_future(readers.read(lambda _: gate.wait(timeout=30)))
        for _ in range(read_pool.WAITING_MAX + 1)
    ]
    with pytest.raises(StoreError, match="busy"):
        await crowd[-1]
    gate.set()
    assert all(await asyncio.gather(*crowd[:-1]))
    assert await readers.read(lambda _: 7) == 7
    await readers.close()


async def test_a_missing_or_strange_file_is_a_store_error(path: Path, tmp_path: Path) -> None:
    readers = Readers(tmp_path / "none.db")
    with pytest.raises(StoreError, match="could not be read"):
        await SqlLog(readers).origins()
    await readers.close()
    writer = open_writer(path)
    writer.execute("insert into shelf values ('k1', ?)", (b"{",))
    reads = SqlReads(path, now_ms=lambda: 0, zone=SHANGHAI)
    with pytest.raises(StoreError, match="holds a row"):
        await reads.at("k1")
    await reads.close()
    writer.close()


async def test_a_view_ends_with_its_read(path: Path) -> None:
    writer = open_writer(path)
    reads = SqlReads(path, now_ms=lambda: 0, zone=SHANGHAI)
    assert await reads.lanes() == ()
    writer.execute("insert into lane values ('in', '沪A', 'blue', 5)")
    assert [one.plate for one in await reads.lanes()] == ["沪A"]
    busy, _, left = writer.execute("pragma wal_checkpoint(truncate)").fetchone()
    assert (busy, left) == (0, 0)
    await reads.close()
    writer.close()
