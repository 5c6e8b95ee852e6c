"""Reads a store's TOML with the drivers this program has."""

from __future__ import annotations

from pathlib import Path

from devices.registry import options_of
from edge.config import Config, load


def load_config(path: Path) -> Config:
    """`ConfigError` with every problem."""
    return load(path, options_of())
