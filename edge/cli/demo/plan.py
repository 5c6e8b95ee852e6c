"""What the demo is made of: ports, folders, and the configuration files it writes."""

from __future__ import annotations

import csv
import hashlib
import socket
from pathlib import Path

import msgspec

from edge.errors import ConfigError
from sync.hub.accounts import HUB

STORES_MAX = 9
HUB_PASSWORD = "demo"  # noqa: S105 - of a centre on the loopback, printed when it opens
LOOPBACK = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[3]
_STORE = """[store]
id = "{store_id}"
name_zh = "{name_zh}"
name_en = "{name_en}"
data = "store.db"
box = "box-1"

[server]
port = {port}

[centre]
broker = "{broker}"
{account}
[tender.wallet]
url = "{wallet}"
key_file = "../wallet.key"

[members]
key_file = "../members.key"

[[place]]
id = "kiosk-1"
kind = "kiosk"

[[place]]
id = "till-1"
kind = "till"

[[place]]
id = "lane-1"
kind = "lane"

[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "sim"

[[device]]
id = "scanner-2"
driver = "scanner.serial"
place = "till-1"
link = "sim"

[[device]]
id = "printer-1"
driver = "printer.escpos"
place = "kiosk-1"
link = "sim"

[[device]]
id = "printer-2"
driver = "printer.escpos"
place = "till-1"
link = "sim"

[[device]]
id = "camera-1"
driver = "camera.vzenith"
place = "lane-1"
link = "sim"

[[device]]
id = "barrier-1"
driver = "barrier.modbus"
place = "lane-1"
link = "sim"

[[device]]
id = "eye-1"
driver = "scanner.camera"
place = "kiosk-1"
link = "sim"
options = {{ fps = 8, width = 800, height = 450 }}
"""

_ACCOUNT = """user = "{user}"
password_file = "{file}"
"""

_NEIGHBOUR = """
[[neighbour]]
id = "{store_id}"
name_zh = "{name_zh}"
name_en = "{name_en}"
"""


class StoreNames(msgspec.Struct, frozen=True, kw_only=True):
    """One store of the seeds."""

    store_id: str
    name_zh: str
    name_en: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Ports count from `base`: the centre's page, then the stores', the wallet at +10, the broker at +11.
    `guarded`: the broker asks for passwords and keeps each store to its own topics; amqtt cannot.
    """

    folder: Path
    base: int
    stores: int
    seeds: Path | None = None
    guarded: bool = False

    @property
    def seed_folder(self) -> Path:
        return self.seeds or ROOT / "seeds"

    @property
    def hub_port(self) -> int:
        return self.base

    @property
    def wallet_port(self) -> int:
        return self.base + 10

    @property
    def broker_port(self) -> int:
        return self.base + 11

    @property
    def wallet_url(self) -> str:
        return f"http://{LOOPBACK}:{self.wallet_port}"

    @property
    def broker_url(self) -> str:
        return f"mqtt://{LOOPBACK}:{self.broker_port}"

    @property
    def broker_folder(self) -> Path:
        return self.folder / "broker"

    @property
    def broker_password(self) -> Path:
        """The centre's, at the broker."""
        return self.folder / "broker.password"

    @property
    def wallet_key(self) -> Path:
        return self.folder / "wallet.key"

    @property
    def member_key(self) -> Path:
        return self.folder / "members.key"

    def store_port(self, number: int) -> int:
        """Of store `number`, counted from 1."""
        return self.base + number

    def store_password(self, store_id: str) -> Path:
        """A store's, at the broker."""
        return self.store_toml(store_id).with_name("centre.password")

    def account(self, user: str, file: Path) -> str:
        """What [centre] says of who comes to the broker."""
        return _ACCOUNT.format(user=user, file=file.name) if self.guarded else ""

    def store_toml(self, store_id: str) -> Path:
        return self.folder / store_id / "store.toml"

    def ports(self) -> dict[str, int]:
        """What listens where."""
        stores = {f"store {n}": self.store_port(n) for n in range(1, self.stores + 1)}
        return {"centre": self.hub_port, **stores, "wallet": self.wallet_port, "broker": self.broker_port}


def stores_of(plan: Plan) -> list[StoreNames]:
    """The first stores of the seeds, as many as the demo runs."""
    file = plan.seed_folder / "stores.csv"
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        found = [msgspec.convert(row, StoreNames) for row in rows]
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigError([(str(file), f"cannot be read: {error}")]) from None
    if len(found) < plan.stores:
        raise ConfigError([("--stores", f"is {plan.stores}, but {file} has {len(found)} stores")])
    return found[: plan.stores]


def write_files(plan: Plan, stores: list[StoreNames], secret: str) -> None:
    """Make what is not there yet; a store's TOML is made anew when ports or stores have changed."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    secrets = (
        (plan.wallet_key, secret),
        (plan.member_key, hashlib.sha256(f"members {secret}".encode()).hexdigest()),
        (plan.folder / "hub.password", HUB_PASSWORD),
    )
    for path, text in secrets:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(text + "\n", "utf-8")
    for number, store in enumerate(stores, 1):
        path = plan.store_toml(store.store_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _head(plan, stores) + _STORE.format(
            store_id=store.store_id,
            name_zh=store.name_zh,
            name_en=store.name_en,
            port=plan.store_port(number),
            broker=plan.broker_url,
            account=plan.account(store.store_id, plan.store_password(store.store_id)),
            wallet=plan.wallet_url,
        )
        if not path.exists() or not path.read_text("utf-8").startswith(_head(plan, stores)):
            path.write_text(text + _neighbours(stores, store), "utf-8")


def hub_toml(plan: Plan, database: str) -> Path:
    """The centre's TOML; the database's socket is another one at every start."""
    path = plan.folder / "hub.toml"
    text = f"""[database]
url = "{database}"

[centre]
broker = "{plan.broker_url}"
{plan.account(HUB, plan.broker_password)}
[server]
port = {plan.hub_port}

[access]
password_file = "hub.password"

[members]
key_file = "members.key"
"""
    path.write_text(text, "utf-8")
    return path


def _head(plan: Plan, stores: list[StoreNames]) -> str:
    """The first line; the demo keeps a file as long as it has this one."""
    names = " ".join(store.store_id for store in stores)
    where = f"port {plan.base}{', with passwords' if plan.guarded else ''}"
    return f"# Made by `store-edge demo` for {names} at {where}. Change what follows as you like.\n"


def _neighbours(stores: list[StoreNames], own: StoreNames) -> str:
    others = [store for store in stores if store != own]
    return "".join(_NEIGHBOUR.format(**msgspec.structs.asdict(store)) for store in others)


def busy_ports(plan: Plan) -> None:
    """`ConfigError` that names every port somebody else has."""
    busy = [f"{port} ({name})" for name, port in plan.ports().items() if not _free(port)]
    if busy:
        cure = "end the program that has it, or choose others with --port BASE"
        raise ConfigError([("--port", f"taken already: {', '.join(busy)}; {cure}")])


def seeds_mark(folder: Path) -> str:
    """What the seeds are now: changed files give another mark."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
