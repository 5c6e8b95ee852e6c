"""What a store's configuration is made of. Paths are absolute once loaded; no field ever holds a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import msgspec

from edge.domain.shop_code import ShopCodes

PlaceKind = Literal["kiosk", "till", "lane", "returns", "stock_room"]
Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
FilePath = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]{1,1024}$")]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Word = Annotated[str, msgspec.Meta(max_length=200)]


class StoreConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Who this store is, and its file. `box` tells two machines of one store apart."""

    id: Id
    name_zh: Name
    name_en: Name
    data: FilePath
    zone: Word = "Asia/Shanghai"
    box: Id = "box-1"

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class ServerConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pages are served. `hosts` are further names under which a browser may reach them."""

    host: Word = "127.0.0.1"
    port: Port = 8080
    hosts: tuple[Word, ...] = ()


class CentreConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The broker (mqtt:// or mqtts://host:port) and the account on it: a user with a password, or a
    certificate. Without `ca_file` the system's authorities are trusted.
    """

    broker: Word
    user: Word = ""
    password_file: FilePath | None = None
    ca_file: FilePath | None = None
    cert_file: FilePath | None = None
    key_file: FilePath | None = None

    def within(self, folder: Path) -> Self:
        """With its files' paths made whole."""
        names = ("password_file", "ca_file", "cert_file", "key_file")
        given = {name: path for name in names if (path := getattr(self, name)) is not None}
        return msgspec.structs.replace(self, **{name: str(folder / path) for name, path in given.items()})


class WalletConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The wallet gateway's address, and the file with its key."""

    url: Word
    key_file: FilePath


class TenderConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Ways to pay besides cash."""

    wallet: WalletConfig | None = None


class MembersConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Points that one member may spend a day while the centre's last word is older than `fresh_s`. `key_file`
    is the chain's key: only a demo has it, whose lab plays the members' phones.
    """

    offline_fen_per_day: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 2_000
    fresh_s: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300
    key_file: FilePath | None = None


class TasksConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre asks this store to ship: promised without asking the staff where `auto_accept`, and
    `safety_stock` pieces more are here.
    """

    auto_accept: bool = False
    safety_stock: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1


class PlaceConfig(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk, a till, a lane, a returns desk or a stock room."""

    id: Id
    kind: PlaceKind


class NeighbourConfig(msgspec.Struct, frozen=True, kw_only=True):
    """How another store of the chain is called on our pages."""

    id: Id
    name_zh: Name
    name_en: Name


class DeviceConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One device: its driver, where it stands, how it is reached, and the driver's own options.

    `link`: sim | serial:///dev/serial/by-id/x?baud=9600 | tcp://host:port | http://bind:port (camera push).
    """

    id: str
    driver: str
    place: str
    link: str
    options: msgspec.Struct


class RawDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device before its options are read with its driver's own struct."""

    id: Id
    driver: Word
    place: Word
    link: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    options: dict[str, Any] = {}


class RawConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The file: [store], [server], [centre], [tender.wallet], [members], [tasks], [codes]; [[place]],
    [[device]], [[neighbour]].
    """

    store: StoreConfig
    server: ServerConfig = ServerConfig()
    centre: CentreConfig | None = None
    tender: TenderConfig = TenderConfig()
    members: MembersConfig = MembersConfig()
    tasks: TasksConfig = TasksConfig()
    codes: ShopCodes = ShopCodes()
    place: tuple[PlaceConfig, ...] = ()
    device: tuple[RawDevice, ...] = ()
    neighbour: tuple[NeighbourConfig, ...] = ()


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """One store, ready to be composed."""

    store: StoreConfig
    server: ServerConfig
    centre: CentreConfig | None
    tender: TenderConfig
    places: tuple[PlaceConfig, ...]
    devices: tuple[DeviceConfig, ...]
    neighbours: tuple[NeighbourConfig, ...] = ()
    members: MembersConfig = MembersConfig()
    tasks: TasksConfig = TasksConfig()
    codes: ShopCodes = ShopCodes()

    def places_of(self, kind: PlaceKind) -> tuple[str, ...]:
        """Ids of the places of one kind, in the file's order."""
        return tuple(place.id for place in self.places if place.kind == kind)

    def family(self, family: str) -> dict[str, str]:
        """Place -> device id of one driver family ('barrier', 'printer'); of several, the file's first."""
        return {d.place: d.id for d in reversed(self.devices) if d.driver.split(".")[0] == family}
