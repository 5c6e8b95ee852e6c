"""Reads a secret from the file that the configuration names; it never reaches a log or a sentence."""

from __future__ import annotations

from pathlib import Path

from edge.errors import ConfigError

SECRET_MAX = 4096  # bytes
OTHERS = 0o077  # what group and others may do


def read_secret(path: str, *, named_by: str) -> str:
    """The file's first line. `named_by` is the dotted path that problems are told under."""
    file = Path(path)
    try:
        if file.stat().st_mode & OTHERS:
            raise ConfigError([(named_by, f"{path} may be read by others: chmod 600 {path}")])
        text = file.read_bytes()[: SECRET_MAX + 1].decode("utf-8")
    except FileNotFoundError:
        raise ConfigError(
            [(named_by, f"{path} does not exist: write the secret into it, mode 0600")]
        ) from None
    except OSError as error:
        raise ConfigError([(named_by, f"{path} cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise ConfigError([(named_by, f"{path} is not text: it should hold one line")]) from None
    secret = text.split("\n", 1)[0].strip()
    if not secret or len(text) > SECRET_MAX:
        raise ConfigError([(named_by, f"{path} should hold one line, and is empty or far too long")])
    return secret
