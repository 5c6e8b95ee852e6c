"""A broker with passwords and TLS: the right ones open it, wrong ones need a person."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from edge.errors import Retry, SyncError
from sync.hub.broker import SYSTEM_FOLDERS, mosquitto
from sync.hub.child import Child, free_port
from sync.mqtt import BrokerAddress, MqttBroker, address, reachable

pytestmark = pytest.mark.process


def made(*command: str) -> None:
    """Run a tool of the system that the broker's own package, or every TLS, comes with."""
    tool = shutil.which(command[0]) or shutil.which(command[0], path=SYSTEM_FOLDERS)
    assert tool is not None, f"{command[0]} is missing"
    subprocess.run([tool, *command[1:]], check=True, capture_output=True, timeout=30)


@pytest.fixture
async def closed(tmp_path: Path) -> AsyncIterator[BrokerAddress]:
    """A Mosquitto that wants TLS and knows one account."""
    port, passwords = free_port(), tmp_path / "passwords"
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2")
    made(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        *subject,
        "-keyout",
        str(key),
        "-out",
        str(cert),
    )
    made("mosquitto_passwd", "-c", "-b", str(passwords), "s001", "secret")
    conf = tmp_path / "closed.conf"
    conf.write_text(
        f"listener {port} 127.0.0.1\ncertfile {cert}\nkeyfile {key}\npassword_file {passwords}\n"
        "allow_anonymous false\nuser root\n"
    )
    child = Child("closed", tmp_path)
    await child.start([mosquitto() or "mosquitto", "-c", str(conf)])
    await child.ready_at(port, 10)
    at = address(f"mqtts://127.0.0.1:{port}", user="s001", password="secret")
    yield msgspec.structs.replace(at, ca_file=str(cert))
    await child.stop()


async def test_the_right_account_over_tls_speaks_both_ways(closed: BrokerAddress) -> None:
    payload = bytes(range(256)) * 1024  # more than one TLS record
    async with MqttBroker(closed).connect("a") as link, asyncio.timeout(10):
        await link.subscribe("t")
        for _ in range(5):
            await link.publish("t", payload)
        assert [(await link.receive()).payload for _ in range(5)] == [payload] * 5


@pytest.mark.parametrize(
    "wrong",
    [{"password": "guess"}, {"user": "", "password": ""}, {"ca_file": ""}, {"ca_file": "/nowhere.pem"}],
)
async def test_a_wrong_account_or_a_strange_certificate_needs_a_person(
    closed: BrokerAddress, wrong: dict[str, str]
) -> None:
    at = msgspec.structs.replace(closed, **wrong)
    with pytest.raises(SyncError) as found:
        async with MqttBroker(at).connect("a"):
            pass
    assert found.value.retry is Retry.PERMANENT
    assert await reachable(at, "doctor") != ""


async def test_the_right_account_is_reachable(closed: BrokerAddress) -> None:
    assert await reachable(closed, "doctor") == ""
