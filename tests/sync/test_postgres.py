"""The embedded PostgreSQL and other children: started, stopped, and stopped again after a kill."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from edge.errors import Retry, SyncError
from sync.hub.broker import LocalBroker
from sync.hub.centre import PostgresHub
from sync.hub.child import Child, born
from sync.hub.database import Database
from sync.hub.postgres import (
    EmbeddedPostgres,
    open_to_all,
    programs,
    reachable,
    system_programs,
    wheel_programs,
)
from tests.sync.clock import RealClock, SetClock
from tests.sync.member_store import Store
from tests.sync.pair import eventually

pytestmark = pytest.mark.process
MEMBER = "a" * 32


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server's own user reaches it."""
    made = Path(tempfile.mkdtemp(prefix="store-edge-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


async def test_what_was_written_is_there_after_a_kill_and_the_left_over_server_is_stopped(
    folder: Path,
) -> None:
    first = EmbeddedPostgres(folder)
    await first.start()
    dsn = await first.create()
    conn = await asyncpg.connect(dsn)
    await conn.execute("create table t (n integer)")
    await conn.execute("insert into t values (7)")
    await conn.close()
    left = first.child.pid
    second = EmbeddedPostgres(folder)  # the first one's process was killed, its server was not
    async with second:
        assert born(left) == ""
        conn = await asyncpg.connect(await second.create())
        assert await conn.fetchval("select n from t") == 7
        assert await conn.fetchval("show listen_addresses") == ""
        assert (await conn.fetchval("select inet_server_addr()")) is None
        await conn.close()
        pid = second.child.pid
    assert born(pid) == ""
    with pytest.raises(SyncError):
        second.dsn()


async def test_the_wheels_programs_serve_where_the_system_has_none(folder: Path) -> None:
    found = wheel_programs()
    assert found is not None
    assert programs() in (system_programs(), found)
    async with EmbeddedPostgres(folder / "data", durable=False, from_=found) as server:
        hub = await PostgresHub.open(await server.create(), RealClock())
        assert await hub.stores() == ()
        await hub.close()


async def test_the_wheels_programs_serve_from_a_home_that_nobody_else_may_enter(folder: Path) -> None:
    found = wheel_programs()
    assert found is not None
    site = folder / "home"
    site.mkdir(mode=0o700)
    for name in ("pgserver", "pgserver.libs"):
        (site / name).symlink_to(found.parents[2] / name)
    programs_ = site / "pgserver" / "pginstall" / "bin"
    async with EmbeddedPostgres(folder / "data", durable=False, from_=programs_) as server:
        assert await server.create()
    assert (folder / "data" / "programs").exists() is (os.geteuid() == 0)  # else nobody else has to enter


def test_root_keeps_its_data_where_others_can_reach_it(folder: Path) -> None:
    assert reachable(folder) == folder.resolve()
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    assert not open_to_all(closed / "data")
    moved = reachable(closed / "data")
    assert moved.is_relative_to("/var/lib/store-edge")
    assert moved.name.endswith("home-data")


async def test_a_database_that_is_newer_is_refused(database: str) -> None:
    hub = await PostgresHub.open(database, RealClock())
    gen = hub.gen
    await hub.close()
    hub = await PostgresHub.open(database, RealClock())
    assert hub.gen == gen
    await hub.close()
    conn = await asyncpg.connect(database)
    await conn.execute("insert into schema_step values (9999)")
    await conn.close()
    with pytest.raises(SyncError, match="9999") as found:
        await PostgresHub.open(database, RealClock())
    assert found.value.retry is Retry.PERMANENT


async def test_a_centre_of_before_strips_its_streams_of_names(database: str) -> None:
    clock = SetClock()
    hub = await PostgresHub.open(database, clock)
    store = Store(hub, clock, "s001")
    await store.verifies(MEMBER, name="林听澜")
    before = await hub.after("member/s001", 0, 9)
    await hub.close()
    conn = await asyncpg.connect(database)
    await conn.execute(
        "update feed_item set item = item || $1::jsonb where key = $2",
        '{"name": "林听澜", "phone": "1"}',
        MEMBER,
    )
    await conn.execute("delete from schema_step where step = 24")
    await conn.close()
    hub = store.hub = await PostgresHub.open(database, clock)
    conn = await asyncpg.connect(database)
    found = await conn.fetchval("select item::text from feed_item where key = $1", MEMBER)
    await conn.close()
    assert "林" not in found
    assert await hub.after("member/s001", 0, 9) == before
    assert (await store.cards())[MEMBER].name == "林听澜"
    await hub.close()


async def test_a_wrong_address_is_said_in_words(folder: Path) -> None:
    for dsn in (f"postgresql://u@/db?host={folder}", "nonsense"):
        with pytest.raises(SyncError, match="database"):
            await PostgresHub.open(dsn, RealClock())


@pytest.mark.parametrize(
    "trouble",
    [
        asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        ConnectionResetError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_whatever_a_lost_connection_raises_is_tried_again(database: str, trouble: Exception) -> None:
    """The driver's own confusion too: taken for a bug, it ended the centre with its database."""
    opened = await Database.open(database, RealClock())
    with pytest.raises(SyncError, match=type(trouble).__name__) as found:
        async with opened.transaction():
            raise trouble
    assert found.value.retry is Retry.TRANSIENT
    with pytest.raises(SyncError, match=type(trouble).__name__):
        async with opened.listening(lambda _: None, lambda: None):
            raise trouble
    await opened.close()


async def test_a_listener_whose_connection_ends_says_so_and_why(database: str) -> None:
    opened = await Database.open(database, RealClock())
    lost = asyncio.Event()

    async def until_lost() -> None:
        async with opened.listening(lambda _: None, lost.set):
            conn = await asyncpg.connect(database)
            await conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            await conn.close()
            await lost.wait()
            raise SyncError("gone")

    with pytest.raises(SyncError, match="gone"):
        await until_lost()
    await opened.close()


async def test_a_reused_pid_is_left_alone(folder: Path) -> None:
    bystander = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    (folder / "thing.pid").write_text(f"{bystander.pid} 1\n")
    child = Child("thing", folder)
    await child.start([sys.executable, "-c", "pass"])
    await child.wait()
    assert bystander.returncode is None
    assert born(bystander.pid) != ""
    bystander.kill()
    await bystander.wait()
    await child.stop()


async def test_a_child_that_ends_at_once_says_why(folder: Path) -> None:
    child = Child("thing", folder)
    await child.start([sys.executable, "-c", "raise SystemExit('no licence')"])
    await child.wait()
    with pytest.raises(SyncError, match="no licence"):
        child.check()
    with pytest.raises(SyncError) as found:
        await Child("other", folder).start(["/nowhere/program"])
    assert found.value.retry is Retry.PERMANENT


async def test_a_child_that_will_not_listen_to_reason_is_killed(folder: Path) -> None:
    deaf = (
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "signal.pause()\n"
    )
    child = Child("deaf", folder, stop_s=0.2)
    await child.start([sys.executable, "-c", deaf, str(folder / "deaf")])
    await eventually((folder / "deaf").exists)
    pid = child.pid
    await child.stop()
    assert born(pid) == ""


async def test_a_brokers_left_over_is_stopped_first(folder: Path) -> None:
    first = LocalBroker(folder, kind="mosquitto")
    await first.start()
    left = first.child.pid
    async with LocalBroker(folder, kind="mosquitto", port=first.port) as second:
        assert second.child.pid != left
        assert born(left) == ""
