"""What `store-edge doctor` asks of a device's line: is it there, may we open it, does another hold it."""

from __future__ import annotations

import asyncio
import grp
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from devices.address import (
    HidAddress,
    HttpAddress,
    SerialAddress,
    SimAddress,
    TcpAddress,
    VideoAddress,
    parse_link,
)
from devices.device import line_at
from devices.scanner.keyboards import BY_ID as KEYBOARDS
from devices.scanner.keyboards import find, there
from devices.scanner.video import opencv
from edge.config import DeviceConfig
from edge.errors import ConfigError, DeviceError, Retry

Finding = tuple[bool, str, str]  # (well, what is so, what to do)
BY_ID = Path("/dev/serial/by-id")
PORTS_NAMED = 8
DIAL_S = 2.0
USUAL_PORTS = {"rtsp": 554, "http": 80}


def check(config: DeviceConfig) -> list[Finding]:
    """Blocking, a few seconds at most: looks at the line of one device as the driver would open it."""
    try:
        address = parse_link(config.link)
    except ConfigError as error:
        return [(False, f"{config.id}: its link is wrong", error.problems[0][1])]
    match address:
        case SimAddress():
            found: list[Finding] = [(True, f"{config.id}: a virtual device", "")]
        case SerialAddress():
            found = _serial(config, address)
        case TcpAddress():
            found = [_opened(config, address)]
        case HttpAddress():
            found = [_bound(config, address)]
        case HidAddress():
            found = _keyboard(config, address)
        case _:
            found = [_video(config, address)]
    return found


def _serial(config: DeviceConfig, address: SerialAddress) -> list[Finding]:
    path = Path(address.path)
    if not path.exists():
        return [(False, f"{config.id}: the port {path} is missing", _ports_there())]
    findings: list[Finding] = [(True, f"{config.id}: the port {path} is there", "")]
    if path.parent != BY_ID and path.name.startswith(("ttyUSB", "ttyACM")):
        cure = f"name it by its link in {BY_ID}: after a replug it may have another number"
        findings.append((False, f"{config.id}: {path.name} is no stable name", cure))
    if not os.access(path, os.R_OK | os.W_OK):
        return [*findings, (False, f"{config.id}: the port may not be opened", _group_cure(path))]
    return [*findings, _opened(config, address)]


def _keyboard(config: DeviceConfig, address: HidAddress) -> list[Finding]:
    try:
        path = find(address)
    except DeviceError as error:
        names = ", ".join(there()[:PORTS_NAMED])
        cure = (
            f"correct its link; there are {names}" if names else "plug the gun in; no keyboard is there now"
        )
        return [(False, f"{config.id}: {str(error).partition(': ')[0]}", cure)]
    findings: list[Finding] = [(True, f"{config.id}: the keyboard {path} is there", "")]
    if address.path and path.name.startswith("event") and path.parent.name == "input":
        cure = f"name it by its link in {KEYBOARDS}: after a replug it may have another number"
        findings.append((False, f"{config.id}: {path.name} is no stable name", cure))
    if not os.access(path, os.R_OK):
        return [
            *findings,
            (False, f"{config.id}: the keyboard may not be opened", _group_cure(path, usual="input")),
        ]
    return findings


def _video(config: DeviceConfig, address: VideoAddress) -> Finding:
    try:
        opencv()
    except DeviceError as error:
        says, _, cure = str(error).partition(": ")
        return (False, f"{config.id}: {says}", cure)
    if not address.local:
        return _dialled(config, address)
    path = Path(address.url)
    if not path.exists():
        folder = path.parent
        others = sorted(map(str, folder.iterdir())) if folder.is_dir() else []
        cure = f"plug it in, or correct its link; there are {', '.join(others[:PORTS_NAMED]) or 'none there'}"
        return (False, f"{config.id}: the camera {path} is missing", cure)
    if not os.access(path, os.R_OK):
        return (False, f"{config.id}: the camera may not be opened", _group_cure(path, usual="video"))
    return (True, f"{config.id}: the camera {path} is there", "")


def _dialled(config: DeviceConfig, address: VideoAddress) -> Finding:
    url = urlsplit(address.url)
    port = url.port or USUAL_PORTS.get(url.scheme, 0)
    try:
        socket.create_connection((url.hostname or "", port), timeout=DIAL_S).close()
    except OSError as error:
        cure = "check that the camera is on, its network cable and the address in its link"
        return (False, f"{config.id}: {url.hostname}:{port} does not answer ({error})", cure)
    return (True, f"{config.id}: answers at {url.hostname}:{port}", "")


def _opened(config: DeviceConfig, address: SerialAddress | TcpAddress) -> Finding:
    try:
        asyncio.run(_open_once(address))
    except DeviceError as error:
        sentence, _, cure = str(error).partition(": ")
        if error.retry is Retry.PERMANENT:
            cure = f"{cure} This does not heal by itself."
        return (False, f"{config.id}: {sentence}", cure)
    return (True, f"{config.id}: opens at {_where(address)}", "")


async def _open_once(address: SerialAddress | TcpAddress) -> None:
    link = line_at(address).link
    try:
        await link.open()
    finally:
        await link.close()


def _where(address: SerialAddress | TcpAddress) -> str:
    if isinstance(address, TcpAddress):
        return f"{address.host}:{address.port}"
    return f"{address.baud} {address.bits}{address.parity}{address.stop}"


def _bound(config: DeviceConfig, address: HttpAddress) -> Finding:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address.host, address.port))
    except OSError as error:
        cure = "take a free port and an address of this machine; a store that is running holds its own"
        return (False, f"{config.id}: {address.host}:{address.port} cannot be taken ({error.strerror})", cure)
    return (True, f"{config.id}: {address.host}:{address.port} is free to listen on", "")


def _ports_there() -> str:
    there = sorted(str(path) for path in BY_ID.iterdir()) if BY_ID.is_dir() else []
    if not there:
        return "plug the device in; no serial port is there now"
    return f"plug the device in, or correct its link; there are {', '.join(there[:PORTS_NAMED])}"


def _group_cure(path: Path, usual: str = "dialout") -> str:
    """Who owns the port decides which group the store's user needs."""
    try:
        group = grp.getgrgid(path.stat().st_gid).gr_name
    except (KeyError, OSError):
        group = usual
    return f"add the user that runs the store to the group {group}, then start it again"
