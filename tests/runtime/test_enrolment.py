"""What `hub enroll` writes for a new store can be run; what cannot be is said before anything is written."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from edge.compose.centre import broker_address
from edge.compose.enrolment import NewStore, enrol, hub_hint
from edge.compose.loading import load_config
from edge.config import HubConfig, load_hub
from edge.errors import ConfigError
from edge.runtime.clock import SystemClock
from sync.mqtt import BrokerAddress

HUB = """[database]
url = "postgresql://hub@db.example:5432/store_edge"

[centre]
broker = "mqtts://centre.example"
{account}
[broker]
port = 9883
certificate_port = {certificate_port}
"""
ACCOUNT = """user = "hub"
password_file = "broker/hub.password"
ca_file = "broker/ca.crt"
"""


def hub(folder: Path, *, account: str = ACCOUNT, certificate_port: int = 0) -> HubConfig:
    (folder / "hub.toml").write_text(HUB.format(account=account, certificate_port=certificate_port), "utf-8")
    return load_hub(folder / "hub.toml")


def new(folder: Path, **fields: object) -> NewStore:
    wanted = {
        "store": "s004",
        "box": "box-2",
        "folder": folder / "s004",
        "name_zh": '新"店',
        "name_en": "New",
    }
    return msgspec.convert({**wanted, **fields}, NewStore)


def address(folder: Path) -> BrokerAddress:
    centre = load_config(folder / "s004" / "store.toml").centre
    assert centre is not None
    return broker_address(centre)


def test_a_store_with_a_password(tmp_path: Path) -> None:
    ready = enrol(hub(tmp_path), new(tmp_path), SystemClock())
    assert not ready.told
    assert "mosquitto.conf" in ready.broker_files
    assert ready.store_files == ("ca.crt", "centre.password", "store.toml")
    config = load_config(tmp_path / "s004" / "store.toml")
    assert (config.store.id, config.store.box, config.store.name_zh) == ("s004", "box-2", '新"店')
    assert config.places_of("kiosk") == ("kiosk-1",)
    at = address(tmp_path)
    assert (at.host, at.port, at.tls, at.user) == ("centre.example", 9883, True, "s004")
    assert at.password
    assert at.ca_file == str(tmp_path / "s004" / "ca.crt")
    assert at.password not in (tmp_path / "s004" / "store.toml").read_text("utf-8")


def test_a_store_with_a_certificate(tmp_path: Path) -> None:
    enrol(hub(tmp_path, certificate_port=9884), new(tmp_path, certificate=True), SystemClock())
    at = address(tmp_path)
    assert (at.port, at.user, at.password) == (9884, "", "")
    assert stat.S_IMODE(Path(at.key_file).stat().st_mode) == 0o600
    assert Path(at.cert_file).exists()


def test_a_changed_store_toml_stays_when_the_password_is_made_anew(tmp_path: Path) -> None:
    enrol(hub(tmp_path), new(tmp_path), SystemClock())
    toml, before = tmp_path / "s004" / "store.toml", address(tmp_path).password
    toml.write_text(toml.read_text("utf-8").replace("port = 8080", "port = 8099"), "utf-8")
    ready = enrol(hub(tmp_path), new(tmp_path), SystemClock())
    assert (ready.broker_files, ready.store_files) == ((), ("ca.crt", "centre.password"))
    assert load_config(toml).server.port == 8099
    assert address(tmp_path).password != before


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"store": "S 4"}, "small letters"),
        ({"box": "../x"}, "small letters"),
        ({"name_en": "x" * 200}, "name_en"),
        ({"certificate": True}, "certificate_port"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    tmp_path: Path, fields: dict[str, object], says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        enrol(hub(tmp_path), new(tmp_path, **fields), SystemClock())
    assert [path.name for path in tmp_path.iterdir()] == ["hub.toml"]


def test_the_hub_is_told_how_to_come_itself(tmp_path: Path) -> None:
    assert hub_hint(hub(tmp_path)) == ""
    hint = hub_hint(hub(tmp_path, account=""))
    assert 'user = "hub"' in hint
    assert "mqtts://centre.example:9883" in hint
