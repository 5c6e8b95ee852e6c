"""A real store whose file becomes an older one, by hand or by `restore`: it learns what it sold since."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.process.centre import Centre, waiting
from tests.process.kill import open_folder, settled, shopping
from tests.process.premises import STORE_ID, Premises
from tests.process.programs import environment, program
from tests.process.proof import CentreBooks, found
from tests.process.shoppers import Record
from tests.process.stock import counted

pytestmark = pytest.mark.process
LOOK_S = 0.1
PULLED_S = 60.0


async def edge(*words: str) -> str:
    """One word to the command line; what it printed."""
    asked = await asyncio.create_subprocess_exec(
        *program("edge.cli", *words),
        env={"PATH": "/usr/bin:/bin", **environment()},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asked.communicate()
    assert asked.returncode == 0, said
    return said.decode()


async def agrees(premises: Premises, centre: Centre) -> None:
    """Returns when the file has all orders and payments that the centre has, as they stand there."""
    books = await centre.books()
    async with asyncio.timeout(PULLED_S):
        while waiting(premises.database) or not same(premises.database, books):
            await asyncio.sleep(LOOK_S)
            books = await centre.books()
    assert found(premises.database).broken == ()


def same(database: Path, books: CentreBooks) -> bool:
    """A payment's last word comes after its order's."""
    payments = {name: payment.state for name, payment in found(database).payments.items()}
    return orders(database) == books.orders and payments == books.payments


def orders(database: Path) -> dict[str, tuple[str, int]]:
    """Those that were placed."""
    there = found(database).orders.values()
    placed = [one for one in there if one.number or one.state == "cancelled"]
    return {one.order_id: (one.state, one.paid_fen) for one in placed}


def origins(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as file:
        return int(file.execute("select count(*) from origin").fetchone()[0])


async def test_a_file_put_back_or_restored_learns_what_it_sold_since() -> None:
    with open_folder() as folder:
        centre = Centre(folder / "centre", store=STORE_ID)
        premises, record = Premises(folder, centre=centre.broker.url), Record()
        backup, config = folder / "backup.db", ("--config", str(premises.config))

        async def meanwhile() -> None:
            await record.until_pressed(6)
            await edge("backup", str(backup), *config)
            await record.until_pressed(15)

        async with premises.house() as house:
            await counted(house.dispatch)
        try:
            await asyncio.gather(centre.open(), premises.open_wallet())
            await premises.open_store()
            await shopping(premises, record, random.Random(1), meanwhile)  # noqa: S311
            await settled(centre, premises)
            await premises.close_store()
            sold = len(orders(premises.database))
            for leftover in ("-wal", "-shm"):
                premises.database.with_name(premises.database.name + leftover).unlink(missing_ok=True)
            shutil.copy(backup, premises.database)
            assert len(orders(premises.database)) < sold
            await premises.open_store()
            await agrees(premises, centre)
            assert (len(orders(premises.database)), origins(premises.database)) == (sold, 2)
            await premises.close_store()
            assert "new origin" in await edge("restore", str(backup), *config)
            await premises.open_store()
            await agrees(premises, centre)
            assert len(orders(premises.database)) == sold
        finally:
            await premises.close()
            await centre.close()
