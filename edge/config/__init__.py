"""The store's TOML file as frozen structs; every problem of a file at once, with dotted path and cure."""

from __future__ import annotations

from edge.config.hub import (
    AccessConfig,
    BackupConfig,
    ChainConfig,
    DatabaseConfig,
    HubCentreConfig,
    HubConfig,
    dsn,
    load_hub,
    parse_hub,
)
from edge.config.load import load, parse
from edge.config.secret import read_secret
from edge.config.shapes import (
    CentreConfig,
    Config,
    DeviceConfig,
    MembersConfig,
    NeighbourConfig,
    PlaceConfig,
    PlaceKind,
    ServerConfig,
    StoreConfig,
    TenderConfig,
    WalletConfig,
)

__all__ = [
    "AccessConfig",
    "BackupConfig",
    "BrokerConfig",
    "CentreConfig",
    "ChainConfig",
    "Config",
    "DatabaseConfig",
    "DeviceConfig",
    "HubCentreConfig",
    "HubConfig",
    "MembersConfig",
    "NeighbourConfig",
    "PlaceConfig",
    "PlaceKind",
    "ServerConfig",
    "StoreConfig",
    "TenderConfig",
    "WalletConfig",
    "dsn",
    "load",
    "load_hub",
    "parse",
    "parse_hub",
    "read_secret",
]
