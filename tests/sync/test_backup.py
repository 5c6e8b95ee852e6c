"""What a backup of the centre covers counts as safe; a restore goes back to it and loses nothing that stores
still hold.
"""

import asyncio
import zipfile
from pathlib import Path

import asyncpg
import pytest

from edge.domain.past import Backing, Mark
from edge.errors import Retry, SyncError
from sync import wire
from sync.hub.archive import PIECE_BYTES
from sync.hub.backup import back_up, restore
from sync.hub.centre import PostgresHub
from sync.hub.desk import PriceChange
from sync.hub.ports import Hub
from sync.memory import MemoryBroker
from tests.sync.backups import Rig
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import arrival, hello, seed, told
from tests.sync.pair import line, running, worker
from tests.sync.servers import Postgres
from tests.sync.shop import Shop


async def safe(hub: Hub, shop: Shop) -> tuple[int, int]:
    """(acked, safe) as a hello is told."""
    welcome = await hub.hello("s001", hello(shop.log))
    return welcome.acked, welcome.safe


async def test_safe_is_what_the_last_backup_covers(rig: Rig, shop: Shop) -> None:
    shop.sell("P1-0")
    await told(rig.hub, shop)
    assert (await rig.hub.backup_state()).made_ms == 0
    assert await safe(rig.hub, shop) == (3, 3)
    await rig.back_up()
    assert (await rig.hub.backup_state()).made_ms > 0
    shop.sell("P1-0")
    (verdict,) = (await rig.hub.ingest([arrival(shop.log, 4, 6)])).verdicts
    assert isinstance(verdict.answer, wire.Ack)
    assert (verdict.answer.acked, verdict.answer.safe) == (6, 3)
    await rig.back_up("two")
    assert await safe(rig.hub, shop) == (6, 6)


async def test_who_renews_the_lease_hears_of_the_backup_and_of_its_own_logs(
    rig: Rig, shop: Shop, clock: SetClock
) -> None:
    shop.sell("P1-0")
    await told(rig.hub, shop)
    ask = wire.Renew(box="b1", logs=("origin-1", "nobodys"))
    assert (await rig.hub.renew("s001", ask)).backup == Backing(marks=(Mark(origin="origin-1", seq=3),))
    await rig.hub.require_backup(required=True)
    nothing = Backing(required=True, marks=(Mark(origin="origin-1", seq=0),))
    assert (await rig.hub.renew("s001", ask)).backup == nothing
    await rig.back_up()
    clock.now_s += 60
    covered = Backing(age_ms=60_000, required=True, marks=(Mark(origin="origin-1", seq=3),))
    assert (await rig.hub.renew("s001", ask)).backup == covered
    assert (await rig.hub.renew("s002", ask)).backup == Backing(age_ms=60_000, required=True)


async def test_where_a_backup_is_required_nothing_is_safe_before_the_first(rig: Rig, shop: Shop) -> None:
    shop.sell("P1-0")
    await rig.hub.require_backup(required=True)
    await told(rig.hub, shop)
    assert await safe(rig.hub, shop) == (3, 0)
    await rig.hub.require_backup(required=False)
    assert await safe(rig.hub, shop) == (3, 3)
    await rig.hub.require_backup(required=True)
    await rig.back_up()
    assert await safe(rig.hub, shop) == (3, 3)


async def test_a_restore_is_another_generation_that_stands_where_the_backup_stood(
    rig: Rig, shop: Shop
) -> None:
    await rig.hub.load(seed(staff=()))
    shop.sell("P1-0")
    await told(rig.hub, shop)
    before = rig.hub.gen
    await rig.back_up()
    shop.sell("P1-0")
    await rig.hub.ingest([arrival(shop.log, 4, 6)])
    await rig.hub.set_prices([PriceChange(sku="P1-0", price_fen=1)])
    await rig.restore()
    assert rig.hub.gen != before
    assert await safe(rig.hub, shop) == (3, 3)
    assert len(await rig.hub.orders()) == 1
    (item,) = await rig.hub.find("P1-0")
    assert item.price_fen == 9900
    await rig.hub.ingest([arrival(shop.log, 4, 6)])
    assert [row.on_hand for row in await rig.hub.stock_of("P1-0")] == [-2]
    await rig.hub.set_prices([PriceChange(sku="P1-0", price_fen=2)])
    assert await safe(rig.hub, shop) == (6, 3)


@pytest.mark.process
async def test_a_store_says_again_what_the_restored_centre_lacks(
    database: str, postgres: Postgres, tmp_path: Path
) -> None:
    shop, broker, file = Shop(RealClock()), MemoryBroker(), tmp_path / "centre.zip"
    hub = await PostgresHub.open(database, RealClock())
    await hub.load(seed())
    async with running(line(shop, broker)):
        async with running(worker(hub, broker)):
            for _ in range(20):
                shop.sell("P1-0")
            await shop.all_acked()
            selling = asyncio.ensure_future(back_up(database, file, RealClock()))
            while not selling.done():
                shop.sell("P1-0")
                await asyncio.sleep(0)
            covered = selling.result()
            await shop.all_acked()
        assert covered.logs == 1
        await hub.close()
        fresh = postgres.database()
        await restore(fresh, file, RealClock())
        hub = await PostgresHub.open(fresh, RealClock())
        tail = await hub.hello("s001", hello(shop.log))
        assert 60 <= tail.acked == tail.safe < len(shop.log.entries)
        async with running(worker(hub, broker)):
            shop.sell("P1-0")
            await shop.until(lambda: shop.log.origin.acked == len(shop.log.entries))
        sold = len(shop.log.entries) // 3
        assert [row.on_hand for row in await hub.stock_of("P1-0")] == [-sold]
        assert len(await hub.orders(limit=500)) == min(sold, 500)
    await hub.close()


@pytest.mark.process
async def test_every_row_comes_back_in_whatever_pieces(
    database: str, postgres: Postgres, tmp_path: Path
) -> None:
    hub = await PostgresHub.open(database, RealClock())
    await hub.load(seed())
    async with hub._db.transaction() as conn:
        await conn.execute(
            """
            insert into log select 'o', n, 's', 'e' || n, n, n, 'Kind',
                decode(repeat(md5(n::text), 64), 'hex'), E'tab\\t new\\n back\\\\ 中' || n, n
            from generate_series(1, 5000) as n
            """
        )
    await hub.close()
    done = await back_up(database, tmp_path / "a.zip", RealClock())
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as whole:
        assert whole.getinfo("log").file_size > 4 * PIECE_BYTES
    fresh = postgres.database()
    back = await restore(fresh, tmp_path / "a.zip", RealClock())
    assert back.rows == done.rows
    for table in ("log", "feed_item", "scope", "store", "contact", "member"):
        assert await _digest(database, table) == await _digest(fresh, table)


async def _digest(dsn: str, table: str) -> str:
    conn = await asyncpg.connect(dsn)
    try:
        found: str = await conn.fetchval(
            f"select count(*) || md5(string_agg(t::text, '|' order by t::text)) from {table} t"  # noqa: S608
        )
    finally:
        await conn.close()
    return found


@pytest.mark.process
async def test_a_restore_takes_no_place_that_is_not_free(database: str, tmp_path: Path) -> None:
    hub = await PostgresHub.open(database, RealClock())
    await hub.load(seed())
    gen, file = hub.gen, tmp_path / "a.zip"
    await back_up(database, file, RealClock())
    with pytest.raises(SyncError, match="--replace"):
        await restore(database, file, RealClock())
    with pytest.raises(SyncError, match="connections use this database"):
        await restore(database, file, RealClock(), replace=True)
    assert len(await hub.stores()) == 3
    await hub.close()
    assert (await restore(database, file, RealClock(), replace=True)).gen != gen
    conn = await asyncpg.connect(database)
    await conn.execute("drop table schema_step")
    await conn.close()
    with pytest.raises(SyncError, match="something else than a centre"):
        await restore(database, file, RealClock(), replace=True)


@pytest.mark.process
async def test_a_damaged_backup_changes_nothing(database: str, postgres: Postgres, tmp_path: Path) -> None:
    hub = await PostgresHub.open(database, RealClock())
    await hub.load(seed())
    await hub.close()
    file, torn = tmp_path / "a.zip", tmp_path / "torn.zip"
    await back_up(database, file, RealClock())
    torn.write_bytes(file.read_bytes()[:-100])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(other, "w") as bad:
        for name in good.namelist():
            bad.writestr(
                name,
                good.read(name).replace(b"Apparel", b"apparel") if name == "feed_item" else good.read(name),
            )
    fresh = postgres.database()
    for broken in (torn, other, tmp_path / "none.zip"):
        with pytest.raises(SyncError, match=r"no sound backup|does not exist") as found:
            await restore(fresh, broken, RealClock())
        assert found.value.retry is Retry.PERMANENT
    conn = await asyncpg.connect(fresh)
    assert await conn.fetchval("select count(*) from pg_class where relname = 'log'") == 0
    await conn.close()
    assert (await restore(fresh, file, RealClock())).rows > 0


@pytest.mark.process
async def test_a_backup_that_cannot_be_written_makes_nothing_safe(database: str, tmp_path: Path) -> None:
    hub = await PostgresHub.open(database, RealClock())
    with pytest.raises(SyncError, match=r"cannot be written: .*No such file"):
        await back_up(database, tmp_path / "nowhere" / "a.zip", RealClock())
    assert (await hub.backup_state()).made_ms == 0
    await hub.close()


@pytest.mark.process
async def test_there_must_be_a_centre(database: str, tmp_path: Path) -> None:
    with pytest.raises(SyncError, match="no centre"):
        await back_up(database, tmp_path / "a.zip", RealClock())
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
