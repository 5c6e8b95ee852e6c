"""The demo's plan and its children: what it writes, refuses, keeps running and ends."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.registry import options_of
from edge.cli.demo import reaper
from edge.cli.demo.accounts import let_in
from edge.cli.demo.kept import Kept, once, served
from edge.cli.demo.plan import (
    Plan,
    StoreNames,
    busy_ports,
    hub_toml,
    seeds_mark,
    stores_of,
    write_files,
)
from edge.config import load, load_hub, read_secret
from edge.errors import ConfigError, EdgeError
from sync.hub.child import free_port

THREE = [StoreNames(store_id=f"s00{n}", name_zh=f"店{n}", name_en=f"Shop {n}") for n in (1, 2, 3)]
SLEEPER = (sys.executable, "-c", "import sys; sys.stdin.read()")


def plan_in(folder: Path, **fields: object) -> Plan:
    return Plan(**{"folder": folder, "base": 18_100, "stores": 3, **fields})  # type: ignore[arg-type]


def test_what_it_writes_can_be_run(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    write_files(plan, THREE, "k" * 43)
    for number, store in enumerate(THREE, 1):
        config = load(plan.store_toml(store.store_id), options_of())
        assert (config.store.id, config.server.port) == (store.store_id, 18_100 + number)
        assert config.store.data == str(tmp_path / store.store_id / "store.db")
        assert [one.id for one in config.neighbours] == [one.store_id for one in THREE if one != store]
        assert config.tender.wallet is not None
        assert read_secret(config.tender.wallet.key_file, named_by="x") == "k" * 43
    hub = load_hub(hub_toml(plan, "postgresql://store_edge@/store_edge?host=/tmp/x&port=5432"))
    assert hub.centre.broker == "mqtt://127.0.0.1:18111"
    assert hub.access.password_file is not None
    assert read_secret(hub.access.password_file, named_by="x") == "demo"


def test_the_broker_lets_in_the_centre_and_the_stores_alone(tmp_path: Path) -> None:
    plan = plan_in(tmp_path, guarded=True)
    write_files(plan, THREE, "k" * 43)
    accounts = let_in(plan, THREE, "s" * 43)
    assert accounts.names() == ("hub", "s001", "s002", "s003")
    passwords = set()
    for store in THREE:
        centre = load(plan.store_toml(store.store_id), options_of()).centre
        assert centre is not None
        assert centre.user == store.store_id
        assert centre.password_file is not None
        passwords.add(read_secret(centre.password_file, named_by="x"))
    hub = load_hub(hub_toml(plan, "postgresql://store_edge@/store_edge?host=/tmp/x&port=5432"))
    assert hub.centre.user == "hub"
    assert hub.centre.password_file is not None
    passwords.add(read_secret(hub.centre.password_file, named_by="x"))
    assert len(passwords) == 4
    let_in(plan, THREE, "t" * 43)
    assert read_secret(hub.centre.password_file, named_by="x") in passwords


def test_a_changed_file_is_kept_until_the_ports_change(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    write_files(plan, THREE, "k")
    path = plan.store_toml("s001")
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    write_files(plan, THREE, "another")
    assert path.read_text("utf-8").endswith("# mine\n")
    assert plan.wallet_key.read_text("utf-8") == "k\n"
    write_files(plan_in(tmp_path, base=18_200), THREE, "k")
    assert load(path, options_of()).server.port == 18_201


def test_the_stores_are_the_first_of_the_seeds(tmp_path: Path) -> None:
    assert [store.store_id for store in stores_of(plan_in(tmp_path, stores=2))] == ["s001", "s002"]
    with pytest.raises(ConfigError, match=r"--stores: is 9, but .* has 3 stores"):
        stores_of(plan_in(tmp_path, stores=9))
    with pytest.raises(ConfigError, match="cannot be read"):
        stores_of(plan_in(tmp_path, seeds=tmp_path))


def test_every_busy_port_is_named_with_the_cure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        base = taken.getsockname()[1] - 1
        with pytest.raises(ConfigError, match=rf"{base + 1} \(store 1\).*choose others with --port"):
            busy_ports(plan_in(tmp_path, base=base, stores=1))


def test_changed_seeds_have_another_mark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    before = seeds_mark(tmp_path)
    assert seeds_mark(tmp_path) == before
    (tmp_path / "a.csv").write_text("2")
    assert seeds_mark(tmp_path) != before


def test_the_reaper_ends_what_pid_files_name_and_nothing_else(tmp_path: Path) -> None:
    with (
        subprocess.Popen(SLEEPER, stdin=subprocess.PIPE) as ours,
        subprocess.Popen(SLEEPER, stdin=subprocess.PIPE) as foreign,
    ):
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner" / "ours.pid").write_text(f"{ours.pid} {reaper.born(ours.pid)}\n")
        (tmp_path / "reused.pid").write_text(f"{foreign.pid} 12345\n")
        (tmp_path / "garbage.pid").write_text("x y z")
        (tmp_path / "gone.pid").write_text("999999999 1")
        demo = subprocess.Popen([sys.executable, "-I", reaper.__file__, str(tmp_path)], stdin=subprocess.PIPE)
        assert demo.stdin is not None
        assert ours.poll() is None
        demo.stdin.close()  # as the kernel does when the demo is killed
        assert demo.wait(20) == 0
        assert ours.wait(5) != 0
        assert foreign.poll() is None
        foreign.kill()
    assert reaper.end_all([str(tmp_path)]) == 0


async def test_a_program_that_ends_is_started_again_and_told_of(tmp_path: Path) -> None:
    said: list[str] = []
    runs = tmp_path / "runs"
    code = f"open({str(runs)!r}, 'a').write('x')"
    program = Kept("brief", tmp_path, ("-c", code), tell=said.append)
    await program.start()
    keeping = asyncio.create_task(program.keep())
    await until(lambda: runs.exists() and len(runs.read_text()) >= 2)
    keeping.cancel()
    await program.child.stop()
    assert said[0].startswith("brief ended and is started again; its log:")


async def test_what_never_answers_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = Kept("mute", tmp_path, ("-c", "raise SystemExit('no port for me')"), tell=lambda _: None)
    await program.start()
    with pytest.raises(EdgeError, match=r"mute ended: no port for me; its log: .*mute\.log"):
        await program.answers(free_port(), "/")
    await program.child.stop()


@pytest.mark.parametrize(
    ("status", "well"), [(b"200 OK", True), (b"404 Not Found", True), (b"503 x", False), (b"x", False)]
)
async def test_a_page_is_served_unless_the_server_errs(status: bytes, *, well: bool) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 " + status + b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await served(port, "/") is well
    assert not await served(port, "/")


async def test_a_program_run_once_gives_its_words_or_its_error() -> None:
    assert await once(("-c", "print('42 counted')"), name="counting") == "42 counted"
    with pytest.raises(EdgeError, match="counting failed: no shelf"):
        await once(("-c", "raise SystemExit('no shelf')"), name="counting")


async def until(done: Callable[[], bool]) -> None:
    """Waits for what happens in another process."""
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 - nothing tells of another process's file
            await asyncio.sleep(0.01)
