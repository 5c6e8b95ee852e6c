"""Opening, migrating, copying and restoring the file."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from edge.domain.order import ParkOrder
from edge.errors import Retry, StoreError
from edge.store.database import copy_to, open_reader, open_writer, restore, sound, version_of
from edge.store.schema import MIGRATIONS
from edge.store.search import find
from edge.store.writer import Store
from tests.app.shop import WORDS, Shop


def test_the_file_is_the_owners_and_waits_for_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.db"
    connection = open_writer(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    assert version_of(connection) == len(MIGRATIONS)
    connection.close()
    assert sound(path, quick=False) == ""


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_writer(path).close()
    reader = open_reader(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("insert into meta values ('a', 'b')")
    reader.close()


def test_a_file_that_is_no_database_names_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database" * 1_000)
    with pytest.raises(StoreError, match="store-edge restore") as refused:
        open_writer(path)
    assert refused.value.retry is Retry.FATAL
    assert "cannot be read" in sound(path, quick=True)
    assert path.read_bytes() == b"not a database" * 1_000


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = open_writer(path)
    connection.execute(f"pragma user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer program"):
        open_writer(path)
    assert "newer program" in sound(path, quick=True)


def test_a_migration_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path)
    connection.execute("create table log (x)")  # the last table of the first migration is in the way
    connection.close()
    with pytest.raises(StoreError, match="cannot be used"):
        open_writer(path)
    connection = sqlite3.connect(path)
    assert connection.execute("select name from sqlite_master where type='table'").fetchall() == [("log",)]
    assert version_of(connection) == 0
    connection.execute("drop table log")
    connection.close()
    connection = open_writer(path)
    assert version_of(connection) == len(MIGRATIONS)
    connection.close()


def test_a_restored_box_counts_on_under_another_name(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store.db")
    shop.seed()
    backup = tmp_path / "backup.db"
    shop.filled()
    shop.act(ParkOrder())
    copy_to(shop.connection, backup)
    before, number = shop.writer._logbook.current, shop.basket().number
    hlc = shop.writer._logbook.mark()[2]
    shop.connection.close()
    kept = restore(backup, shop.path)
    assert kept is not None
    assert sound(kept, quick=False) == ""
    shop.clock.step(-3_600_000)
    shop.reopen()
    assert shop.writer._logbook.current != before
    assert shop.writer.seq == 0
    assert shop.basket().number == number
    shop.act(ParkOrder())
    shop.filled("B")
    shop.act(ParkOrder())
    assert shop.basket().number not in {number, ""}
    shop.check()
    assert shop.writer._logbook.mark()[2] > hlc
    old = shop.rows.logbook.origin(before)
    assert old is not None
    assert not old.current
    shop.connection.close()


def test_restore_over_a_damaged_file_keeps_its_bytes(tmp_path: Path) -> None:
    backup, path = tmp_path / "backup.db", tmp_path / "store.db"
    open_writer(backup).close()
    path.write_bytes(b"broken" * 5_000)
    kept = restore(backup, path)
    assert kept is not None
    assert kept.read_bytes() == b"broken" * 5_000
    open_writer(path).close()


def test_a_backup_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    path, bad = tmp_path / "store.db", tmp_path / "bad.db"
    open_writer(path).close()
    before = path.read_bytes()
    for text in (None, b"broken" * 5_000):
        if text is not None:
            bad.write_bytes(text)
        with pytest.raises(StoreError):
            restore(bad, path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad.db", "store.db"]


def test_the_open_store_is_copied_whole(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "first.db")
    store = Store(tmp_path / "store.db", shop=WORDS, clock=shop.clock)
    store.backup(tmp_path / "copy.db")
    assert sound(tmp_path / "copy.db", quick=False) == ""
    with pytest.raises(StoreError, match="no backup"):
        store.backup(tmp_path / "absent" / "copy.db")
    store.close()
    shop.connection.close()


def test_a_file_of_the_first_schema_gets_the_names_it_is_searched_by(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in MIGRATIONS[0].split(";"):
        connection.execute(statement)
    connection.execute("pragma user_version=1")
    connection.execute("insert into finding values (7, 0, 'P1')")
    connection.execute(
        "insert into words (rowid, text) values (7, ?)", ("白瓷水杯\nporcelain cup\n白 瓷 水 杯\n",)
    )
    connection.close()
    connection = open_writer(path)
    assert connection.execute("select names from finding").fetchall() == [("白瓷水杯\nporcelain cup",)]
    assert find(connection, "瓷水", limit=3) == ["P1"]
    connection.close()
    kept = open_reader(path.with_name(f"store.db.before-{len(MIGRATIONS)}"))
    assert version_of(kept) == 1
    kept.close()
