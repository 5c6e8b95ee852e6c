"""lint-imports keeps a tree of empty rooms and breaks each contract on a planted import."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.rooms import contracts, plant_rooms, verdicts

FAULTS = {
    "house": ("edge.domain.planted", "edge.app"),
    "edge": ("edge.planted", "edge.domain"),
    "devices": ("devices.pos.planted", "devices.gate"),
    "sync": ("sync.wire.planted", "sync.hub"),
    "screens": ("kiosk_ui.views.planted", "kiosk_ui.api"),
    "hub": ("sync.hub.planted", "edge.app"),
    "pure": ("edge.domain.planted", "asyncio"),
    "paho": ("kiosk_ui.planted", "paho"),
    "serial": ("edge.runtime.planted", "serial"),
    "biip": ("edge.app.planted", "biip"),
    "sqlite": ("edge.runtime.planted", "sqlite3"),
    "asyncpg": ("sync.planted", "asyncpg"),
    "cryptography": ("sync.planted", "cryptography"),
    "aiohttp": ("sync.planted", "aiohttp"),
}


def kept(root: Path) -> dict[str, bool]:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    found = verdicts(done.stdout)
    assert (done.returncode == 0) == all(found.values()), done.stdout + done.stderr
    return {contract["id"]: found[contract["name"]] for contract in contracts()}


def test_empty_rooms_keep_every_contract(tmp_path: Path) -> None:
    plant_rooms(tmp_path)
    assert all(kept(tmp_path).values())


@pytest.mark.parametrize("contract", [contract["id"] for contract in contracts()])
def test_each_contract_breaks_on_its_fault(tmp_path: Path, contract: str) -> None:
    plant_rooms(tmp_path, [FAULTS[contract]])
    assert not kept(tmp_path)[contract]


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("kiosk_ui.planted", "sync"),
        ("sync.planted", "devices"),
        ("edge.store.planted", "edge.tender"),
        ("edge.app.planted", "edge.runtime"),
        ("edge.config.planted", "devices"),
        ("devices.planted", "edge.compose"),
    ],
)
def test_no_room_reaches_beside_or_above_itself(tmp_path: Path, module: str, imported: str) -> None:
    plant_rooms(tmp_path, [(module, imported)])
    assert not kept(tmp_path)["house"]
