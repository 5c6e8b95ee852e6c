"""A TOML file as tables, or ConfigError saying why it is none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from edge.errors import ConfigError

FILE_MAX = 1_000_000  # bytes; a store's file has a few thousand


def text_of(path: Path) -> str:
    """The file's text."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX + 1)
    except FileNotFoundError:
        raise ConfigError([(str(path), "does not exist: name the TOML with --config")]) from None
    except (OSError, ValueError) as error:
        raise ConfigError([(str(path), f"cannot be read: {_why(error)}")]) from None
    if len(data) > FILE_MAX:
        raise ConfigError([(str(path), f"has more than {FILE_MAX} bytes: it is no configuration")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError([(str(path), f"is not UTF-8 at byte {error.start}: save it as UTF-8")]) from None


def tables_of(text: str) -> dict[str, Any]:
    """What the text says, as TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError([("toml", "is nested too deep: ours have three levels")]) from None
    except ValueError as error:
        raise ConfigError([("toml", f"is not TOML: {str(error)[:200]}")]) from None


def _why(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
