"""The centre's TOML: its database, its broker, its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from edge.config.checks import binds, centre_problems
from edge.config.file import tables_of, text_of
from edge.config.secret import read_secret
from edge.config.shapes import CentreConfig, FilePath, Port, ServerConfig, Word
from edge.config.walk import Problem, misfits, said
from edge.domain.allocation import Strategy
from edge.errors import ConfigError

PORT_MAX = 65_535
WORKERS_MAX = 32  # of one machine


class DatabaseConfig(msgspec.Struct, frozen=True, kw_only=True):
    """PostgreSQL: postgresql://user@host:port/name, and the file with that user's password."""

    url: Word
    password_file: FilePath | None = None


class AccessConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Files with the admin's password and with the token of programs; without one, none of them gets in."""

    password_file: FilePath | None = None
    token_file: FilePath | None = None


class ChainConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The file with the chain's key, which signs member codes; without it none are made."""

    key_file: FilePath | None = None


class HubCentreConfig(CentreConfig, frozen=True, kw_only=True):
    """The broker as in a store's TOML, and how many worker processes serve the stores (0: they are started
    apart).
    """

    workers: Annotated[int, msgspec.Meta(ge=0, le=WORKERS_MAX)] = 2


class BackupConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`required`: stores keep what no backup of the centre covers, also before the first one.
    `erased_file`: who was erased, for a restore after the database is lost; keep it on another disk.
    """

    required: bool = False
    erased_file: FilePath | None = None


class OrdersConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`strategy`: which store ships an order that names none. The nearest that has it, the one that has the
    most, or whatever makes the fewest and then the shortest parcels.
    """

    strategy: Strategy = "nearest"


class BrokerConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The Mosquitto that `hub enroll` prepares: its folder, how the stores reach it (`host` '': as the centre
    does), where it listens. `certificate_port` is for stores that show a certificate; 0: for none.
    """

    folder: FilePath = "broker"
    host: Word = ""
    port: Port = 8883
    certificate_port: Annotated[int, msgspec.Meta(ge=0, le=PORT_MAX)] = 0
    bind: Word = ""


class HubConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Tables [database], [centre] (the broker and the workers), [server], [access], [backup], [broker],
    [members] and [orders].
    """

    database: DatabaseConfig
    centre: HubCentreConfig
    server: ServerConfig = ServerConfig()
    access: AccessConfig = AccessConfig()
    members: ChainConfig = ChainConfig()
    backup: BackupConfig = BackupConfig()
    broker: BrokerConfig = BrokerConfig()
    orders: OrdersConfig = OrdersConfig()


def load_hub(path: Path) -> HubConfig:
    """Read the centre's TOML; paths in it are relative to its folder."""
    return parse_hub(text_of(path), folder=path.absolute().parent)


def parse_hub(text: str, *, folder: Path) -> HubConfig:
    """As `load_hub`, of text; `ConfigError` with every problem."""
    tables = tables_of(text)
    problems = list(misfits(HubConfig, tables))
    if not problems:
        config = msgspec.convert(tables, HubConfig)
        problems = _disagreements(config)
        if not problems:
            return _resolved(config, folder)
    raise ConfigError(problems)


def dsn(database: DatabaseConfig) -> str:
    """The address with its password, for the driver alone; never to be shown."""
    if database.password_file is None:
        return database.url
    password = quote(read_secret(database.password_file, named_by="database.password_file"), safe="")
    url = urlsplit(database.url)
    user, _, host = url.netloc.rpartition("@")
    return urlunsplit(url._replace(netloc=f"{user}:{password}@{host}"))


def _disagreements(config: HubConfig) -> list[Problem]:
    found = list(centre_problems(config.centre))
    if not binds(config.server.host):
        found.append(("server.host", f"is {said(config.server.host)}, but an address to listen on is needed"))
    wanted = '"postgresql://USER@HOST:PORT/NAME"'
    try:
        url = urlsplit(config.database.url)
        sound = url.scheme in ("postgresql", "postgres")
    except ValueError:
        return [*found, ("database.url", f"is no address: write {wanted}")]
    if not sound:
        found.append(("database.url", f"is no address of PostgreSQL: write {wanted}"))
    elif url.password is not None:
        found.append(("database.url", f"holds a password: write {wanted} and name a password_file"))
    elif config.database.password_file is not None and not url.username:
        found.append(("database.url", f"names no user for the password: write {wanted}"))
    return found


def _resolved(config: HubConfig, folder: Path) -> HubConfig:
    replace = msgspec.structs.replace
    centre, database, access = config.centre, config.database, config.access
    backup = config.backup
    if backup.erased_file is not None:
        backup = replace(backup, erased_file=str(folder / backup.erased_file))
    broker = replace(config.broker, folder=str(folder / config.broker.folder))
    if database.password_file is not None:
        database = replace(database, password_file=str(folder / database.password_file))
    for name in ("password_file", "token_file"):
        if (path := getattr(access, name)) is not None:
            access = replace(access, **{name: str(folder / path)})
    members = config.members
    if members.key_file is not None:
        members = replace(members, key_file=str(folder / members.key_file))
    return replace(
        config,
        centre=centre.within(folder),
        database=database,
        access=access,
        backup=backup,
        broker=broker,
        members=members,
    )
