"""The forgetful disk itself: it forgets what nobody synced, and only that; else the cuts prove nothing."""

from __future__ import annotations

import random
import sqlite3
from contextlib import suppress
from pathlib import Path

import apsw
import pytest

from tests.process.disk import Disk, PowerCut, quiet

ROWS = 40
CREATED = 20  # touches until the table is there


def written(path: Path, disk: Disk, synchronous: str) -> set[int]:
    """Commit row after row until the power goes; the rows that were answered."""
    answered: set[int] = set()
    with quiet():
        connection = apsw.Connection(str(path), vfs=disk.name)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT) STRICT")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            for row in range(ROWS):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO t VALUES (?, ?)", (row, "x" * 700))
                connection.execute("COMMIT")
                answered.add(row)
        except (PowerCut, apsw.Error):
            assert disk.dead
        with suppress(PowerCut, apsw.Error):
            connection.close()
    return answered


def lost(folder: Path, *, cut_at: int, synchronous: str, chance: random.Random | None) -> set[int]:
    """Answered rows that are not there after a cut at this touch."""
    disk = Disk(f"forgetful-{cut_at}", cut_at=cut_at)
    try:
        answered = written(folder / "a.db", disk, synchronous)
    finally:
        disk.eject()
    disk.leave(folder / "after", chance=chance)
    with sqlite3.connect(folder / "after" / "a.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there = {x for (x,) in connection.execute("SELECT x FROM t")}
    connection.close()
    return answered - there


@pytest.mark.parametrize("torn", [False, True])
def test_what_was_synced_is_there(tmp_path: Path, *, torn: bool) -> None:
    for cut_at in range(CREATED, CREATED + 4 * ROWS, 3):
        chance = random.Random(cut_at) if torn else None  # noqa: S311 - repeatable on purpose
        folder = tmp_path / str(cut_at)
        folder.mkdir()
        assert lost(folder, cut_at=cut_at, synchronous="FULL", chance=chance) == set()


def test_what_was_not_synced_is_forgotten(tmp_path: Path) -> None:
    assert lost(tmp_path, cut_at=CREATED + 30, synchronous="NORMAL", chance=None)


def test_a_disk_that_is_never_cut_keeps_all(tmp_path: Path) -> None:
    disk = Disk("uncut")
    try:
        assert written(tmp_path / "a.db", disk, "FULL") == set(range(ROWS))
    finally:
        disk.eject()
    assert disk.syncs >= ROWS
