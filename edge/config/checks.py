"""What must agree between the parts of a configuration: ids, places, lanes, addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, urlsplit
from zoneinfo import ZoneInfo

from edge.config.shapes import CentreConfig, RawConfig, RawDevice
from edge.config.walk import Problem, element_path, one_of, said
from edge.domain.shop_code import template_problem

PORT_MAX = 65_535
_BAUD = re.compile(r"[1-9][0-9]{1,6}")
_HID = re.compile(r"hid://(/dev/[^\x00]+|[0-9a-fA-F]{4}:[0-9a-fA-F]{4}(/[^\x00/]*)?)")
_PORTED = ("rtsp", "mjpeg")  # schemes that have a usual port
_LINKS = {
    "serial": '"serial:///dev/serial/by-id/NAME?baud=9600"',
    "tcp": '"tcp://HOST:PORT"',
    "socket": '"socket://HOST:PORT"',
    "http": '"http://BIND:PORT"',
    "hid": '"hid:///dev/input/by-id/NAME-event-kbd"',
    "v4l2": '"v4l2:///dev/v4l/by-id/NAME"',
    "rtsp": '"rtsp://HOST:PORT/PATH"',
    "mjpeg": '"mjpeg://HOST:PORT/PATH"',
    "file": '"file:///PATH"',
}
# How a driver, or its family, is reached; anything else is on a line.
_WAYS = {
    "scanner.hid": ("hid",),
    "scanner.camera": ("v4l2", "rtsp", "mjpeg", "file"),
    "camera": ("http",),
}
_LINES = ("serial", "tcp", "socket")
_FOLDERS = {"serial": "/dev/", "v4l2": "/dev/", "file": "/"}  # below which the path lies


def disagreements(config: RawConfig, *, whole: bool) -> Iterator[Problem]:
    """Problems that no single value shows. Not `whole`: unreadable places or devices are not here."""
    yield from _zone(config.store.zone)
    if not binds(config.server.host):
        yield (
            "server.host",
            f'is {said(config.server.host)}, but an address to listen on is needed, as in "127.0.0.1"',
        )
    for path, ids in (("place", config.place), ("device", config.device), ("neighbour", config.neighbour)):
        yield from _twice(path, [one.id for one in ids])
    if config.centre is not None:
        yield from centre_problems(config.centre)
    if config.tender.wallet is not None:
        yield from address_problems(
            "tender.wallet.url", config.tender.wallet.url, ("http", "https"), port_needed=False
        )
    for number, template in enumerate(config.codes.weighed, 1):
        if problem := template_problem(template):
            yield f"codes.weighed[{number}]", f"is {said(template)}, but it {problem}"
    for number, device in enumerate(config.device, 1):
        yield from _link(f"{element_path('device', number, {'id': device.id})}.link", device)
    if whole:
        yield from _devices(config)
        yield from _lanes(config)


def centre_problems(centre: CentreConfig) -> Iterator[Problem]:
    """Of the broker's address and the account on it, a store's or the centre's own."""
    yield from address_problems("centre.broker", centre.broker, ("mqtt", "mqtts"), port_needed=False)
    if centre.user and centre.password_file is None:
        cure = "is missing: name the file (mode 0600) that holds the password of centre.user"
        yield "centre.password_file", cure
    if (centre.cert_file is None) != (centre.key_file is None):
        missing = "key_file" if centre.key_file is None else "cert_file"
        yield f"centre.{missing}", "is missing: a certificate needs both cert_file and key_file"
    for name in ("ca_file", "cert_file"):
        if getattr(centre, name) is not None and not centre.broker.startswith("mqtts:"):
            yield f"centre.{name}", "is of no use without TLS: write the broker as mqtts://HOST:PORT"


def _zone(zone: str) -> Iterator[Problem]:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        yield "store.zone", f'is {said(zone)}, but an IANA zone is needed, as in "Asia/Shanghai"'


def _twice(path: str, ids: Iterable[str]) -> Iterator[Problem]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{path}[{name}].id", f"is used {times} times: give each {path} an id of its own"


def _devices(config: RawConfig) -> Iterator[Problem]:
    places = {place.id: place.kind for place in config.place}
    for number, device in enumerate(config.device, 1):
        path = element_path("device", number, {"id": device.id})
        if device.place not in places:
            known = one_of(device.place, list(places)) if places else "the file has no [[place]] yet: add it"
            yield f"{path}.place", f"is {said(device.place)}, but {known}"
        elif _family(device) in ("barrier", "camera") and places[device.place] != "lane":
            kind = places[device.place]
            yield f"{path}.place", f"is a {kind}, but a {_family(device)} stands at a place of kind lane"
    guns = Counter(d.link for d in config.device if _family(d) == "scanner" and d.link != "sim")
    for device in config.device:
        if guns[device.link] > 1:
            cure = "a scanner belongs to one place: name another one's link"
            yield (
                f"device[{device.id}].link",
                f"is {said(_hidden(device.link))} {guns[device.link]} times, but {cure}",
            )
    printers = [d.place for d in config.device if _family(d) == "printer"]
    for place, times in Counter(printers).items():
        if times > 1:
            yield f"place[{place}]", f"has {times} printers: keep one, or give the other a place of its own"


def _lanes(config: RawConfig) -> Iterator[Problem]:
    barriers = Counter(device.place for device in config.device if _family(device) == "barrier")
    for place in config.place:
        count = barriers[place.id]
        if place.kind == "lane" and count != 1:
            says = (
                "has no barrier: add a [[device]] with a barrier driver"
                if not count
                else f"has {count} barriers"
            )
            yield f"place[{place.id}]", f"{says}, since a lane has exactly one"


def _link(path: str, device: RawDevice) -> Iterator[Problem]:
    if device.link == "sim":
        return
    url = _split(device.link)
    ways = _WAYS.get(device.driver) or _WAYS.get(_family(device)) or _LINES
    if url is None or url.scheme not in ways:
        yield path, f"is {said(_hidden(device.link))}, but {_reached(device, ways, url)}"
    elif url.scheme == "hid":
        yield from _keyboard(path, device.link)
    elif url.scheme in _FOLDERS:
        below = _FOLDERS[url.scheme]
        if not url.path.startswith(below) or "\x00" in url.path:
            yield path, f"is {said(device.link)}, but a path below {below} is needed: {_LINKS[url.scheme]}"
        baud = parse_qs(url.query).get("baud", ["9600"])[-1]
        if not _BAUD.fullmatch(baud):
            yield path, f"has baud {said(baud)}, but a rate is needed, as in ?baud=9600"
    else:
        yield from address_problems(path, device.link, (url.scheme,), port_needed=url.scheme not in _PORTED)


def _reached(device: RawDevice, ways: tuple[str, ...], url: SplitResult | None) -> str:
    forms = ", ".join(_LINKS[way] for way in ways)
    if url is None or url.scheme not in _LINKS:
        return f'"sim" or one of {forms} is needed'
    if _family(device) == "camera":
        return f"a camera pushes to us: {forms}"
    if url.scheme == "http":
        return f"only a camera pushes to us: {forms}"
    return f"{device.driver} is reached by {forms}"


def _keyboard(path: str, link: str) -> Iterator[Problem]:
    if not _HID.fullmatch(link):
        wanted = f'{_LINKS["hid"]} or "hid://VENDOR:PRODUCT/SERIAL" is needed'
        yield path, f"is {said(link)}, but {wanted}"


def address_problems(
    path: str, text: str, schemes: tuple[str, ...], *, port_needed: bool
) -> Iterator[Problem]:
    """What is wrong with an address of one of these schemes."""
    url = _split(text)
    wanted = f'"{schemes[0]}://HOST:PORT"'
    if url is None or url.scheme not in schemes or not url.hostname:
        yield path, f"is {said(_hidden(text))}, but an address is needed, as in {wanted}"
        return
    if url.username is not None or url.password is not None:
        yield (
            path,
            f"holds a name or password, which do not belong in this file: write {wanted} and name a file",
        )
    try:
        missing = url.port is None and port_needed
        wrong = missing or url.port == 0
    except ValueError:
        wrong = True
    if wrong:
        yield path, f"has no port from 1 to {PORT_MAX}: write {wanted}"


def _split(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _hidden(text: str) -> str:
    """An address may have a password before its @; a sentence never repeats it."""
    return text.rsplit("@", 1)[-1]


def binds(host: str) -> bool:
    """Whether a server can be told to listen there."""
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _family(device: RawDevice) -> str:
    return device.driver.split(".", 1)[0]
