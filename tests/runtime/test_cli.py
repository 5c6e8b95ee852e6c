"""The command line as a person meets it: sentences, exit statuses, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli.entry import COMMANDS, told
from edge.errors import ConfigError, DeviceError, Rejected

ROOT = Path(__file__).resolve().parents[2]
SHOP = """
[store]
id = "s001"
name_zh = "湖滨店"
name_en = "Lakeside"
data = "store.db"

[[place]]
id = "kiosk-1"
kind = "kiosk"

[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "sim"
"""


def store_edge(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "edge.cli", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_a_sound_file_is_told_part_by_part(tmp_path: Path) -> None:
    path = tmp_path / "store.toml"
    path.write_text(SHOP, "utf-8")
    done = store_edge("check-config", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Store s001 (湖滨店, Lakeside), box box-1, Asia/Shanghai" in done.stdout
    assert "kiosk-1  kiosk: scanner-1 (sim)" in done.stdout


def test_three_mistakes_are_three_lines(tmp_path: Path) -> None:
    path = tmp_path / "store.toml"
    text = SHOP.replace('"scanner.serial"', '"scanner.psychic"').replace('"kiosk-1"\nlink', '"kiosk-9"\nlink')
    path.write_text(text + "colour = 1\n", "utf-8")
    done = store_edge("check-config", "--config", str(path))
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0] == "store-edge: the configuration has 3 problems:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "device[scanner-1].colour",
        "device[scanner-1].driver",
        "device[scanner-1].place",
    ]


def test_a_missing_file_is_one_sentence() -> None:
    done = store_edge("check-config", "nowhere.toml")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == "  nowhere.toml: does not exist: name the TOML with --config"


def test_without_a_command_every_command_is_named() -> None:
    done = store_edge()
    assert done.returncode == 2
    assert COMMANDS.keys() <= set(done.stdout.split())


def test_an_unknown_command_is_a_usage_error() -> None:
    done = store_edge("fly")
    assert done.returncode == 2
    assert "invalid choice: 'fly'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (
            ConfigError([("a.b", "is wrong")]),
            1,
            "store-edge: the configuration has 1 problem:\n  a.b: is wrong\n",
        ),
        (Rejected("name_taken", sentence="that name is taken"), 1, "store-edge: that name is taken\n"),
        (Rejected("no_item", sku="P9"), 1, "store-edge: refused: no item (sku P9)\n"),
        (DeviceError("no port"), 1, "store-edge: no port\n"),
        (FileNotFoundError(2, "No such file", "x.db"), 1, "store-edge: x.db: No such file\n"),
        (ExceptionGroup("", [DeviceError("no port")]), 1, "store-edge: no port\n"),
        (
            KeyError("x"),
            70,
            "store-edge: this is a mistake of the program: KeyError: 'x'; --debug shows where\n",
        ),
    ],
)
def test_every_error_is_a_sentence(
    error: Exception, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(error) == status
    assert capsys.readouterr().err == words
