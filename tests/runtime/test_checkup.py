"""The doctor, line by line: what is wrong with a device, an address, the broker, the wallet, the machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from devices.registry import options_of
from edge.compose import checkup_lines, checkup_machine
from edge.compose.finding import Finding
from edge.config import Config, parse
from edge.runtime.clock import ManualClock, SystemClock
from edge.tender.wallet_server import served
from sync.hub.broker import LocalBroker
from sync.hub.child import free_port

CLOCK = SystemClock()
SHOP = """
[store]
id = "s001"
name_zh = "湖滨店"
name_en = "Lakeside"
data = "store.db"
[server]
port = {port}
[centre]
broker = "{broker}"
{account}
[tender.wallet]
url = "{wallet}"
key_file = "wallet.key"
[[place]]
id = "kiosk-1"
kind = "kiosk"
[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "{link}"
"""


def configured(folder: Path, **fields: object) -> Config:
    nobody = free_port()
    given = {
        "port": nobody,
        "broker": f"mqtt://127.0.0.1:{nobody}",
        "wallet": f"http://127.0.0.1:{nobody}",
        "link": "sim",
        "account": "",
        **fields,
    }
    key = folder / "wallet.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text("k" * 43, "utf-8")
    return parse(SHOP.format(**given), options_of(), folder=folder)


def said(finding: Finding) -> tuple[str, str]:
    assert bool(finding.cure) == (finding.state != "ok"), finding
    return finding.subject, finding.state


async def test_devices_are_looked_at_one_by_one(tmp_path: Path) -> None:
    (sim,) = await checkup_lines.devices(configured(tmp_path), running=False)
    assert said(sim) == ("scanner-1", "ok")
    gone = configured(tmp_path, link="serial:///dev/serial/by-id/nothing?baud=9600")
    (missing,) = await checkup_lines.devices(gone, running=False)
    assert said(missing) == ("scanner-1", "wrong")
    assert "is missing" in missing.says
    (held,) = await checkup_lines.devices(gone, running=True)
    assert said(held) == ("scanner-1", "ok")


async def test_a_serial_port_that_opens_is_well(tmp_path: Path) -> None:
    master, slave = os.openpty()
    try:
        config = configured(tmp_path, link=f"serial://{os.ttyname(slave)}?baud=9600")
        findings = await checkup_lines.devices(config, running=False)
        assert {said(finding) for finding in findings} == {("scanner-1", "ok")}
    finally:
        os.close(slave)
        os.close(master)


async def test_a_serial_server_that_is_off_is_named(tmp_path: Path) -> None:
    config = configured(tmp_path, link=f"tcp://127.0.0.1:{free_port()}")
    (finding,) = await checkup_lines.devices(config, running=False)
    assert said(finding) == ("scanner-1", "wrong")


async def test_the_pages_need_a_free_address_or_a_running_agent(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert said(await checkup_lines.pages(config, running=False)) == ("server", "ok")
    assert said(await checkup_lines.pages(config, running=True)) == ("server", "wrong")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", config.server.port))
        taken.listen()
        finding = await checkup_lines.pages(config, running=False)
        assert said(finding) == ("server", "wrong")
        assert "ss -ltnp" in finding.cure
        assert said(await checkup_lines.pages(config, running=True)) == ("server", "ok")


async def test_the_broker_is_really_asked(tmp_path: Path) -> None:
    assert said(await checkup_lines.broker(configured(tmp_path))) == ("centre.broker", "wrong")
    async with LocalBroker(tmp_path / "broker") as broker:
        assert said(await checkup_lines.broker(configured(tmp_path, broker=broker.url))) == (
            "centre.broker",
            "ok",
        )


async def test_a_password_file_that_is_missing_is_named_by_its_path(tmp_path: Path) -> None:
    config = configured(tmp_path, account='user = "s001"\npassword_file = "nowhere"')
    assert said(await checkup_lines.broker(config)) == ("centre.password_file", "wrong")


async def test_the_wallet_is_asked_with_our_key(tmp_path: Path) -> None:
    assert said(await checkup_lines.wallet(configured(tmp_path), CLOCK)) == ("tender.wallet", "wrong")
    data = tmp_path / "wallet"
    data.mkdir()
    async with served(data=data, key=b"k" * 43, clock=CLOCK) as wallet:
        config = configured(tmp_path, wallet=wallet.address)
        assert said(await checkup_lines.wallet(config, CLOCK)) == ("tender.wallet", "ok")
        (tmp_path / "wallet.key").write_text("x" * 43, "utf-8")
        finding = await checkup_lines.wallet(config, CLOCK)
        assert said(finding) == ("tender.wallet", "wrong")
        assert "same key" in finding.says
    (tmp_path / "wallet.key").unlink()
    assert said(await checkup_lines.wallet(config, CLOCK)) == ("tender.wallet.key_file", "wrong")


async def test_a_store_that_stands_alone_lacks_nothing(tmp_path: Path) -> None:
    alone = parse(SHOP.split("[server]", maxsplit=1)[0], options_of(), folder=tmp_path)
    assert said(await checkup_lines.broker(alone)) == ("centre", "ok")
    assert said(await checkup_lines.wallet(alone, CLOCK)) == ("tender.wallet", "ok")
    assert await checkup_lines.devices(alone, running=False) == []


def test_a_clock_that_stands_years_behind_is_wrong() -> None:
    states = {finding.subject: finding.state for finding in checkup_machine.machine(ManualClock(1_000))}
    assert states["clock"] == "wrong"
    states = {finding.subject: finding.state for finding in checkup_machine.machine(CLOCK)}
    assert (states["clock"], states["python"]) == ("ok", "ok")


def test_the_folder_of_the_file_is_looked_at(tmp_path: Path) -> None:
    (there,) = checkup_machine.disk(tmp_path / "store.db")
    assert there.subject == "disk"
    (missing,) = checkup_machine.disk(tmp_path / "none" / "store.db")
    assert said(missing) == ("store.data", "wrong")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_is_wrong(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    (finding,) = checkup_machine.disk(tmp_path / "store.db")
    assert "may not be written" in finding.says
