"""Whoever was erased does not come back with a backup of the centre."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from edge.domain.contact import Contact, ContactErased, ContactKept
from edge.errors import SyncError
from sync.hub.backup import back_up, restore
from sync.hub.centre import PostgresHub
from sync.hub.erased_file import ErasedFile, erased_in
from sync.hub.members import id_of
from sync.hub.memory import MemoryHub
from tests.sync.backups import Rig
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import arrival, hello, seed, told
from tests.sync.member_store import PHONE, Store
from tests.sync.pair import eventually, running
from tests.sync.servers import Postgres
from tests.sync.shop import Shop
from tests.sync.test_hub_logs import phones

KEPT = Contact(contact_id="c1", version=1, name="周晚晴", phone="15400001037", address="栖云路88号")
GONE = Contact(contact_id="c1", version=2, erased=True)


async def test_the_erased_do_not_come_back_with_a_restore(rig: Rig, shop: Shop) -> None:
    shop.append(ContactKept(contact_id="c1", version=1))
    await told(rig.hub, shop, KEPT)
    await rig.back_up()
    shop.append(ContactErased(contact_id="c1", version=2))
    await rig.hub.ingest([arrival(shop.log, 2, 2, GONE)])
    await rig.restore()
    assert await phones(rig.hub) == [""]
    await rig.hub.ingest([arrival(shop.log, 2, 2, msgspec.structs.replace(KEPT, version=9))])
    assert await phones(rig.hub) == [""]
    await rig.back_up("two")
    await rig.restore("two")
    assert await phones(rig.hub) == [""]


async def test_who_decided_an_erasing_outlives_a_restore(rig: Rig, clock: SetClock) -> None:
    store = Store(rig.hub, clock, "s001")
    known, later = "a" * 32, "b" * 32
    await store.verifies(known)
    await rig.back_up()
    await store.verifies(later, phone="13912340000")
    for member_id in (known, later):
        await rig.hub.members.erase(member_id, "asked", why="in the store", by="许知行")
    before = {row.member_id: row.erasing for row in await rig.hub.members.erasures()}
    await rig.restore()
    assert {row.member_id: row.erasing for row in await rig.hub.members.erasures()} == before
    sheet = await rig.hub.members.sheet(known)
    assert (sheet.member.erased, sheet.erasing) == (True, before[known])


async def test_a_member_unknown_to_the_backup_is_erased_as_soon_as_told_again(
    rig: Rig, clock: SetClock
) -> None:
    one, two = Store(rig.hub, clock, "s001"), Store(rig.hub, clock, "s002")
    known, gone = "a" * 32, "b" * 32
    await one.verifies(known)
    await rig.back_up()
    sent = one._sent
    await one.verifies(gone, phone="13912340000")
    await rig.hub.members.erase(gone, "asked", why="", by="许知行")
    await rig.restore()
    one.hub = two.hub = rig.hub
    one._sent = sent
    await one.tell()  # it was offline meanwhile, and says again what the backup has not
    await two.signs_up(gone, phone="13912340000")  # and this one hears of the person only now
    for store in (one, two):
        card = (await store.cards())[gone]
        assert (card.profile.erased, card.name, card.phone) == (True, "", "")
    sheet = await rig.hub.members.sheet(gone)
    assert (sheet.member.erased, sheet.erasing is not None) == (True, True)
    assert {at.store: at.state for at in sheet.reach} == {"s001": "waiting", "s002": "waiting"}
    assert "13912340000" not in await phones(rig.hub)
    assert not (await one.cards())[known].profile.erased


async def test_a_list_brings_nobody_back_who_was_erased(rig: Rig, clock: SetClock) -> None:
    store = Store(rig.hub, clock, "s001")
    whole = seed()
    await store.verifies("a" * 32)
    await rig.back_up()
    await rig.hub.load(whole)
    await rig.hub.members.erase(id_of("M1"), "asked", why="", by="许知行")
    await rig.restore()
    await rig.hub.load(whole)
    assert (await rig.hub.members.sheet(id_of("M1"))).member.erased
    assert set(await phones(rig.hub)) <= {"", PHONE}


async def test_one_who_was_unknown_to_the_backup_stays_erased_too(rig: Rig, shop: Shop) -> None:
    shop.append(ContactKept(contact_id="c0", version=1))
    await told(rig.hub, shop)
    await rig.back_up()
    shop.append(ContactKept(contact_id="c1", version=1), ContactErased(contact_id="c1", version=2))
    await rig.hub.ingest([arrival(shop.log, 2, 3, KEPT, GONE)])
    await rig.restore()
    await rig.hub.ingest([arrival(shop.log, 2, 3, KEPT)])
    assert await phones(rig.hub) == [""]


async def test_another_stores_word_erases_nobody(rig: Rig, shop: Shop) -> None:
    shop.append(ContactKept(contact_id="c1", version=1))
    await told(rig.hub, shop, KEPT)
    other = Shop(SetClock(), "other")
    other.append(ContactErased(contact_id="c1", version=2))
    await rig.hub.hello("s002", hello(other.log))
    await rig.hub.ingest([arrival(other.log, 1, 1, GONE, store="s002")])
    assert await phones(rig.hub) == [KEPT.phone]
    assert await rig.hub.erased() == {}


@pytest.mark.process
async def test_whoever_writes_a_contact_the_ledger_holds(database: str) -> None:
    hub = await PostgresHub.open(database, RealClock())
    async with hub._db.transaction() as conn:
        await conn.execute("insert into contact values ('m', '', 1, 'n', '1', 'a', false)")
        await conn.execute("update contact set erased = true")
        await conn.execute("update contact set name = 'n', phone = '1', erased = false")
    assert list(await hub.erased()) == ["m"]
    assert await phones(hub) == [""]
    await hub.close()


@pytest.mark.process
async def test_the_erased_stay_so_where_the_database_is_lost(
    database: str, postgres: Postgres, shop: Shop, tmp_path: Path
) -> None:
    hub, path = await PostgresHub.open(database, RealClock()), tmp_path / "erased"
    shop.append(ContactKept(contact_id="c1", version=1))
    await told(hub, shop, KEPT)
    await back_up(database, tmp_path / "a.zip", RealClock())
    async with running(ErasedFile(hub, path)):
        shop.append(ContactErased(contact_id="c1", version=2))
        await hub.ingest([arrival(shop.log, 2, 2, GONE)])
        await eventually(path.exists)
    await hub.close()
    assert list(erased_in(path)) == ["c1"]
    assert path.stat().st_mode & 0o077 == 0
    fresh = postgres.database()
    done = await restore(fresh, tmp_path / "a.zip", RealClock(), erased=erased_in(path))
    assert done.erased == 1
    hub = await PostgresHub.open(fresh, RealClock())
    assert await phones(hub) == [""]
    await hub.close()


def test_the_file_of_the_erased_forgets_nobody_and_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "erased"
    assert erased_in(path) == {}
    path.write_text("c0 5\nmember.M 1 7\n", "utf-8")

    async def keep() -> None:
        hub = MemoryHub(SetClock())
        hub.shop.erased["c1"] = 9
        async with running(ErasedFile(hub, path)):
            await eventually(lambda: "c1" in erased_in(path))

    asyncio.run(keep())
    assert erased_in(path) == {"c0": 5, "member.M 1": 7, "c1": 9}
    path.write_text("c0\n", "utf-8")
    with pytest.raises(SyncError, match="an id and a moment"):
        erased_in(path)
