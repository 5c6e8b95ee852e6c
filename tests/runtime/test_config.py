"""A store's TOML: all problems at once, each with its dotted path and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import pytest

from edge.config import load, parse
from edge.config.checks import disagreements
from edge.config.shapes import PlaceConfig, RawConfig, RawDevice, StoreConfig
from edge.errors import ConfigError


class GunOptions(msgspec.Struct, frozen=True, kw_only=True):
    suffix: Literal["cr", "lf"] = "cr"
    pause_ms: int = 80


class NoOptions(msgspec.Struct, frozen=True, kw_only=True):
    """A driver without options."""


DRIVERS: dict[str, type[msgspec.Struct]] = {
    "scanner.serial": GunOptions,
    "printer.escpos": NoOptions,
    "barrier.modbus": NoOptions,
    "camera.vzenith": NoOptions,
}
SHOP = """
[store]
id = "s001"
name_zh = "湖滨店"
name_en = "Lakeside"
data = "store.db"
"""
WHOLE = (
    SHOP
    + """
[server]
host = "0.0.0.0"
port = 8443
hosts = ["shop.example"]

[centre]
broker = "mqtts://centre.example:8883"
user = "s001"
password_file = "secrets/broker"

[tender.wallet]
url = "http://127.0.0.1:9000"
key_file = "/etc/store-edge/wallet.key"

[[place]]
id = "kiosk-1"
kind = "kiosk"

[[place]]
id = "lane-1"
kind = "lane"

[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "serial:///dev/serial/by-id/usb-gun?baud=115200"
options = { suffix = "lf" }

[[device]]
id = "barrier-1"
driver = "barrier.modbus"
place = "lane-1"
link = "tcp://10.0.0.9:502"

[[device]]
id = "camera-1"
driver = "camera.vzenith"
place = "lane-1"
link = "http://0.0.0.0:8099"
"""
)


def problems_of(text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as refused:
        parse(text, DRIVERS, folder=Path("/etc/store"))
    assert len(refused.value.problems) == len(set(refused.value.problems))
    return dict(refused.value.problems)


def test_a_whole_file_becomes_structs() -> None:
    config = parse(WHOLE, DRIVERS, folder=Path("/etc/store"))
    assert config.store.data == "/etc/store/store.db"
    assert config.store.zone_info.key == "Asia/Shanghai"
    assert config.centre is not None
    assert config.centre.password_file == "/etc/store/secrets/broker"
    assert config.tender.wallet is not None
    assert config.tender.wallet.key_file == "/etc/store-edge/wallet.key"
    assert config.places_of("kiosk") == ("kiosk-1",)
    assert config.family("barrier") == {"lane-1": "barrier-1"}
    assert config.devices[0].options == GunOptions(suffix="lf")


def test_a_store_needs_no_centre_no_wallet_and_no_device() -> None:
    config = parse(SHOP, DRIVERS, folder=Path("/etc/store"))
    assert (config.centre, config.tender.wallet, config.devices) == (None, None, ())
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8080)


def test_three_mistakes_are_told_all_at_once() -> None:
    text = WHOLE.replace("port = 8443", 'port = "8443"').replace('zone = ""', "")
    text = text.replace('suffix = "lf"', 'sufix = "lf"').replace(
        'place = "kiosk-1"\nlink', 'place = "kiosk-2"\nlink'
    )
    assert problems_of(text) == {
        "server.port": 'is "8443", but a whole number at least 1 and at most 65535 is needed, as in port = 1',
        "device[scanner-1].options.sufix": "is unknown here: did you mean suffix?",
        "device[scanner-1].place": 'is "kiosk-2", but one of kiosk-1, lane-1 is needed; did you mean '
        '"kiosk-1"?',
    }


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        ('id = "s001"', "", "store.id", 'is missing: add id = "..."'),
        ('id = "s001"', 'id = "S 1"', "store.id", "lower-case letters"),
        ('id = "s001"', "id = 2026-01-01", "store.id", "is a date or time"),
        ('data = "store.db"', 'data = "a\\u0000b"', "store.data", "name a file"),
        ('data = "store.db"', 'data = "x"\nzone = "Mars/Base"', "store.zone", "IANA zone"),
        ('data = "store.db"', 'data = "x"\nzone = "../../etc/passwd"', "store.zone", "IANA zone"),
        ('data = "store.db"', 'data = "x"\ncolour = 1', "store.colour", "is unknown here: take it out"),
        ("port = 8443", "port = 0", "server.port", "at least 1"),
        ("port = 8443", "port = 99999999999999999999999999", "server.port", "a far too large number"),
        ("port = 8443", "port = true", "server.port", "is true"),
        ('host = "0.0.0.0"', 'host = "the shop"', "server.host", "an address to listen on"),
        ('hosts = ["shop.example"]', 'hosts = "x"', "server.hosts", "hosts = [...]"),
        ('hosts = ["shop.example"]', "hosts = [1]", "server.hosts[#1]", "a text in quotes"),
        ("mqtts://centre.example:8883", "http://x", "centre.broker", '"mqtt://HOST:PORT"'),
        ("mqtts://centre.example:8883", "mqtt://h:99999", "centre.broker", "has no port from 1 to 65535"),
        ("mqtts://centre.example:8883", "mqtt://[", "centre.broker", "an address is needed"),
        ("mqtts://centre.example:8883", "mqtt://u:p@h:1", "centre.broker", "do not belong in this file"),
        ('password_file = "secrets/broker"', "", "centre.password_file", "mode 0600"),
        ('password_file = "secrets/broker"', 'password = "x"', "centre.password", "named by password_file"),
        ("http://127.0.0.1:9000", "127.0.0.1:9000", "tender.wallet.url", '"http://HOST:PORT"'),
        ('kind = "kiosk"', 'kind = "kiosc"', "place[kiosk-1].kind", 'did you mean "kiosk"?'),
        ('id = "lane-1"', 'id = "kiosk-1"', "place[kiosk-1].id", "is used 2 times"),
        ('id = "camera-1"', 'id = "scanner-1"', "device[scanner-1].id", "is used 2 times"),
        ("scanner.serial", "scanner.hid", "device[scanner-1].driver", "one of barrier.modbus"),
        ('"lf"', '"crlf"', "device[scanner-1].options.suffix", "one of cr, lf"),
        ("{ suffix", "{ pause_ms = 1.5, suffix", "device[scanner-1].options.pause_ms", "a whole number"),
        ("baud=115200", "baud=fast", "device[scanner-1].link", "?baud=9600"),
        ("serial:///dev/serial", "serial:///etc/serial", "device[scanner-1].link", "below /dev"),
        ("tcp://10.0.0.9:502", "tcp://10.0.0.9", "device[barrier-1].link", "has no port"),
        ("tcp://10.0.0.9:502", "usb", "device[barrier-1].link", '"sim" or one of'),
        ("tcp://10.0.0.9:502", "http://10.0.0.9:502", "device[barrier-1].link", "only a camera"),
        ("http://0.0.0.0:8099", "tcp://10.0.0.9:502", "device[camera-1].link", "a camera pushes to us"),
        ('driver = "barrier.modbus"', 'driver = "camera.vzenith"', "place[lane-1]", "has no barrier"),
        (
            'place = "lane-1"\nlink = "tcp',
            'place = "kiosk-1"\nlink = "tcp',
            "device[barrier-1].place",
            "kind lane",
        ),
        ("[[place]]", "[place]", "toml", "is not TOML"),
        ("[store]", "[shop]", "store", "is missing: add a [store] table"),
    ],
)
def test_each_mistake_has_its_sentence(old: str, new: str, path: str, says: str) -> None:
    assert old in WHOLE
    found = problems_of(WHOLE.replace(old, new))
    assert says in found[path]


@pytest.mark.parametrize(
    ("driver", "link", "says"),
    [
        ("scanner.serial", "socket://10.0.0.9:4001", ""),
        ("scanner.serial", "socket://10.0.0.9", "has no port"),
        ("scanner.hid", "hid:///dev/input/by-id/usb-gun-event-kbd", ""),
        ("scanner.hid", "hid://0c2e:0b61/S1", ""),
        ("scanner.hid", "hid://0c2e", "VENDOR:PRODUCT/SERIAL"),
        ("scanner.hid", "hid:///etc/passwd", "VENDOR:PRODUCT/SERIAL"),
        ("scanner.hid", "serial:///dev/ttyS0", "scanner.hid is reached by"),
        ("scanner.camera", "v4l2:///dev/v4l/by-id/usb-cam", ""),
        ("scanner.camera", "v4l2:///etc/passwd", "below /dev"),
        ("scanner.camera", "file:///var/film.mp4", ""),
        ("scanner.camera", "rtsp://10.0.0.9/stream", ""),
        ("scanner.camera", "rtsp://u:p@10.0.0.9/stream", "do not belong in this file"),
        ("scanner.camera", "mjpeg://10.0.0.9:8080/video", ""),
        ("scanner.camera", "http://10.0.0.9:8080", "only a camera pushes to us"),
        ("barrier.modbus", "hid://0c2e:0b61", "barrier.modbus is reached by"),
    ],
)
def test_each_driver_has_its_own_lines(driver: str, link: str, says: str) -> None:
    config = RawConfig(
        store=StoreConfig(id="s1", name_zh="店", name_en="shop", data="store.db"),
        place=(PlaceConfig(id="p1", kind="kiosk"),),
        device=(RawDevice(id="d1", driver=driver, place="p1", link=link),),
    )
    found = dict(disagreements(config, whole=False))
    assert (says in found["device[d1].link"]) if says else not found


def test_a_gun_belongs_to_one_place() -> None:
    device = '\n[[device]]\nid = "{}"\ndriver = "scanner.serial"\nplace = "kiosk-1"\nlink = "{}"\n'
    line = "tcp://10.0.0.7:4001"
    found = problems_of(WHOLE + device.format("gun-a", line) + device.format("gun-b", line))
    assert set(found) == {"device[gun-a].link", "device[gun-b].link"}
    assert "a scanner belongs to one place" in found["device[gun-a].link"]
    sims = WHOLE + device.format("gun-a", "sim") + device.format("gun-b", "sim")
    assert len(parse(sims, DRIVERS, folder=Path("/etc/store")).devices) > 2


def test_two_barriers_and_two_printers_are_one_too_many() -> None:
    device = '\n[[device]]\nid = "{}"\ndriver = "{}"\nplace = "{}"\nlink = "sim"\n'
    text = WHOLE + device.format("barrier-2", "barrier.modbus", "lane-1")
    text += device.format("p-1", "printer.escpos", "kiosk-1") + device.format(
        "p-2", "printer.escpos", "kiosk-1"
    )
    found = problems_of(text)
    assert "has 2 barriers" in found["place[lane-1]"]
    assert "has 2 printers" in found["place[kiosk-1]"]


def test_a_password_in_an_address_is_not_repeated() -> None:
    assert "hunter2" not in str(problems_of(WHOLE.replace("mqtts://centre", "mq://me:hunter2@centre")))


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "does not exist"), (b"\xff\xfe", "is not UTF-8"), (b"#" * 1_000_001, "more than 1000000 bytes")],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "store.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        load(path, DRIVERS)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, DRIVERS)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "store.toml").write_text(SHOP, "utf-8")
    assert load(tmp_path / "store.toml", DRIVERS).store.data == str(tmp_path / "store.db")


def test_templates_of_weighed_goods_are_checked() -> None:
    with pytest.raises(ConfigError) as refused:
        parse(SHOP + '[codes]\nweighed = ["21IIIIIWWWWWC", "99IIIIIWWWWWC"]\n', DRIVERS, folder=Path())
    ((path, sentence),) = refused.value.problems
    assert path == "codes.weighed[2]"
    assert "begin with 02 or 20 to 29" in sentence
