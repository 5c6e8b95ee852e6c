"""The `link` of a device's configuration, read: sim, serial port, TCP or HTTP address."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

import msgspec

from edge.errors import ConfigError

Parity = Literal["N", "E", "O"]
BAUD_MIN, BAUD_MAX = 300, 4_000_000
PORT_MAX = 65_535
_PARITIES: dict[str, Parity] = {"N": "N", "E": "E", "O": "O"}
_SERIAL_KEYS = frozenset({"baud", "bits", "parity", "stop"})


class SimAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A virtual device inside this process."""


class SerialAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A port by its stable path, and how its line is set."""

    path: str
    baud: int = 9600
    bits: int = 8
    parity: Parity = "N"
    stop: int = 1


class TcpAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A serial server or a network printer."""

    host: str
    port: int


class HttpAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where we listen for a device that calls us; port 0 takes a free one."""

    host: str
    port: int


class HidAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A keyboard by its stable path, or by its USB ids and, where two are alike, its serial number."""

    path: str = ""
    vendor: int = 0
    product: int = 0
    serial: str = ""


class VideoAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A camera, or a film of one: `url` as it is opened, a path where it is on this machine."""

    url: str
    local: bool = False


# socket:// is how pyserial writes a serial server.
_NETWORK: dict[str, type[TcpAddress | HttpAddress]] = {
    "tcp": TcpAddress,
    "socket": TcpAddress,
    "http": HttpAddress,
}
Address = SimAddress | SerialAddress | TcpAddress | HttpAddress | HidAddress | VideoAddress
_HID = re.compile(r"hid://([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?:/([^/\0]*))?")


def parse_link(link: str) -> Address:
    """Read a link; `ConfigError` says under `link` what is wrong with it."""
    if link == "sim":
        return SimAddress()
    if ids := _HID.fullmatch(link):
        return HidAddress(vendor=int(ids[1], 16), product=int(ids[2], 16), serial=ids[3] or "")
    try:
        url = urlsplit(link)
        port = url.port
    except ValueError as error:
        raise _wrong(link, str(error)) from error
    if url.scheme == "serial":
        return _serial(link, url)
    if url.scheme in _NETWORK and url.hostname and port is not None and port <= PORT_MAX:
        kind = _NETWORK[url.scheme]
        return kind(host=url.hostname, port=port)
    if url.scheme in ("hid", "v4l2", "file") and not url.netloc and url.path.startswith("/"):
        return HidAddress(path=url.path) if url.scheme == "hid" else VideoAddress(url=url.path, local=True)
    if url.scheme in ("rtsp", "mjpeg") and url.hostname:
        return VideoAddress(url=link if url.scheme == "rtsp" else f"http{link.removeprefix('mjpeg')}")
    cure = 'write "sim", "serial:///dev/serial/by-id/NAME?baud=9600", "tcp://HOST:PORT" or "http://BIND:PORT"'
    raise _wrong(link, cure)


def _serial(link: str, url: SplitResult) -> SerialAddress:
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    if unknown := sorted(set(query) - _SERIAL_KEYS):
        raise _wrong(link, f"knows no {unknown[0]}; known are {', '.join(sorted(_SERIAL_KEYS))}")
    if url.netloc or not url.path.startswith("/"):
        raise _wrong(link, "needs three slashes and a whole path, as in serial:///dev/ttyUSB0")
    parity = query.get("parity", "N").upper()
    if parity not in _PARITIES:
        raise _wrong(link, f"has parity {parity}; it is N, E or O")
    return SerialAddress(
        path=url.path,
        baud=_number(link, query, "baud", 9600, range(BAUD_MIN, BAUD_MAX + 1)),
        bits=_number(link, query, "bits", 8, range(7, 9)),
        parity=_PARITIES[parity],
        stop=_number(link, query, "stop", 1, range(1, 3)),
    )


def _number(link: str, query: dict[str, str], key: str, usual: int, allowed: range) -> int:
    text = query.get(key, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(BAUD_MAX)) and int(text) in allowed):
        raise _wrong(link, f"has {key} {text[:20]}; it is {allowed.start} to {allowed.stop - 1}")
    return int(text)


def _wrong(link: str, cure: str) -> ConfigError:
    return ConfigError([("link", f'"{link}" is no address of a device: {cure}')])
