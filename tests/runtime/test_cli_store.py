"""The command line on a store's file, with no agent running and with one."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.hub.child import free_port
from tests.runtime.test_cli import ROOT, SHOP, store_edge


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The TOML of a store that stands alone."""
    path = tmp_path / "store.toml"
    path.write_text(f"{SHOP}\n[server]\nport = {free_port()}\n", "utf-8")
    return path


@contextlib.contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[str]]:
    """The agent; its standard output is what it tells whoever started it, line by line."""
    words = [sys.executable, "-m", "edge.cli", "run", "--config", str(config)]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as agent:
        try:
            yield agent
        finally:
            agent.terminate()
            _, log = agent.communicate(timeout=30)
            assert agent.returncode == 0, log


def told(agent: subprocess.Popen[str]) -> str:
    assert agent.stdout is not None
    return agent.stdout.readline().strip()


def done(*words: str, config: Path, given: str = "") -> str:
    answer = store_edge(*words, "--config", str(config), given=given)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.process
def test_people_and_stock_are_kept_with_and_without_an_agent(shop: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "count.csv"
    sheet.write_text("sku,quantity\nP1,5\nP2,7\n", "utf-8")
    added = done("staff", "add", "李", "--role", "manager", "--pin-stdin", config=shop, given="246810\n")
    assert re.match(r"李 is manager now, as \w{32}", added)
    with running(shop) as agent:
        assert told(agent).startswith("open at http://127.0.0.1:")
        assert "manager 李" in " ".join(done("staff", "list", config=shop).split())
        assert done("stock-take", str(sheet), "--take", "t1", config=shop) == "2 SKUs counted, 2 differed\n"
        assert done("stock-take", str(sheet), "--take", "t2", config=shop) == "2 SKUs counted, 0 differed\n"
        refused = store_edge("run", "--config", str(shop))
        assert refused.returncode == 1
        assert f"is in use by process {agent.pid}: stop it first" in refused.stderr
        refused = store_edge("restore", str(sheet), "--config", str(shop))
        assert f"is in use by process {agent.pid}" in refused.stderr


@pytest.mark.process
def test_a_run_without_a_manager_gives_a_code_that_counts_once(shop: Path) -> None:
    with running(shop) as agent:
        assert told(agent).startswith("open at")
        words = r"no manager yet: open http\S+/till and enter the code [2-9A-Z]{8}; it counts once"
        assert re.fullmatch(words, told(agent))


@pytest.mark.process
def test_a_backup_is_put_back_and_the_former_file_kept(shop: Path, tmp_path: Path) -> None:
    done("staff", "add", "李", "--pin-stdin", config=shop, given="246810\n")
    saved = tmp_path / "saved.db"
    assert f"{saved}: " in done("backup", str(saved), config=shop)
    done("staff", "add", "王", "--pin-stdin", config=shop, given="246810\n")
    assert "store.db.before-restore" in done("restore", str(saved), config=shop)
    listed = done("staff", "list", config=shop)
    assert "李" in listed
    assert "王" not in listed
    (tmp_path / "store.db").write_bytes(b"x" * 5000)
    refused = store_edge("staff", "list", "--config", str(shop))
    assert refused.returncode == 1
    assert "restore a backup" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.process
def test_the_doctor_names_what_is_wrong_and_what_to_do(shop: Path) -> None:
    well = store_edge("doctor", "--config", str(shop))
    states = {
        line.split()[1]: line.split()[0] for line in well.stdout.splitlines() if not line.startswith(" ")
    }
    assert states["sqlite"] == states["server"] == states["scanner-1"] == "ok"
    real = shop.read_text("utf-8").replace('"sim"', '"serial:///dev/serial/by-id/no"')
    shop.write_text(real, "utf-8")
    ill = store_edge("doctor", "--config", str(shop))
    assert ill.returncode == 1
    assert re.search(r"WRONG +scanner-1 .* is missing\n +-> ", ill.stdout)
    shop.write_text("[store]\n", "utf-8")
    unread = store_edge("doctor", "--config", str(shop))
    assert unread.returncode == 1
    assert re.search(r"WRONG +store\.id +is missing", unread.stdout)


@pytest.mark.parametrize("pin", ["12", "abcd", "1" * 13, ""])
def test_a_pin_is_four_to_twelve_digits(shop: Path, pin: str) -> None:
    refused = store_edge("staff", "add", "李", "--pin-stdin", "--config", str(shop), given=f"{pin}\n")
    assert refused.returncode == 1
    assert "PIN: is not 4 to 12 digits" in refused.stderr
