"""A new store: its account at the chain's broker, and a folder from which it runs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from edge.compose.hub import opened_centre
from edge.config import HubConfig, StoreConfig
from edge.errors import ConfigError
from edge.runtime.clock import SystemClock
from sync.hub.accounts import HUB
from sync.hub.enrolment import Enrolment, Listening

_STORE = """# Made by `store-edge hub enroll {store}`. Add a [[device]] for each scanner, printer, camera.
[store]
id = {id}
name_zh = {name_zh}
name_en = {name_en}
data = "store.db"
box = {box}

[server]
port = 8080

[centre]
broker = {broker}
{account}ca_file = "ca.crt"

[[place]]
id = "kiosk-1"
kind = "kiosk"

[[place]]
id = "till-1"
kind = "till"
"""
_USER = 'user = {id}\npassword_file = "centre.password"\n'
_CERTIFICATE = 'cert_file = "client.crt"\nkey_file = "client.key"\n'


class NewStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store to be, as a person names it; without names those the centre knows."""

    store: str
    box: str
    folder: Path
    name_zh: str = ""
    name_en: str = ""
    certificate: bool = False


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What was made for the broker, for the store, and whether the broker has read it."""

    broker_files: tuple[str, ...]
    store_files: tuple[str, ...]
    told: bool


def enrolment_of(config: HubConfig, clock: SystemClock) -> Enrolment:
    at = config.broker
    listening = Listening(
        host=_host(config), port=at.port, certificate_port=at.certificate_port, bind=at.bind
    )
    return Enrolment(Path(at.folder), listening, clock)


def enrol(config: HubConfig, new: NewStore, clock: SystemClock) -> Ready:
    """`ConfigError` for a name that no store can have. A store.toml that is there stays as it is."""
    if new.certificate and not config.broker.certificate_port:
        raise ConfigError([("broker.certificate_port", "is 0: name the port for stores with a certificate")])
    new = _named(config, new)
    enrolment = enrolment_of(config, clock)
    made = enrolment.prepare()
    done = enrolment.enrol(new.store, new.folder, certificate=new.certificate)
    files, toml = [*done.files], new.folder / "store.toml"
    if not toml.exists():
        toml.write_text(_toml(config, new), "utf-8")
        files.append(toml.name)
    return Ready(broker_files=made, store_files=tuple(files), told=done.told)


def hub_hint(config: HubConfig) -> str:
    """What [centre] of hub.toml has to say for the hub to use its account; '' when it does."""
    folder, centre = Path(config.broker.folder), config.centre
    if centre.user == HUB and centre.password_file == str(folder / "hub.password"):
        return ""
    return (
        f'[centre]\nbroker = "mqtts://{_host(config)}:{config.broker.port}"\nuser = "{HUB}"\n'
        f'password_file = "{folder}/hub.password"\nca_file = "{folder}/ca.crt"'
    )


def _named(config: HubConfig, new: NewStore) -> NewStore:
    """With the names the centre knows, or the id, where none are given."""
    told = (new.name_zh, new.name_en)
    known = told if all(told) else asyncio.run(_known(config, new.store))
    name_zh, name_en = (mine or theirs or new.store for mine, theirs in zip(told, known, strict=True))
    new = msgspec.structs.replace(new, name_zh=name_zh, name_en=name_en)
    try:
        msgspec.convert(
            {"id": new.store, "name_zh": name_zh, "name_en": name_en, "data": "x", "box": new.box},
            StoreConfig,
        )
    except msgspec.ValidationError as error:
        cure = "a store and a box are named by small letters, digits, - and _, up to 32 of them"
        raise ConfigError([(new.store, f"{error}: {cure}")]) from None
    return new


async def _known(config: HubConfig, store: str) -> tuple[str, str]:
    async with opened_centre(config, SystemClock()) as centre:
        found = [row for row in await centre.stores() if row.store == store]
    return (found[0].name_zh, found[0].name_en) if found else ("", "")


def _toml(config: HubConfig, new: NewStore) -> str:
    port = config.broker.certificate_port if new.certificate else config.broker.port
    return _STORE.format(
        store=new.store,
        id=_text(new.store),
        name_zh=_text(new.name_zh),
        name_en=_text(new.name_en),
        box=_text(new.box),
        broker=_text(f"mqtts://{_host(config)}:{port}"),
        account=_CERTIFICATE if new.certificate else _USER.format(id=_text(new.store)),
    )


def _host(config: HubConfig) -> str:
    return config.broker.host or urlsplit(config.centre.broker).hostname or "localhost"


def _text(text: str) -> str:
    """A TOML string; JSON's are such."""
    return json.dumps(text, ensure_ascii=False)
