"""The mark beside the file finds an older file before it sells; and a restored or fresh one is none."""

from __future__ import annotations

import shutil
import stat
from contextlib import closing
from pathlib import Path

import pytest

from edge.domain.logbook import RecordAck
from edge.domain.order import ParkOrder
from edge.runtime.clock import ManualClock
from edge.store import high_water
from edge.store.database import restore
from edge.store.high_water import HighWater, Keeper, path_of
from edge.store.reads import SqlLog
from edge.store.writer import Store
from tests.app.shop import CENTRE, WORDS, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "store.db")
    shop.seed()
    return shop


async def acknowledged(shop: Shop) -> HighWater:
    """All that is told is acknowledged, and marked."""
    current, seq = shop.writer._logbook.current, shop.writer.seq
    shop.act(RecordAck(origin=current, acked=seq, safe=1), CENTRE)
    log = SqlLog(shop.path)
    await Keeper(shop.path, log)()
    await log.close()
    mark = high_water.read(shop.path)
    assert mark is not None
    assert (mark.origin, mark.seq, bool(mark.chain)) == (current, seq, True)
    return mark


def sell(shop: Shop) -> None:
    shop.filled()
    shop.act(ParkOrder())


def begun_anew(path: Path) -> bool:
    """Whether the store, opened as it is at a start, left its log."""
    with closing(Store(path, shop=WORDS, clock=ManualClock(seed=9))) as store:
        before = store.writer._logbook.current
        anew = store.begun_anew(high_water.read(path))
        assert anew == (store.writer._logbook.current != before)
        return anew


async def test_a_file_copied_back_by_hand_begins_a_new_log_and_tells_its_rest_again(shop: Shop) -> None:
    sell(shop)
    shop.connection.execute("pragma wal_checkpoint(truncate)").fetchall()
    shutil.copy(shop.path, shop.path.with_name("copy.db"))
    known = shop.writer.seq
    sell(shop)
    await acknowledged(shop)
    shop.connection.close()
    shutil.move(shop.path.with_name("copy.db"), shop.path)
    assert begun_anew(shop.path)
    shop.reopen()
    assert shop.writer.seq == known
    shop.check()
    await acknowledged(shop)
    assert not begun_anew(shop.path)


async def test_a_file_with_another_past_of_the_same_length_is_found_too(shop: Shop) -> None:
    mark = await acknowledged(shop)
    high_water.write(shop.path, HighWater(origin=mark.origin, seq=mark.seq, chain="another"))
    shop.connection.close()
    assert begun_anew(shop.path)


async def test_what_is_acknowledged_restored_or_fresh_is_not_older(shop: Shop, tmp_path: Path) -> None:
    mark = await acknowledged(shop)
    assert stat.S_IMODE(path_of(shop.path).stat().st_mode) == 0o600
    sell(shop)
    shop.connection.close()
    assert not begun_anew(shop.path)
    shutil.copy(shop.path, tmp_path / "backup.db")
    restore(tmp_path / "backup.db", shop.path)
    assert high_water.read(shop.path) is None
    assert not begun_anew(shop.path)
    high_water.write(tmp_path / "fresh.db", mark)
    assert not begun_anew(tmp_path / "fresh.db")


@pytest.mark.parametrize("held", [b"", b"{", b"\xff", b'{"origin":1}'])
def test_a_mark_that_cannot_be_read_says_nothing(tmp_path: Path, held: bytes) -> None:
    path_of(tmp_path / "store.db").write_bytes(held)
    assert high_water.read(tmp_path / "store.db") is None
    assert high_water.read(tmp_path / "other.db") is None


def test_a_file_whose_log_is_another_than_the_marked_one_is_older(shop: Shop) -> None:
    high_water.write(shop.path, HighWater(origin="f" * 32, seq=1, chain="x"))
    shop.connection.close()
    assert begun_anew(shop.path)
